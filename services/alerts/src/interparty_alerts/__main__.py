"""This service as a process of its own: `python -m interparty_alerts`."""

from interparty_alerts.app import build
from interparty_shared import runtime


def main() -> None:
    """Serve until told to stop."""
    runtime.run({"alerts": build})


if __name__ == "__main__":
    main()
