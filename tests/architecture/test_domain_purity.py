"""The domain runs in an interpreter that has nothing installed, and pulls in nothing impure."""

import json
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "shared/src/interparty_shared"

# What could tell time, do I/O, log or roll dice. The interpreter itself has loaded some of it
# (`io`, `os`, `time`) before the first line runs; what the domain imports by name is the import
# linter's business, here counts what it adds to the interpreter.
IMPURE = {
    "_socket",
    "asyncio",
    "http",
    "logging",
    "multiprocessing",
    "pathlib",
    "random",
    "secrets",
    "select",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "tempfile",
    "threading",
    "urllib.request",
    "uuid",
}

PROBE = """
import importlib, json, pkgutil, sys
before = set(sys.modules)
sys.path.insert(0, sys.argv[1])
domain = importlib.import_module("interparty_shared.domain")
prefix = "interparty_shared.domain."
names = [module.name for module in pkgutil.walk_packages(domain.__path__, prefix)]
for name in names:
    importlib.import_module(name)
print(json.dumps({"modules": names, "loaded": sorted(set(sys.modules) - before)}))
"""


def test_the_domain_imports_with_nothing_installed_and_stays_pure(tmp_path: Path) -> None:
    # A folder that holds the package's name and the domain, and nothing of its neighbours.
    package = tmp_path / "interparty_shared"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "domain").symlink_to(SOURCE / "domain")

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROBE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["modules"], "no module of the domain was found"
    assert set(answer["loaded"]) & IMPURE == set()
