"""Settings, keys, rule packs and disk: what can be judged without asking anybody."""

from pathlib import Path
from typing import Final

from interparty_embedded.doctor.findings import Finding, fine, note, wrong
from interparty_shared import packs
from interparty_shared.bus.limits import MAX_MESSAGE_BYTES
from interparty_shared.errors import Invalid, Misconfigured
from interparty_shared.settings import Settings
from interparty_shared.web import keys

WEAK_LENGTH: Final = 24
EXAMPLES: Final = ("change", "example", "secret", "password", "interparty", "test", "your", "demo")
LEAST_FREE: Final = 2 * 1024**3
LEAST_SHARE: Final = 0.05


def contradictions(settings: Settings) -> list[Finding]:
    """Judge settings that are each possible, but not together."""
    found = []
    on_kafka = settings.bus_url.startswith("kafka:")
    on_sqlite = settings.database_url.startswith("sqlite")
    if on_kafka and on_sqlite:
        found.append(
            note(
                "settings",
                "The log is Kafka, but the databases are SQLite files of one process each.",
                "To start more than one worker, point INTERPARTY_DATABASE_URL at PostgreSQL.",
            )
        )
    if on_sqlite and "{service}" not in settings.database_url:
        found.append(
            wrong(
                "settings",
                "All services write to one SQLite file and wait for one another.",
                "Put {service} into INTERPARTY_DATABASE_URL.",
            )
        )
    if settings.max_event_bytes > MAX_MESSAGE_BYTES:
        found.append(
            wrong(
                "settings",
                f"INTERPARTY_MAX_EVENT_BYTES lets in events of {settings.max_event_bytes:,} bytes,"
                f" but the log takes {MAX_MESSAGE_BYTES:,} at most.",
                "Lower it: what the log cannot take is rejected only after it was read.",
            )
        )
    if settings.api_key is None and settings.keys_file is None:
        found.append(
            wrong(
                "settings",
                "There is no key: nobody can post an event.",
                "Set INTERPARTY_KEYS_FILE and make keys with `interparty keys create`.",
            )
        )
    return found or [fine("settings", "The settings agree with one another.")]


def first_key(key: str | None) -> list[Finding]:
    """Judge INTERPARTY_API_KEY, which may do everything."""
    if key is None:
        return []
    advice = "Make another: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
    if any(word in key.lower() for word in EXAMPLES):
        return [wrong("key", "INTERPARTY_API_KEY looks like an example that was copied.", advice)]
    if len(key) < WEAK_LENGTH or len(set(key)) < WEAK_LENGTH // 3:
        return [wrong("key", "INTERPARTY_API_KEY can be guessed: it is short or repeats.", advice)]
    return [fine("key", "INTERPARTY_API_KEY is long enough not to be guessed.")]


def keys_file(path: Path | None) -> list[Finding]:
    """Judge the file of hashed keys."""
    if path is None:
        return []
    try:
        mode = path.stat().st_mode & 0o777
        found = keys.listing(path)
    except FileNotFoundError:
        return [note("keys", f"There is no {path} yet.", "`interparty keys create` makes it.")]
    except (OSError, Invalid) as error:
        return [
            wrong(
                "keys",
                f"The keys in {path} cannot be read: {error}.",
                "Services that run keep the keys they knew; mend the file before they restart.",
            )
        ]
    if mode & 0o006:
        return [
            wrong(
                "keys",
                f"Everybody on this machine can read or change {path} (mode {mode:o}).",
                f"chmod 640 {path}",
            )
        ]
    working = sum(key.revoked is None for key in found)
    return [fine("keys", f"{path} holds {working} working key(s).")]


def rule_packs(folder: Path | None) -> list[Finding]:
    """Judge our rule packs and the operator's own."""
    try:
        regimes = packs.load(folder)
    except Misconfigured as error:
        return [
            wrong("rules", f"A rule pack is not valid: {error}.", "No service starts until it is.")
        ]
    off = sorted(regime.id for regime in regimes if not regime.enabled)
    found = [fine("rules", f"{len(regimes)} rule pack(s) are valid.")]
    if off:
        found.append(
            note("rules", f"Switched off: {', '.join(off)}.", "`enabled: true` in a pack of yours.")
        )
    return found


def disk(path: Path, *, free: int, total: int) -> list[Finding]:
    """Judge the space that is left where data is kept."""
    said = f"{free / 1024**3:,.1f} GiB of {total / 1024**3:,.1f} are free where {path} lies."
    if free < LEAST_FREE or free < total * LEAST_SHARE:
        return [wrong("disk", said, "Add space: on a full disk events are refused with 503.")]
    return [fine("disk", said)]
