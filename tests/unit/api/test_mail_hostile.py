"""Text from others in mails: escaped, on one line, in its own direction; plain text in its columns."""

import re
import unicodedata
from email.parser import BytesParser
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interparty_api.notify.columns import columns, fill
from interparty_api.notify.headers import mailbox
from interparty_api.notify.safe import END, ISOLATE, clean, short, web
from interparty_shared.errors import Invalid
from tests.support.letters import a_correction, an_item, mail_of, outgoing, parts
from tests.support.published import body, person

SCRIPT = '<script>alert("1")</script><a href="//x.example">\' onmouseover=x'
WORDS = ["a", "word", "Wörter", "未找到匹配的记录\uff0c", "अलर्ट", "x" * 90, "\uff08甲\uff09"]
ANYTHING = st.text(st.characters(codec=None), max_size=80)


class Tags(HTMLParser):
    """Which elements and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"@{name}" for name, _ in attrs)}
        self.links += [value or "" for name, value in attrs if name == "href"]


def tags(html: str) -> Tags:
    parser = Tags()
    parser.feed(html)
    return parser


def test_markup_in_a_name_a_title_or_an_answer_is_text() -> None:
    answer = {"by": SCRIPT, "text": SCRIPT, "url": "javascript:alert(1)", "at": None}
    hostile: dict[str, Any] = {
        "domestic": person(SCRIPT, "GB"),
        "foreign": body(SCRIPT),
        "title": SCRIPT,
        "summary": SCRIPT,
        "citation": SCRIPT,
        "sources": [{"url": "javascript:alert(1)", "publisher": SCRIPT}],
        "register": {
            "name": SCRIPT,
            "candidates": [{"record_id": SCRIPT, "score": 1, "why": SCRIPT, "url": "data:x"}],
        },
        "reason": [{"step": "x", "text": SCRIPT, "basis": SCRIPT}],
    }
    allowed = tags(parts(mail_of(outgoing(an_item())))[1])
    for message in (
        outgoing(an_item(answers=[answer], **hostile), name=SCRIPT),
        outgoing(an_item(1, **hostile), a_correction(2, id_="al_2", **hostile), name=SCRIPT),
        outgoing(kind="confirm", name=SCRIPT, filter={"actor": SCRIPT, "country": ["<b>"]}),
        outgoing(kind="disabled", name=SCRIPT, why=SCRIPT),
    ):
        found = tags(parts(mail_of(message))[1])
        assert found.found - {"@align", "h2", "blockquote", "br"} <= allowed.found
        assert all(link.startswith("https://") for link in found.links)


HEADERS = sorted(mail_of(outgoing(an_item())).keys())
PIECES = st.lists(
    st.sampled_from(["\r\n", "Bcc: x@y.example", "=?utf-8?q?=0D=0AX:_1?=", "=?utf-8?b?Cng6eA==?="])
    | st.sampled_from(["\u2028", "\u202e", "Party", "Пар", "é"])
    | st.sampled_from(list('\r\n\x00\t <>"\\(),;@:.=?')),
    max_size=12,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(PIECES | ANYTHING)
def test_whatever_a_name_is_the_headers_are_ours(name: str) -> None:
    mail = mail_of(outgoing(an_item(domestic=person(name, "GB"), title=name), name=name))

    read = BytesParser(policy=default).parsebytes(mail.as_bytes())
    assert sorted(read.keys()) == HEADERS
    assert not read.defects


@settings(max_examples=60, deadline=None)
@given(PIECES | ANYTHING | PIECES.map(lambda local: f"{local}@y.example"))
def test_an_address_is_refused_or_can_be_written_on_one_line(text: str) -> None:
    try:
        address = mailbox(text).addr_spec
    except Invalid:
        return
    assert not re.search(r"[\x00-\x20\x7f<>]|=\?", address)
    read = BytesParser(policy=default).parsebytes(
        mail_of(outgoing(kind="test", target=text)).as_bytes()
    )
    assert "Bcc" not in read
    assert address.isascii() or "@" in address


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://news.example/a?b=c&d=%20#e", "https://news.example/a?b=c&d=%20#e"),
        (" HTTP://x.example", "HTTP://x.example"),
        ("https://x.example/ä b\n<", "https://x.example/%C3%A4%20b%0A%3C"),
        ("javascript:alert(1)", None),
        ("\x01javascript:alert(1)//https://x", None),
        ("//x.example", None),
        ("https://", None),
        ("", None),
    ],
)
def test_links_lead_to_the_web_and_nowhere_else(address: str, shown: str | None) -> None:
    assert web(address) == shown


@given(ANYTHING)
def test_cleaned_text_is_one_line_without_controls_and_stays_so(text: str) -> None:
    said = clean(text)

    assert clean(said.replace(ISOLATE, "").replace(END, "")) == said
    assert said.splitlines() in ([said], [])
    assert not [one for one in said if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not re.search("[\u202a-\u202e\u2066\u2067]", said)


@given(ANYTHING, st.integers(2, 40))
def test_isolates_end_where_they_begin_also_in_text_that_was_cut(text: str, most: int) -> None:
    for said in (clean(text), short(clean(text), most)):
        depth = 0
        for character in said:
            depth += {ISOLATE: 1, END: -1}.get(character, 0)
            assert depth in {0, 1}
        assert depth == 0


@given(
    st.lists(st.sampled_from(WORDS)),
    st.sampled_from(["", "- ", "    "]),
)
def test_filled_text_says_the_same_in_lines_of_72_columns(words: list[str], first: str) -> None:
    text = " ".join(words)

    filled = fill(text, first=first)

    said = filled.removeprefix(first)
    assert "".join(said.split()) == "".join(text.split())
    for line in filled.splitlines():
        assert columns(line) <= 72 or line.split() == ["x" * 90] or line.split()[-1] == "x" * 90


def test_chinese_is_broken_between_characters_but_not_before_a_full_stop() -> None:
    lines = fill("记" * 36 + "。" + "录" * 3).splitlines()

    assert lines == ["记" * 35, "记。录录录"]


def test_an_address_is_never_broken() -> None:
    address = "https://alerts.example/" + "x" * 100

    assert fill(f"See {address} there").splitlines() == ["See", address, "there"]


def test_a_space_that_does_not_break_does_not() -> None:
    assert fill("a" * 70 + " b\u00a0: c").splitlines()[1] == "b\u00a0: c"
