"""A new rule to begin with: a pack and its fixtures, whole and off, with what each key is for."""

import re
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final

from interparty_shared.domain.countries import CODES
from interparty_shared.errors import Misconfigured

_ID: Final = re.compile(r"[A-Z]{2}-[A-Z0-9-]*[A-Z0-9]")
_OTHERS: Final = ("DE", "FR")
"""Where the visits of the fixtures lead: to the first that is not the rule's own country."""


def made(id_: str, folder: Path, today: date) -> tuple[Path, Path]:
    """Write the pack and its fixtures, and return where they are.

    Raises:
        Misconfigured: the id is none, a file is there already, or the folder cannot be written.
    """
    if not _ID.fullmatch(id_) or id_[:2] not in CODES:
        raise Misconfigured(
            f"{id_!r} is no id of a rule: a country's two letters, a dash, capitals, as in GB-MP-VISITS."
        )
    first = date(today.year, 1, 1)
    words = _words(id_, first)
    written = []
    for template, name in (
        ("pack", f"{id_.lower()}.yaml"),
        ("fixtures", f"{id_.lower()}.fixtures.yaml"),
    ):
        path = folder / name
        text = (files(__package__) / "template" / f"{template}.yaml").read_text(encoding="utf-8")
        text = re.sub(r"RULE-[A-Z]+", lambda found: words[found[0]], text)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise Misconfigured(f"{path} is there already.") from None
        except OSError as error:
            raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
        written.append(path)
    return written[0], written[1]


def _words(id_: str, first: date) -> dict[str, str]:
    """Return what stands for each mark: the fixtures' visit is in the first weeks of the year."""
    country = id_[:2]
    days = {
        "RULE-DAY": first,
        "RULE-BEFORE": first - timedelta(days=2),
        "RULE-FROM": first + timedelta(days=32),
        "RULE-TO": first + timedelta(days=34),
        "RULE-NEAR": first + timedelta(days=38),
        "RULE-LATE": first + timedelta(days=70),
        "RULE-AFTER": first + timedelta(days=120),
    }
    return {
        "RULE-ID": id_,
        "RULE-COUNTRY": country,
        "RULE-OTHER": next(one for one in _OTHERS if one != country),
        "RULE-REGISTER": f"{country.lower()}-interests",
        **{mark: day.isoformat() for mark, day in days.items()},
    }
