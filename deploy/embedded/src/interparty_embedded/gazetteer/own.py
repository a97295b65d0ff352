"""Our own curated files, put to the drafts that the open data made, or drafts of their own."""

from collections.abc import Sequence
from typing import Final

from interparty_embedded.gazetteer.drafts import Days, Draft, Drafts, Governing, Named, Rank, merged
from interparty_embedded.gazetteer.report import OWN, Report
from interparty_shared.reference.curated import Curated, Entry, Party, Span

_LANGUAGE: Final = {"ind": "id"}
"""Indonesian is `ind` in our files, where `id` is a number."""


def take(curated: Curated, drafts: Drafts, report: Report, *, open_data: bool) -> None:
    """Add bodies, names, and what is known better; `open_data`: whether Party Facts was read.

    Where it was read, a number that it has not, or has in another country, is counted and left out.
    """
    for country, party in curated.parties:
        draft = drafts.get(f"partyfacts:{party.id}")
        if draft is None and open_data:
            report.refuse(OWN, "a number that Party Facts has not, or that was not taken")
            continue
        if draft is None:
            draft = Draft(f"partyfacts:{party.id}", "party", country)
            draft.ids["partyfacts"] = str(party.id)
            drafts[draft.id] = draft
        if draft.country != country:
            report.refuse(OWN, "a number that Party Facts has in another country")
            continue
        report.use(OWN)
        _add(draft, party)
    for _, party in curated.parties:
        _as_its_alliance(party, drafts)
    for body in curated.bodies:
        draft = drafts.setdefault(body.actor_id, Draft(body.actor_id, body.kind, body.country))
        draft.kind, draft.country = body.kind, body.country or draft.country
        draft.parent = body.parent
        report.use(OWN)
        _add(draft, body)


def links(curated: Curated) -> dict[str, str]:
    """Return ParlGov's parties by Party Facts id, where our files say which they are."""
    return {str(number): str(party.id) for _, party in curated.parties for number in party.parlgov}


def _add(draft: Draft, entry: Entry) -> None:
    # Ours come first: the usual name, before what a data set chose to call it.
    own = [Named(name, _LANGUAGE.get(lang, lang), Rank.OWN) for name, lang in entry.names]
    draft.names = [*own, *(Named(name, None, Rank.OWN) for name in entry.short), *draft.names]
    if entry.wikidata:
        draft.ids["wikidata"] = entry.wikidata
    if entry.governing is not None:
        known = entry.governing_known
        draft.governing = Governing(
            _days(entry.governing), None if known is None else _days(known), OWN
        )
    if entry.state_linked is not None:
        draft.state_linked = _days(entry.state_linked)


def _as_its_alliance(party: Party, drafts: Drafts) -> None:
    draft = drafts.get(f"partyfacts:{party.id}")
    alliance = drafts.get(f"partyfacts:{party.same_cabinets_as}")
    if draft and alliance and alliance.governing:
        theirs, its = alliance.governing, draft.governing
        days = merged(
            (first, last)
            for first, last in (*theirs.spans, *(its.spans if its else ()))
            if first and last
        )
        draft.governing = Governing(days, days, theirs.source)


def _days(spans: Sequence[Span]) -> tuple[Days, ...]:
    return tuple((one.from_, one.to) for one in spans)
