"""What mails say: one alert, a correction, a briefing, a notice."""

import re
from dataclasses import replace
from typing import Any

import pytest

from interparty_api.i18n import LANGUAGES
from interparty_api.notify import vocabulary
from interparty_api.notify.base import Outgoing
from interparty_api.notify.columns import columns
from interparty_shared.domain import words
from interparty_shared.domain.wording import accusation
from tests.support.letters import (
    CITATION,
    REASON,
    SITE,
    a_correction,
    a_document,
    an_item,
    mail_of,
    outgoing,
    parts,
)
from tests.support.published import body, person

ANSWER = {
    "by": "Member M",
    "capacity": "the Member's office",
    "text": "The party paid.",
    "url": "https://m.example/reply",
    "at": "2026-02-05T10:00:00Z",
}
WITHDRAWAL = {
    "step": "withdrawal",
    "text": "The engagement was taken back.",
    "basis": "recorded",
    "inputs": {},
}


def flat(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def both(message: Outgoing) -> list[str]:
    return [
        flat(part).replace("&#39;", "'").replace("&amp;", "&") for part in parts(mail_of(message))
    ]


def test_a_mail_about_one_alert_has_all_that_is_needed_to_check_it() -> None:
    message = outgoing(an_item(answers=[ANSWER]))
    text, html = parts(mail_of(message))

    for said in both(message):
        for part in (
            "no matching record found in gb-commons as of 2026-02-02T04:00:00Z",
            CITATION,
            "Part of this rule rests on secondary sources",
            "GB-MP-VISITS, in its version 2023-02-10; severity: high",
            "3 January 2026",
            "1 February 2026",
            "Register of Members' Financial Interests (House of Commons); our copy of"
            " 2 February 2026, 04:00 UTC",
            "Record 1002, score 0.41",
            "dates 0.00, counterpart 0.82",
            "Within 28 days after the day of return",
            "The Example News, 7 December 2025",
            "Member M (the Member's office) answered on 5 February 2026, 10:00 UTC:",
            "The party paid.",
            "This message covers change 1042.",
            "2 December 2025 to 6 December 2025",
            "Member M (Party A, United Kingdom)",
        ):
            assert part in said
    for link in (
        f"{SITE}/alerts/al_1",
        f"{SITE}/alerts/al_1#report",
        f"{SITE}/s/sub_5f0c7c1c/manage/",
        f"{SITE}/s/sub_5f0c7c1c/unsubscribe/",
        f"{SITE}/v1/changes?after=1041",
        "https://register.example/1002",
        "https://m.example/reply",
    ):
        assert link in text
        assert f'href="{link}' in html
    assert 'href="https://news.example/forum?a=1&amp;b=2"' in html


def test_what_is_not_known_is_said() -> None:
    bare = an_item(
        sources=[],
        due=None,
        alert_date=None,
        register={"id": None, "name": None, "synced": None, "candidates": []},
        caution=None,
    )
    uncovered = an_item(register={"synced": None, "candidates": []})

    for said in both(outgoing(bare)):
        assert "No public register shows what this duty asks for." in said
        assert "Whoever recorded this named no source." in said
        assert "None so far. Whoever is named here can reply" in said
    for said in both(outgoing(uncovered)):
        assert "our copy does not cover these dates" in said
        assert "No record came near." in said


def test_a_source_that_a_machine_coded_says_so() -> None:
    sources = [
        {"publisher": "The Example Table", "coding": "machine"},
        {"publisher": "The Example News", "coding": "person"},
    ]
    for said in both(outgoing(an_item(sources=sources))):
        assert "The Example Table, coded by a machine" in said
        assert said.count("coded by a machine") == 1


def test_a_resolved_alert_says_which_record_turned_up_and_links_to_it() -> None:
    message = outgoing(a_correction())

    for said in both(message):
        assert "What changed since the message before" in said
        assert (
            "A matching record was found in Register of Members' Financial Interests (House of"
            " Commons): record 1077. The alert of 1 March 2026 is resolved."
        ) in said
        assert "Record 1077 matches." in said
        assert "No record came near." not in said
        assert "You were first told of this alert in change 1042." in said
    assert "https://register.example/1077" in parts(mail_of(message))[0]


def test_a_reader_who_was_told_nothing_before_is_told_against_the_revision_before() -> None:
    for said in both(outgoing(replace(a_correction(), root=None))):
        assert "What changed since the revision before" in said
        assert "You were first told" not in said


def test_a_withdrawn_alert_says_why() -> None:
    item = a_correction(
        status="withdrawn", verdict="missing", register={}, reason=[*REASON, WITHDRAWAL]
    )

    for said in both(outgoing(item)):
        assert "The alert of 1 March 2026 is withdrawn. The engagement was taken back." in said


def test_a_revised_alert_says_each_value_that_is_another_now() -> None:
    item = a_correction(
        status="open",
        verdict="late",
        severity="low",
        due="2026-01-10",
        alert_date=None,
        domestic=person("Member N", "GB"),
        occurred={"from": "2025-12-03", "to": None},
        rule={"id": "GB-MP-VISITS", "version": "2026-01-01"},
        sources=[],
        register={"match": None, "candidates": [], "synced": "2026-02-03T04:00:00Z"},
    )

    for said in both(outgoing(item)):
        for sentence in (
            "The finding was “No matching record found” and is now “Recorded after the due date”.",
            "The severity was high and is now low.",
            "Named before: Member M – Party International P. Named now: Member N – Party International P.",
            "The dates were 2 December 2025 to 6 December 2025 and are now 3 December 2025.",
            "The due date was 3 January 2026 and is now 10 January 2026.",
            "The day from which an absence is judged was 1 February 2026 and is now none.",
            "The rule's version was 2023-02-10 and is now 2026-01-01.",
            "The register was searched again, in our copy of 3 February 2026, 04:00 UTC.",
            "The nearest records are others than before.",
            "The sources are others than before.",
        ):
            assert sentence in said


def test_a_record_that_no_longer_counts_and_an_alert_that_opens_again_are_told() -> None:
    resolved = a_correction().alert
    item = replace(an_item(1044, root=1042, revision=3), before=resolved)

    for said in both(outgoing(item)):
        assert "Record 1077, taken for a match until now, no longer counts as one." in said
        assert "The alert of 1 March 2026 is open again." in said


def test_a_revision_of_the_reasoning_alone_is_told_too() -> None:
    item = a_correction(status="open", verdict="missing", register={}, reason=REASON[:1])

    assert "Details of the reasoning changed" in both(outgoing(item))[0]


FRENCH = an_item(
    1050,
    id_="al_6",
    regime="FR-HATVP",
    jurisdiction="FR",
    domestic=person("Party B", "FR"),
    citation="Loi 2016-1691, art. 25",
)


def a_digest(**to: Any) -> Outgoing:
    return outgoing(
        an_item(1046, id_="al_4", domestic=person("Member Q", "GB")),
        an_item(1047, id_="al_5", domestic=person("Member R", "GB"), channel="forum"),
        FRENCH,
        a_correction(1043),
        a_correction(
            1044, "withdrawn", id_="al_2", verdict="missing", register={}, reason=[WITHDRAWAL]
        ),
        a_correction(1045, "open", id_="al_3", verdict="late"),
        pace="daily",
        **to,
    )


def test_a_digest_reads_like_a_briefing() -> None:
    mail = mail_of(a_digest())

    assert mail["Subject"] == ("Daily briefing, Visits of members: 3 new alerts and 3 corrections")
    for said in both(a_digest()):
        order = [
            said.index(part)
            for part in (
                "Daily briefing: 3 new alerts and 3 corrections",
                "What changed from 1 March 2026, 08:00 UTC to 1 March 2026, 09:30 UTC.",
                "Withdrawn: 1, Resolved: 1, Revised: 1",
                "The engagement was taken back.",
                "The alert of 1 March 2026 is resolved.",
                "The finding was “No matching record found”",
                "Loi 2016-1691, art. 25",
                "Party B, visit",
                CITATION,
                "Member Q, visit",
                "Member R, forum",
                "All alerts of this subscription",
                "This message covers changes 1043-1047, 1050.",
            )
        ]
        assert order == sorted(order)
        assert "France, FR-HATVP" in said
        assert "United Kingdom, GB-MP-VISITS" in said
        assert said.count("Due: 3 January 2026") == 6
        assert said.count("Searched: Register of Members' Financial Interests") == 6
    text, html = parts(mail)
    for number in range(1, 7):
        assert f"{SITE}/alerts/al_{number}\n" in text
        assert f'href="{SITE}/alerts/al_{number}"' in html
    assert f"{SITE}/alerts?country=GB&severity=high&severity=critical" in text


def test_an_alert_that_opened_and_was_resolved_within_one_digest_is_one_entry() -> None:
    later = replace(a_correction(1043, id_="al_1"), root=None)

    for said in both(outgoing(an_item(1042), later, an_item(1044, id_="al_9"))):
        assert "1 new alert and 1 correction" in said
        assert "Changes 1042, 1043" in said
        assert "The alert of 1 March 2026 is resolved." in said


def test_a_digest_of_hundreds_tells_every_number_and_says_what_it_leaves_out() -> None:
    items = [an_item(number, id_=f"al_{number}") for number in range(1, 201)]

    for said in both(outgoing(*items, pace="weekly")):
        assert "Weekly briefing: 200 new alerts" in said
        assert "160 more new alerts are counted above and not told in full here." in said
        assert "This message covers changes 1-200." in said
        assert said.count("No matching record found –") == 40


def test_a_request_to_confirm_says_what_was_asked_for_in_words() -> None:
    message = outgoing(
        kind="confirm",
        pace="weekly",
        filter={
            "country": ["GB", "FR"],
            "severity": "high",
            "channel": "visit",
            "verdict": ["missing", "late"],
            "q": "forum",
        },
    )
    mail = mail_of(message)

    for said in both(message):
        for part in (
            "Somebody asked on 1 March 2026, 08:00 UTC that alerts about party diplomacy be sent",
            "“Visits of members”",
            "United Kingdom or France",
            "high",
            "No matching record found or Recorded after the due date",
            "every week",
            "valid for 72 hours, until 4 March 2026, 08:00 UTC",
            "If it was not you, ignore this message",
        ):
            assert part in said
    assert f"{SITE}/s/sub_5f0c7c1c/confirm/" in parts(mail)[0]
    assert "/unsubscribe/" not in bytes(mail).decode()
    assert mail["List-Unsubscribe"] is None


def test_a_test_and_a_disabled_subscription_are_told_in_plain_words() -> None:
    for said in both(outgoing(kind="test", filter={})):
        assert "This is a test" in said
        assert "all of them, without a filter" in said
    for said in both(outgoing(kind="disabled", why="The endpoint answered 410 Gone.")):
        assert "was disabled on 1 March 2026" in said
        assert "The endpoint answered 410 Gone." in said
        assert "Nothing is lost meanwhile" in said


ENGLISH = (
    "Member M, visit with Party International P",
    "House of Commons, Code of",
    "Within 28 days",
    "dates 0.00",
)


def everything(language: str) -> list[Outgoing]:
    verdicts = [
        an_item(number, id_=f"al_{number}", verdict=verdict, answers=[ANSWER])
        for number, verdict in enumerate(sorted(words.VERDICTS), 1)
    ]
    single = [outgoing(item, language=language) for item in verdicts]
    corrections = [
        outgoing(a_correction(status=status, reason=[WITHDRAWAL]), language=language)
        for status in ("open", "resolved", "withdrawn")
    ]
    notices = [
        outgoing(kind="confirm", language=language),
        outgoing(kind="test", language=language),
        outgoing(kind="disabled", language=language, why="The endpoint was gone."),
    ]
    return [*single, *corrections, *notices, a_digest(language=language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mail_accuses_is_wider_than_72_columns_or_fetches_anything(language: str) -> None:
    for message in everything(language):
        mail = mail_of(message)
        text, html = parts(mail)
        assert accusation(str(mail["Subject"])) is None
        assert accusation(text) is None
        assert accusation(re.sub(r"<[^>]+>", " ", html)) is None
        wide = [line for line in text.splitlines() if columns(line) > 72 and "://" not in line]
        assert wide == []
        assert not re.search(
            r"<(?:img|script|style|link|iframe|form|svg)\b|src=|url\(|@import", html
        )
        assert f'<html lang="{language}">' in html
        assert "{" not in re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("language", ["fr", "es", "zh", "hi"])
def test_the_sentences_of_the_api_are_marked_as_english_in_other_languages(language: str) -> None:
    html = parts(mail_of(outgoing(an_item(), language=language)))[1]

    for sentence in (
        "Member M, visit with Party International P",
        "House of Commons, Code of",
        "Within 28 days",
        "dates 0.00",
    ):
        assert re.search(rf'lang="en"[^>]*>{re.escape(sentence)}', html)


def test_every_word_of_the_contract_has_its_message() -> None:
    assert set(vocabulary.HEADLINES) == set(words.VERDICTS)
    assert set(vocabulary.CHANNELS) == set(words.CHANNELS)
    assert set(vocabulary.SEVERITIES) == set(words.SEVERITIES)
    assert a_document()["channel"] in vocabulary.CHANNELS
    assert body()["kind"] in words.ACTOR_KINDS
