"""How grave an alert is, as explained: as grave as the alert that was raised."""

import pytest

from interparty_api.handlers import stages
from interparty_shared.domain.documents import obligation_document
from interparty_shared.domain.facts import Days
from interparty_shared.domain.obligations import assess
from tests.unit.shared.domain.world import GB, TODAY, day, sync, visit


@pytest.mark.parametrize(("coding", "severity"), [("machine", "low"), ("person", "high")])
def test_what_is_explained_is_as_grave_as_what_was_raised(coding: str, severity: str) -> None:
    told = visit(
        occurred=Days(day("2026-02-01"), day("2026-02-04")),
        sources=({"publisher": "Daily D", "coding": coding},),
    )
    copy = [sync("2026-01-01", "2026-05-01")]
    (owed,) = assess(told, GB, records=[], syncs=copy, today=TODAY)

    (said,) = stages.rules([obligation_document(owed)], [GB])["obligations"]

    assert said["severity"] == owed.severity == severity
