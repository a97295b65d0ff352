"""The lint as a whole: every check, over every file."""

from collections.abc import Iterator
from pathlib import Path

from interparty_shared.domain.regimes import Regime
from interparty_shared.packs.lint import covered, files, known, spoken, versions
from interparty_shared.packs.lint.files import File, Standing
from interparty_shared.packs.lint.remarks import Remark


def lint(folder: Path | None = None) -> list[Remark]:
    """Return what is to be said against our own packs, or those of a folder, file by file.

    What a folder's packs say is held against ours, too, where they are versions of one rule or speak
    of one register; ours themselves are not looked at then.

    Raises:
        Misconfigured: the folder is not there.
    """
    found = files.read(folder)
    ours = files.ours() if folder is not None else []
    rules = [rule for file in found for rule in file.rules]
    replaced = {(one.what.rule_id, one.what.version) for one in rules}
    kept = [one for one in ours if (one.what.rule_id, one.what.version) not in replaced]
    regimes = {rule.what.id for rule in (*rules, *kept)}
    said = [remark for file in found for remark in _of_file(file, regimes, own=folder is None)]
    theirs = {file.name for file in found}
    said += [one for one in _together([*kept, *rules]) if one.file in theirs]
    return sorted(set(said), key=lambda one: (one.file, one.line, one.key, one.text))


def _of_file(file: File, regimes: set[str], *, own: bool) -> Iterator[Remark]:
    yield from file.remarks
    yield from spoken.neutral(file)
    for rule in file.rules:
        yield from spoken.cited(rule)
        yield from spoken.sure(rule, own=own)
        yield from known.named(rule, regimes)
    yield from known.told(file)
    yield from known.referred(file, regimes)
    yield from covered.covered(file)


def _together(rules: list[Standing[Regime]]) -> Iterator[Remark]:
    yield from versions.versions(rules)
    yield from versions.registers(rules)
