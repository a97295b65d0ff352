"""A folder with one small pack and its fixtures, against which nothing is to be said; tests break it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

NAME = "agents.yaml"
FIXTURES = "agents.fixtures.yaml"
PACK = """\
id: XX-AGENTS
version: "2026-01-01"
title: Agents of foreign parties
jurisdiction: GB
status: in_force
valid: {from: 2026-01-01}
shape: post_hoc
confidence: verified
duty: An agent of a foreign party registers within fourteen days.
not_shown: Nothing is published under this rule.
citation: Agents Act 2025, section 3
sources: [https://law.example/agents]
duty_holder: agent
binds: {anyone: true, roles: [agent]}
counterpart:
  origin: foreign
  limbs:
    - {id: s.3(a), text: a political party of a foreign country, kinds: [party]}
channels: [representation]
trigger: event_start
deadline: {amount: 14, unit: day, start: exclusive}
register:
  {id: xx-agents, name: Agents, public: false, shows_filing_date: false, shows_amount: false}
severity: {}
"""
CASES = """\
- title: An agent of a foreign party registers where nobody can look
  cites: section 3
  as_of: 2026-06-01
  engagement: &acting
    channel: representation
    occurred: {from: 2026-02-01, to: 2026-02-03}
    participants:
      - {name: Agent A, country: GB, role: agent}
      - {name: Party P, kind: party, country: FR, role: principal}
  expect:
    - {holder: Agent A, verdict: not_computable, due: 2026-02-15, limb: s.3(a)}

- title: Somebody acts for a body of which nothing is known
  cites: section 3
  as_of: 2026-06-01
  engagement:
    channel: representation
    occurred: {from: 2026-02-01}
    participants:
      - {name: Agent A, country: GB, role: agent}
      - {name: Body B, country: FR, role: principal}
  expect:
    - {holder: Agent A, verdict: undetermined, missing_facts: ["participants[Body B].kind"]}

- title: What was done before the Act gives no obligation
  cites: section 9
  as_of: 2026-06-01
  shows: before_in_force
  engagement:
    channel: representation
    occurred: {from: 2025-12-31}
    participants:
      - {name: Agent A, country: GB, role: agent}
      - {name: Party P, kind: party, country: FR, role: principal}
  expect: []
"""


def written(folder: Path, pack: str = PACK, cases: str | None = CASES) -> Path:
    """Write the pack and its fixtures into a folder, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(pack, encoding="utf-8")
    if cases is not None:
        (folder / FIXTURES).write_text(cases, encoding="utf-8")
    return folder


def pack(**changes: Any) -> str:
    """Return the pack with other values; None takes a key away."""
    return dumped(changes, yaml.safe_load(PACK))


def cases(change: Callable[[Any], object]) -> str:
    """Return the fixtures after a change to the list of them."""
    raw = yaml.safe_load(CASES)
    change(raw)
    return yaml.safe_dump(raw, sort_keys=False)


def dumped(changes: Mapping[str, Any], raw: dict[str, Any]) -> str:
    """Return a pack as YAML, with other values."""
    changed = {key: value for key, value in {**raw, **changes}.items() if value is not None}
    return yaml.safe_dump(changed, sort_keys=False)
