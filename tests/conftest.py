"""Names the fixtures; nothing is defined here and nothing imports from here."""

pytest_plugins = [
    "tests.fixtures.parts",
    "tests.fixtures.bus",
    "tests.fixtures.alerts",
    "tests.fixtures.topics",
    "tests.fixtures.api",
    "tests.fixtures.ingest",
    "tests.fixtures.registers",
    "tests.fixtures.pages",
    "tests.fixtures.webhooks",
]
