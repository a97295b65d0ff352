"""What mails say of alerts of patterns."""

from typing import Any

import pytest

from interparty_api.i18n import LANGUAGES
from interparty_api.notify.base import Item
from tests.support.letters import mail_of, outgoing, parts
from tests.support.patterned import an_alert_of


def item(sequence: int = 7, **more: Any) -> Item:
    said = an_alert_of("DUAL-TRACK", sequence, **more).document
    return Item(sequence, "alert.opened", {**said, "sequence": sequence}, None, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_tells_the_sentence_the_series_and_what_would_make_it_go_away(language: str) -> None:
    one = item()
    mail = mail_of(outgoing(one, language=language))
    text, html = parts(mail)

    flat = " ".join(text.split())
    assert one.alert["summary"] in flat
    assert one.alert["pattern"]["undone"] in flat
    assert "█" in text
    assert "█" in html
    assert "(None" not in text + html
    assert ", None" not in text + html


def test_a_digest_groups_patterns_by_country_and_rule() -> None:
    mail = mail_of(outgoing(item(7), item(8, id="al_other"), pace="daily"))
    text, _ = parts(mail)

    assert "Germany, DUAL-TRACK" in text
    assert "No public register" not in text
    assert "Due:" not in text
