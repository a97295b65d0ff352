"""The peers' own environment: what Interparty is held against is never installed beside it."""

import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEERS = ROOT / ".tools" / "peers"


def interpreter() -> Path:
    """Return the interpreter of the peers' environment, made from hashed files."""
    uv = ROOT / ".tools" / "bin" / "uv"
    python = PEERS / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", PEERS], check=True)
    subprocess.run(
        [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", HERE / "peers.txt"],
        check=True,
    )
    return python
