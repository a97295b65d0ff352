"""Explanations and differences, for people and for scripts."""

import textwrap
from typing import Any

from rich.console import Console
from rich.markup import escape

from interparty_embedded import say
from interparty_shared.packs.comparing import Difference, Pack, rule_id
from interparty_shared.packs.explain import Explanation


def explanation(one: Explanation) -> None:
    """Show what a rule says, part by part."""
    console = say.out()
    console.print(f"[bold]{escape(one.rule)}[/], version {one.version}")
    console.print(escape(one.title))
    for part in one.parts:
        console.print(f"\n[bold]{escape(part.heading)}[/]")
        for sentence in part.sentences:
            console.print(escape(_indented(sentence, console)))


def _indented(sentence: str, console: Console) -> str:
    """Return a sentence under its heading; a script gets it in one line."""
    if not console.is_terminal:
        return f"  {sentence}"
    return textwrap.fill(
        sentence,
        console.width,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
    )


def explanation_document(one: Explanation) -> dict[str, Any]:
    """Return what a rule says, for scripts."""
    parts = [{"heading": part.heading, "sentences": list(part.sentences)} for part in one.parts]
    return {"rule": one.rule, "version": one.version, "title": one.title, "parts": parts}


def difference(found: Difference) -> list[str]:
    """Return what differs, in lines: + for rules that are new, - for those that are gone."""
    lines = [f"+ {_named(one)}" for one in found.added]
    lines += [f"- {_named(one)}" for one in found.removed]
    for one in found.changed:
        versions = one.was if one.was == one.now else f"{one.was} to {one.now}"
        lines.append(f"~ {one.rule}, {versions}")
        lines += [f"    {change}" for change in one.changes]
    return lines or ["The rules are the same."]


def difference_document(found: Difference) -> dict[str, Any]:
    """Return what differs, for scripts."""
    return {
        "added": [_known(one) for one in found.added],
        "removed": [_known(one) for one in found.removed],
        "changed": [
            {
                "rule": one.rule,
                "was": one.was,
                "now": one.now,
                "changes": [change._asdict() for change in one.changes],
            }
            for one in found.changed
        ],
    }


def _named(pack: Pack) -> str:
    return f"{rule_id(pack)}, {pack.version}: {pack.title}"


def _known(pack: Pack) -> dict[str, str]:
    return {"rule": rule_id(pack), "version": pack.version, "title": pack.title}
