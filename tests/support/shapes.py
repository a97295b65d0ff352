"""Small rules of every shape, for tests: no law says them, and none of ours is needed for them."""

from typing import Final

from interparty_shared import packs
from interparty_shared.domain.regimes import Regime

_COMMON: Final = """
version: "2020-01-01"
jurisdiction: GB
status: in_force
valid: {from: 2020-01-01}
confidence: verified
title: A rule of a test
duty: Somebody does something within some time.
not_shown: The register of the test shows what the test says.
citation: No law, section 1
sources: [https://example.org/law]
"""

_GIFTS: Final = """
id: XX-GIFTS
shape: post_hoc
duty_holder: recipient
binds: {countries: [GB], offices: [member_of_parliament]}
counterpart: {origin: any}
channels: [donation]
threshold: {amount: "500", currency: GBP, above: exclusive, per: source_year}
trigger: donation_received
deadline: {amount: 30, unit: day, start: exclusive}
then: [{amount: 30, unit: day, start: exclusive}]
register: {id: xx-gifts, name: Gifts, public: true, shows_filing_date: true, shows_amount: true}
severity: {missing: high, late: low}
"""

_AGENTS: Final = """
id: XX-AGENTS
shape: post_hoc
duty_holder: agent
binds: {anyone: true, roles: [agent]}
counterpart:
  origin: foreign
  limbs:
    - {id: "1(a)", text: a governing party of a foreign country, kinds: [party], governing: true}
    - {id: "1(b)", text: a foreign government, kinds: [government], state_linked: true}
channels: [representation]
directed: direction
trigger: agency_agreed
deadline: {amount: 10, unit: working_day, start: exclusive, calendar: GB-ENG}
register: {id: xx-agents, name: Agents, public: true, records: standing,
  shows_filing_date: true, shows_amount: false}
match: {far_days: 400}
severity: {missing: high, late: low}
"""

_BAN: Final = """
id: XX-BAN
shape: prohibition
duty_holder: recipient
binds: {countries: [GB], offices: [member_of_parliament]}
counterpart: {origin: foreign, limbs: [{id: "2", text: a foreign party, kinds: [party]}]}
channels: [donation]
severity: {prohibited: high}
"""

_PERMIT: Final = """
id: XX-TRIPS
rule: XX-TRIPS-BEFORE
shape: prior
duty_holder: recipient
binds: {countries: [GB], offices: [member_of_parliament]}
counterpart: {origin: cross_border}
channels: [visit]
outside: [GB]
trigger: trip_start
deadline: {amount: 14, unit: day, start: exclusive, direction: before}
severity: {permission_unknown: info}
"""

_STATEMENT: Final = """
id: XX-TRIPS
rule: XX-TRIPS-STATEMENT
shape: periodic
duty_holder: recipient
binds: {countries: [GB], offices: [member_of_parliament]}
counterpart: {origin: cross_border}
channels: [visit]
trigger: period_end
period: {every: quarter}
deadline: {amount: 1, unit: month, start: exclusive}
register: {id: xx-trips, name: Trips, public: true, records: standing,
  shows_filing_date: true, shows_amount: false}
severity: {missing: medium, late: low}
"""

_OFTEN: Final = """
id: XX-LOBBY
shape: post_hoc
duty_holder: participant
binds: {kinds: [party_foundation, party]}
counterpart: {origin: any, limbs: [{id: "3", text: an office holder, kinds: [politician], countries: [GB]}]}
channels: [meeting]
frequency: {more_than: 2, months: 3}
trigger: conditions_met
deadline: {by: at_once, amount: 7}
register: {id: xx-lobby, name: Lobby, public: true, records: standing,
  shows_filing_date: false, shows_amount: false}
severity: {missing: medium}
"""


def rules() -> list[Regime]:
    """Return one rule of each kind."""
    texts = (_GIFTS, _AGENTS, _BAN, _PERMIT, _STATEMENT, _OFTEN)
    return [packs.parse(_COMMON + text, name=text.split()[1]) for text in texts]
