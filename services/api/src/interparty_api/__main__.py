"""This service as a process of its own: `python -m interparty_api`."""

from interparty_api.app import build
from interparty_shared import runtime


def main() -> None:
    """Serve until told to stop."""
    runtime.run({"api": build})


if __name__ == "__main__":
    main()
