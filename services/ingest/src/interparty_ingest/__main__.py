"""`python -m interparty_ingest`: this service alone, on Kafka and a database of its own."""

from interparty_ingest.app import build
from interparty_shared.runtime import run


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    run({"ingest": build})


if __name__ == "__main__":
    main()
