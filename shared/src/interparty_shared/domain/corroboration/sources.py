"""What a list of sources is worth: how many are independent, and whether anybody is named for it.

A source is one item of an engagement's `sources`: `url`, `publisher`, `title`, and `coding`, which is
"machine" where a program read the text and said what happened in it, "person" where somebody did, and
absent where it is not known.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal

from interparty_shared.domain.corroboration import texts
from interparty_shared.domain.facts import Engagement

Source = Mapping[str, Any]
Standing = Literal["named", "unknown", "machine"]
RANKS: Final[Mapping[str, int]] = {"named": 0, "unknown": 1, "machine": 2}
"""The best first."""


def standing(engagement: Engagement) -> Standing:
    """Return who vouches for a report.

    `named`: a person coded it, or a publisher is named and nothing says that a program read it;
    `machine`: all that is known of its sources is that programs read them; `unknown`: it names no
    source, or none by a name. What is not known of a source is never held against the report.
    """
    return standing_of(engagement.sources)


def standing_of(sources: Sequence[Source]) -> Standing:
    """Return who vouches for what these sources say: see `standing`."""
    if any(_vouched(one) for one in sources):
        return "named"
    machine = bool(sources) and all(one.get("coding") == "machine" for one in sources)
    return "machine" if machine else "unknown"


def _vouched(source: Source) -> bool:
    coding = source.get("coding")
    return coding == "person" or (coding != "machine" and bool(source.get("publisher")))


def independent(sources: Iterable[Source]) -> int:
    """Return how many of the sources are independent of one another: of how many that is so at most.

    Two sources are not where they have one publisher or give one text: the same address, or the same
    headline (an agency's copy, printed again). A publisher that is not named is known by the host of
    the address. Among sources that share publishers here and texts there, the largest number is taken
    of which no two share any: a maximum matching of publishers with texts (Kuhn 1955). One more source
    raises it by one at most, and lowers it only if it shows two texts, or two publishers, to be one.
    What a program read is the text that it read: no second source beside it.
    """
    known = list(sources)
    if not known:
        return 0
    stories = _stories(known)
    printed: dict[str, set[str]] = {}
    for publisher, story in zip(_publishers(known), stories, strict=True):
        if publisher is not None:
            printed.setdefault(publisher, set()).add(story)
    # Of those of which neither publisher nor host is known, or that may be any of several, nobody can
    # say that they are independent of the others; alone they are one.
    return max(1, _matched(printed))


def _publishers(known: Sequence[Source]) -> list[str | None]:
    """Return who published each; None where it is not known, or may be any of several."""
    hosts = [texts.host_of(one.get("url") or "") for one in known]
    named = [
        texts.publisher_key(one["publisher"]) if one.get("publisher") else None for one in known
    ]
    at: dict[str, set[str]] = {}
    for host, name in zip(hosts, named, strict=True):
        if host and name is not None:
            at.setdefault(host, set()).add(name)
    found: list[str | None] = []
    for host, name in zip(hosts, named, strict=True):
        if name is not None:
            found.append(f"name:{name}")
        elif not host or len(at.get(host, ())) > 1:
            found.append(None)
        else:
            found.append(f"name:{next(iter(at[host]))}" if host in at else f"host:{host}")
    return found


def _stories(known: Sequence[Source]) -> list[str]:
    """Return which text each gives: texts with one address, or one headline, are one, and so on."""
    first: dict[str, int] = {}
    leads = list(range(len(known)))

    def lead(at: int) -> int:
        while leads[at] != at:
            at = leads[at]
        return at

    for at, one in enumerate(known):
        for key in text_keys(one):
            ours, theirs = lead(at), lead(first.setdefault(key, at))
            leads[max(ours, theirs)] = min(ours, theirs)
    return [str(lead(at)) for at in range(len(known))]


def text_keys(source: Source) -> tuple[str, ...]:
    """Return by what a source's text is known: its address and its headline, as far as it gives them."""
    url, title = source.get("url"), source.get("title")
    site = f"{source.get('publisher') or ''} {texts.host_of(url or '')}"
    said = texts.headline(title, site) if title else None
    return (
        *((f"at:{texts.address(url)}",) if url else ()),
        *((f"as:{said}",) if said else ()),
    )


def _matched(printed: Mapping[str, set[str]]) -> int:
    """Return the size of the maximum matching of publishers with the texts they printed."""
    holder: dict[str, str] = {}
    held: dict[str, str] = {}
    for publisher in sorted(printed):
        told_by: dict[str, str] = {}
        asked, free = [publisher], None
        for one in asked:
            for story in sorted(printed[one] - told_by.keys()):
                told_by[story] = one
                if story not in holder:
                    free = story
                    break
                asked.append(holder[story])
            if free is not None:
                break
        # Each on the way takes the text that the one after it leaves.
        while free is not None:
            one, before = told_by[free], held.get(told_by[free])
            holder[free], held[one] = one, free
            free = before
    return len(held)
