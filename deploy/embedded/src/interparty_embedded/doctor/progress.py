"""Whether the services keep up: judged on two looks, so that what only takes time is not wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from interparty_embedded.doctor.findings import Finding, fine, note, wrong
from interparty_embedded.reading import Waiting, behind
from interparty_shared.bus.base import Positions

STALE: Final = timedelta(minutes=1)
WATCH: Final = "Look at its log and its /readyz."


def lag(service: str, ends: Positions, before: Positions, after: Positions) -> list[Finding]:
    """Judge how far a service is behind the ends that the log had at the first look."""
    late, still = behind(service, ends, before), behind(service, ends, after)
    about = f"{service} reading"
    if still == 0:
        return [fine(about, f"{service} has read the log to its end.")]
    if still < late:
        return [note(about, f"{service} is {still:,} records behind and catching up.")]
    if any(after.get(place, 0) > end for place, end in ends.items()):
        return [
            wrong(
                about,
                f"{service} has read further than the log goes: this is another log, or an older"
                " copy of it.",
                "Restore log and databases from the same moment, then `interparty replay`.",
            )
        ]
    return [
        wrong(
            about, f"{service} is {still:,} records behind and does not move.", f"Is it up? {WATCH}"
        )
    ]


def outbox(before: Waiting, after: Waiting, *, now: datetime) -> list[Finding]:
    """Judge what was decided and is not published yet."""
    if after.outbox == 0:
        return [fine("outbox", "All that was decided is published.")]
    said = f"{after.outbox:,} messages wait to be published"
    stuck = after.oldest is not None and before.oldest == after.oldest
    if stuck and after.oldest is not None and now - after.oldest > STALE:
        return [
            wrong(
                "outbox",
                f"{said}, the oldest since {after.oldest:%Y-%m-%d %H:%M} UTC.",
                f"No worker of alerts publishes: the log may refuse them. {WATCH}",
            )
        ]
    return [note("outbox", f"{said}; they are on their way.")]


def coverage(before: Waiting, after: Waiting, *, is_behind: bool) -> list[Finding]:
    """Judge the syncs of registers that are not believed yet: nothing is `missing` without them."""
    stuck = sorted(set(before.syncs) & set(after.syncs))
    if not stuck:
        return [fine("coverage", "No sync of a register waits.")]
    said = f"A sync of {', '.join(stuck)} is not believed yet"
    if is_behind:
        return [note("coverage", f"{said}: events that came before it are still to be read.")]
    return [
        wrong(
            "coverage",
            f"{said}, though the log has been read.",
            f"Some partition is read by no worker of alerts. {WATCH}",
        )
    ]


def rejudging(after: Waiting) -> list[Finding]:
    """Say so while what was judged by other rule packs, or before a replay, is judged again."""
    if not after.rejudging:
        return [fine("rule packs", "All that is known was judged by the rule packs in force.")]
    said = "What was judged before is being judged again: rule packs changed, or a replay was asked for"
    return [note("rule packs", f"{said}.")]


def dead_letters(counts: Mapping[tuple[str, str], int]) -> list[Finding]:
    """Judge what was put aside in the last day and not replayed since."""
    if not counts:
        return [fine("dead letters", "Nothing was put aside in the last day.")]
    found = []
    for (by, step), count in sorted(counts.items()):
        said = f"{by} put aside {count:,} in the last day (step {step})"
        if step == "process":
            found.append(
                wrong(
                    "dead letters",
                    f"{said}: our own code failed on them.",
                    f"`interparty dead list --step {step}`; once mended, `interparty dead replay`.",
                )
            )
        else:
            found.append(
                note(
                    "dead letters",
                    f"{said}: their producers are told.",
                    f"`interparty dead list --step {step}` says why.",
                )
            )
    return found
