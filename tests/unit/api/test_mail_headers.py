"""Headers of mails: threads, how to be rid of them, numbers, and that nobody writes his own."""

from dataclasses import replace
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default

import pytest

from interparty_api.links import opens
from interparty_api.notify.compose import compose
from interparty_api.notify.headers import ranges
from interparty_shared.domain.wording import accusation
from tests.support.letters import (
    FROM,
    NOW,
    SITE,
    a_correction,
    an_item,
    mail_of,
    outgoing,
)
from tests.support.published import body, person

ROOT = "<al_1.sub_5f0c7c1c@interparty.example>"


def test_the_first_mail_about_an_alert_is_the_root_of_its_thread() -> None:
    mail = mail_of(outgoing(an_item()))

    assert mail["Message-ID"] == ROOT
    assert mail["In-Reply-To"] is None
    assert mail["References"] is None


@pytest.mark.parametrize("status", ["resolved", "withdrawn", "open"])
def test_every_correction_answers_the_root(status: str) -> None:
    mail = mail_of(outgoing(a_correction(status=status), id_="msg_2"))

    assert mail["Message-ID"] == "<msg_2@interparty.example>"
    assert mail["In-Reply-To"] == ROOT
    assert mail["References"] == ROOT


def test_two_revisions_of_one_alert_in_a_mail_are_in_its_thread_too() -> None:
    first = mail_of(outgoing(replace(a_correction(1043), root=None), an_item(1042)))
    later = mail_of(outgoing(a_correction(1044), a_correction(1043)))

    assert first["Message-ID"] == ROOT
    assert later["References"] == ROOT


def test_a_digest_and_a_notice_are_in_no_thread() -> None:
    digest = mail_of(outgoing(an_item(1), an_item(2, id_="al_2"), id_="msg_7"))
    notice = mail_of(outgoing(kind="test", id_="msg_8"))

    assert [digest["Message-ID"], notice["Message-ID"]] == [
        "<msg_7@interparty.example>",
        "<msg_8@interparty.example>",
    ]
    assert digest["References"] is None


def test_composed_again_a_mail_is_the_same_to_the_byte() -> None:
    message = outgoing(an_item(1), a_correction(2, id_="al_2"))

    assert bytes(mail_of(message)) == bytes(mail_of(message))


@pytest.mark.parametrize("kind", ["alerts", "test"])
def test_one_click_unsubscribes_by_a_link_that_opens_this_subscription(kind: str) -> None:
    mail = mail_of(outgoing(*[an_item()] if kind == "alerts" else [], kind=kind))  # type: ignore[arg-type]

    link = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(f"{SITE}/s/sub_5f0c7c1c/unsubscribe/")
    token = link.rpartition("/")[2]
    assert opens("a-key-of-the-subscription", "sub_5f0c7c1c", "unsubscribe", token)


def test_links_in_headers_stand_on_one_line_as_they_are() -> None:
    raw = bytes(mail_of(outgoing(an_item()))).decode()

    [line] = [line for line in raw.split("\r\n") if line.startswith("List-Unsubscribe:")]
    assert line.endswith(">")
    assert "=?" not in line


def test_the_headers_say_that_a_machine_wrote_and_for_whom_without_the_address() -> None:
    mail = mail_of(outgoing(an_item(), language="fr"))

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-ID"] == "<sub_5f0c7c1c.subscription.interparty.example>"
    assert mail["Precedence"] is None
    assert mail["Date"].datetime == NOW
    assert mail["Content-Language"] == "fr"
    others = [str(value) for name, value in mail.items() if name != "To"]
    assert not [value for value in others if "newsroom" in value]


def test_the_numbers_that_a_mail_covers_are_said_as_ranges() -> None:
    items = [an_item(number, id_=f"al_{number}") for number in (1045, 1040, 1042, 1041)]

    mail = mail_of(outgoing(*items))

    assert mail["X-Interparty-Sequence"] == "1040-1042, 1045"
    assert ranges([]) == []
    assert ranges([3, 3, 1]) == ["1", "3"]


def test_very_many_numbers_do_not_make_a_header_that_no_server_takes() -> None:
    items = [an_item(2 * number + 1, id_=f"al_{number}") for number in range(400)]

    mail = mail_of(outgoing(*items))

    assert str(mail["X-Interparty-Sequence"]).endswith("399, and 200 more")
    text = mail.get_body(("plain",))
    assert text is not None
    assert "799" in text.get_content()


@pytest.mark.parametrize(
    ("correction", "subject"),
    [
        ("resolved", "Resolved: Member M, visit, GB (GB-MP-VISITS)"),
        ("withdrawn", "Withdrawn: Member M, visit, GB (GB-MP-VISITS)"),
        ("open", "Revised: Member M, visit, GB (GB-MP-VISITS)"),
    ],
)
def test_the_subject_of_a_correction_says_what_became_of_the_alert(
    correction: str, subject: str
) -> None:
    assert mail_of(outgoing(a_correction(status=correction)))["Subject"] == subject


def test_a_revision_that_is_the_first_that_a_reader_hears_of_is_new_to_him() -> None:
    late = an_item(before={"verdict": "missing"}, revision=2, verdict="late")

    assert str(mail_of(outgoing(late))["Subject"]).startswith("Recorded after the due date: ")


def test_subjects_in_other_scripts_arrive_as_they_were_written() -> None:
    mail = mail_of(outgoing(a_correction(), language="zh"))

    raw = bytes(mail)
    assert raw.isascii()
    read = BytesParser(policy=default).parsebytes(raw)
    assert read["Subject"] == "已解决：Member M，访问，GB（GB-MP-VISITS）"


@pytest.mark.parametrize(
    "name",
    [
        "M\r\nBcc: all@newsroom.example",
        "M\nSubject: other",
        "M\u2028X-Other: 1",
        "M\x00\x85N",
        "=?utf-8?q?=0ABcc:_x?=",
    ],
)
def test_a_name_cannot_write_a_header(name: str) -> None:
    item = an_item(domestic=person(name, "GB"), foreign=body(name), title=name)

    mail = mail_of(outgoing(item, a_correction(2, id_="al_2"), name=name))

    raw = bytes(mail)
    read = BytesParser(policy=default).parsebytes(raw)
    assert read["Bcc"] is None
    assert read["X-Other"] is None
    assert len(read.get_all("Subject", [])) == 1
    assert raw.count(b"\r\nSubject:") == 1


def test_a_name_that_turns_text_around_turns_nothing_but_itself() -> None:
    item = an_item(domestic=person("\u202eevil\u2066 \u05d0\u05d1", "GB"))

    subject = str(mail_of(outgoing(item))["Subject"])

    assert subject == (
        "No matching record found: evil \u2068\u05d0\u05d1\u2069, visit, GB (GB-MP-VISITS)"
    )


def test_a_name_without_end_is_cut_in_the_subject_and_whole_in_the_text() -> None:
    name = "Long " * 100

    mail = mail_of(outgoing(an_item(domestic=person(name.strip(), "GB"))))

    assert len(str(mail["Subject"])) <= 250
    assert "…" in str(mail["Subject"])
    html = mail.get_body(("html",))
    assert html is not None
    assert name.strip() in html.get_content()


def test_the_sender_may_have_a_name() -> None:
    message = outgoing(kind="test")

    named = compose(message, public_url=SITE, mail_from="Party Watch, Büro <a@b.example>", now=NOW)
    plain = compose(message, public_url=SITE, mail_from=FROM, now=datetime(2026, 1, 1, tzinfo=UTC))

    assert named["From"].addresses[0].addr_spec == "a@b.example"
    assert str(plain["From"]) == "Interparty <alerts@interparty.example>"


def test_a_domain_in_another_script_is_written_in_ascii() -> None:
    mail = mail_of(outgoing(kind="test", target="reader@bücher.example"))

    assert mail["To"] == "reader@xn--bcher-kva.example"
    assert accusation(str(mail["Subject"])) is None
