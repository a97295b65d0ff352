"""WhoGov: whose ministers sat in cabinets, for countries that ParlGov lacks.

WhoGov (Nyrup and Bramwell 2020) lists the members of each country's cabinet in July of each year; Party
Facts made of it, for each party, the first and last year with a minister and in how many years it had
one (`n`). A party governs that holds posts through membership (National Security Act 2023, s. 32).
Certain, then, is a party that had a minister in *each* July from the first year to the last: it
governed from the end of the first of these Julys to the beginning of the last. Of all other days
nothing is known here, nor of parties with gaps: between two Julys without one nobody can tell.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from interparty_embedded.gazetteer.drafts import Drafts, Governing
from interparty_embedded.gazetteer.files import Row
from interparty_embedded.gazetteer.report import WHOGOV, Report

COLUMNS: Final = ("year_first", "year_last", "n", "partyfacts_id")
_YEAR: Final = re.compile(r"^(19|20)[0-9]{2}$")


def take(rows: Iterable[Row], drafts: Drafts, better: frozenset[str], report: Report) -> None:
    """Add what is certain; `better` are countries of which ParlGov knows more."""
    for row in rows:
        draft = drafts.get(f"partyfacts:{row['partyfacts_id']}")
        if draft is None:
            report.refuse(WHOGOV, "of no party that was taken")
        elif draft.country in better:
            report.refuse(WHOGOV, "of a country of which ParlGov knows more")
        elif not _YEAR.match(row["year_first"]) or not _YEAR.match(row["year_last"]):
            report.refuse(WHOGOV, "no year")
        elif row["n"] != str(int(row["year_last"]) - int(row["year_first"]) + 1):
            report.refuse(WHOGOV, "had no minister in some of the years between")
        elif row["year_first"] == row["year_last"]:
            report.refuse(WHOGOV, "had ministers in one July only")
        elif draft.governing is not None:
            report.refuse(WHOGOV, "of a party that another row was taken for")
        else:
            report.use(WHOGOV)
            days = ((date(int(row["year_first"]), 7, 31), date(int(row["year_last"]), 7, 1)),)
            draft.governing = Governing(days, days, WHOGOV)
