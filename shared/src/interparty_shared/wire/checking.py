"""What may be asked of `/v1/check` and `interparty check`: an engagement, alone or with what bears on it.

{"channel": "visit", …}                                        the engagement by itself
{"engagement": {…}, "actors": [{…}], "beside": [{…}]}          with reference data and others
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field
from pydantic_core import from_json

from interparty_shared.domain import words
from interparty_shared.wire.events import EngagementData
from interparty_shared.wire.reference import ActorData
from interparty_shared.wire.scalars import Strict
from interparty_shared.wire.schemas import EXAMPLES

MOST: Final = 1_000
"""Reference records, and other engagements, that one question may bring."""


class CheckData(Strict):
    """An engagement, reference data about those who take part, and their other engagements."""

    engagement: EngagementData
    actors: Annotated[list[ActorData], Field(max_length=MOST, default_factory=list)]
    beside: Annotated[list[EngagementData], Field(max_length=MOST, default_factory=list)]

    def plain(self) -> dict[str, Any]:
        """Return what was asked as JSON has it, without what was not given."""
        found: dict[str, Any] = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return found


def read_check(body: bytes) -> CheckData:
    """Return what a body asks.

    Raises:
        ValidationError: it is no JSON, or says something that cannot be; the places are those of the
            body, whether it is an engagement by itself or not.
    """
    if _is_whole(body):
        return CheckData.model_validate_json(body)
    alone = EngagementData.model_validate_json(body)
    return CheckData(engagement=alone, actors=[], beside=[])


def _is_whole(body: bytes) -> bool:
    try:
        given = from_json(body)
    except ValueError:
        return False
    return isinstance(given, dict) and "engagement" in given


_FUTURE: Final[Mapping[str, Any]] = {
    "channel": "visit",
    "occurred": {"from": "2027-03-01", "to": "2027-03-04"},
    "place": {"country": "NO"},
    "participants": [
        {
            "name": "Member M",
            "kind": "politician",
            "country": "GB",
            "office": "member_of_parliament",
            "role": "guest",
        },
        {"name": "Party A", "role": "funder"},
    ],
    "value": {"amount": "900.00", "currency": "GBP"},
}
CHECKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "engagement": {
        "summary": "An engagement by itself",
        "value": EXAMPLES[words.EVENT_ENGAGEMENT]["data"],
    },
    "ahead": {
        "summary": "A visit that is planned, with reference data about a party that takes part",
        "value": {
            "engagement": _FUTURE,
            "actors": [
                {
                    "id": "example:party-a",
                    "kind": "party",
                    "country": "NO",
                    "names": [{"name": "Party A"}],
                    "governing": [{"from": "2025-10-14", "to": None}],
                }
            ],
        },
    },
    "beside": {
        "summary": "A visit, and another of the same year, for rules on what adds up",
        "value": {
            "engagement": _FUTURE,
            "beside": [{**_FUTURE, "occurred": {"from": "2027-01-10", "to": "2027-01-12"}}],
        },
    },
}
"""Valid bodies, as OpenAPI has examples."""
