"""`interparty version`."""

from importlib.metadata import version

from interparty_embedded import say


def run() -> None:
    """Say which version this is."""
    say.line(f"interparty {version('interparty-embedded')}")
