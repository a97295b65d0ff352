"""What the environment says is what is set, and what it leaves empty is not."""

import pytest

from interparty_shared.settings import Settings


def test_a_variable_that_is_empty_is_as_one_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SMTP_URL", "API_KEY", "KEYS_FILE", "RULES", "PORT", "WEBHOOK_PORTS"):
        monkeypatch.setenv(f"INTERPARTY_{name}", "")
    monkeypatch.setenv("INTERPARTY_MAIL_FROM", "alerts@interparty.example")

    settings = Settings.load()

    plain = Settings.model_construct()
    assert settings.mail_from == "alerts@interparty.example"
    assert settings.model_copy(update={"mail_from": ""}) == plain
