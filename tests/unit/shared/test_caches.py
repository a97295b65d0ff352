"""What functions keep of names, days and reports has a limit: else a worker grows for ever."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from types import ModuleType

import interparty_alerts
import interparty_shared.bus
import interparty_shared.db
import interparty_shared.domain
import interparty_shared.wire
from interparty_shared.reference import naming

MOST = 131_072
TABLES = {"schemas"}
"""Modules whose functions keep what is shipped with them, whatever is posted."""


def caches(package: ModuleType) -> Iterator[tuple[str, "_lru_cache_wrapper[object]"]]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.split(".")[-1] in {"__main__", "env"} or ".versions." in found.name:
            continue
        for name, kept in vars(importlib.import_module(found.name)).items():
            if isinstance(kept, _lru_cache_wrapper) and kept.__module__ == found.name:
                yield f"{found.name}.{name}", kept


def test_all_that_functions_keep_of_what_is_posted_has_a_limit() -> None:
    packages = (
        interparty_shared.domain,
        interparty_shared.wire,
        interparty_shared.bus,
        interparty_shared.db,
        interparty_alerts,
    )
    found = {name: kept for package in packages for name, kept in caches(package)}
    limits = {name: kept.cache_info().maxsize for name, kept in found.items()}
    kept = {name: most for name, most in limits.items() if name.split(".")[-2] not in TABLES}
    assert len(kept) > 20
    assert {name: most for name, most in kept.items() if most is None or most > MOST} == {}


def test_readings_of_names_are_kept_up_to_their_limit() -> None:
    most = naming.matcher().reader._kept.cache_info().maxsize
    assert most == naming.KEPT
