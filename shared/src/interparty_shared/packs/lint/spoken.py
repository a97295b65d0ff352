"""Are the words neutral, is the law cited, and does the pack say how sure it is?"""

import re
from collections.abc import Iterator
from typing import Final

from interparty_shared.domain.regimes import Regime
from interparty_shared.domain.wording import accusation
from interparty_shared.packs import places
from interparty_shared.packs.lint.files import File, Standing
from interparty_shared.packs.lint.remarks import Remark

_NUMBERED: Final = re.compile(r"\d")


def neutral(file: File) -> Iterator[Remark]:
    """Return the texts of packs and fixtures that accuse."""
    for name, node in file.nodes:
        for line, key, text in places.strings(node):
            word = accusation(text)
            if word is not None:
                why = f"says {word!r}: what is not known to be so may not be said of anybody"
                yield Remark(name, line, "error", "neutral", key, why)


def cited(one: Standing[Regime]) -> Iterator[Remark]:
    """Return where a rule does not say by which words of which law it holds."""
    rule = one.what
    if not _NUMBERED.search(rule.citation):
        why = "names no section, article, number or date: nobody could look it up"
        yield one.remark("error", "cited", "citation", why)
    if len(set(rule.sources)) < len(rule.sources):
        yield one.remark("warning", "cited", "sources", "one address stands here twice")


def sure(one: Standing[Regime], *, own: bool) -> Iterator[Remark]:
    """Return where a rule does not say how sure it is, or is used although nobody has seen its text."""
    rule = one.what
    if rule.confidence != "verified" and not rule.not_seen:
        why = f"{rule.confidence}: say which parts of the text were not seen (not_seen)"
        yield one.remark("warning", "sure", "confidence", why)
    if rule.confidence == "recall" and rule.enabled:
        # An operator may switch such a rule on, and is to know that it is one.
        why = "a rule from general knowledge is switched on: nobody has seen its text"
        yield one.remark("error" if own else "warning", "sure", "enabled", why)
