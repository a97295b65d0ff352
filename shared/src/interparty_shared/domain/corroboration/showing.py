"""What several reports say together, as the documents of the public contract: plain JSON values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from interparty_shared.domain.corroboration.merging import Merged
from interparty_shared.domain.corroboration.people import path
from interparty_shared.domain.corroboration.sources import independent
from interparty_shared.domain.facts import Actor, Ref

Document = dict[str, Any]


def corroboration_document(reports: int, sources: Sequence[Mapping[str, Any]]) -> Document:
    """Return `{"reports", "independent"}`: on how much a merged engagement rests.

    How many reports of it were posted, and how many of all the sources that they name are independent
    of one another (`corroboration.sources.independent`).
    """
    return {"reports": reports, "independent": independent(sources)}


def merged_document(merged: Merged, who: Sequence[Actor]) -> Document:
    """Return on how much a merged engagement rests, fact by fact, and where its reports contradict.

    Beside what `corroboration_document` gives: `facts`, each with the `reports` that say it and how many
    of their sources are `independent`, so that what was printed again counts once; `only_machine`, the
    facts that machine-coded reports alone say; and `contradictions`, each with the value that was `taken`,
    `by` which reports, the `rule` that chose it, the `other` value, and by which it is `said_by`. Of
    participants, those who are given: there may be thousands.
    """
    given = {report.ref: report.sources for report in merged.reports}
    ours = tuple(path(one.name) for one in who)
    told = [
        {
            "fact": fact,
            "reports": _refs(refs),
            "independent": independent(source for ref in refs for source in given[ref]),
        }
        for fact, refs in sorted(merged.provenance.items())
        if _is_told(fact, ours)
    ]
    contradictions = [
        {
            "fact": one.fact,
            "taken": one.taken,
            "by": _refs(one.by),
            "rule": one.rule,
            "other": one.other,
            "said_by": _refs(one.said_by),
        }
        for one in merged.contradictions
        if _is_told(one.fact, ours)
    ]
    return {
        **corroboration_document(len(merged.reports), merged.engagement.sources),
        "facts": told,
        "only_machine": [fact for fact in merged.only_machine if _is_told(fact, ours)],
        "contradictions": contradictions,
    }


def _is_told(fact: str, ours: tuple[str, ...]) -> bool:
    return not fact.startswith("participants[") or fact.startswith(ours)


def _refs(refs: Iterable[Ref]) -> list[Document]:
    return [{"source": ref.source, "id": ref.id} for ref in refs]
