"""Titles of the department's list of meetings: each rule of their grammar."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interparty_ingest.sources.engagements.idcpc import SOURCE, titles
from interparty_ingest.sources.engagements.idcpc.reader import COLUMNS
from interparty_ingest.sources.rows import Row
from tests.support.engagement_rows import read, table, who

DEPARTMENT = {
    "name": "中国共产党中央委员会对外联络部",
    "kind": "party_organ",
    "country": "CN",
}


_NO = {"name": "甲乙丙", "country": "NO"}


def row(title: str, path: str = "./203101/t20310110_1.html") -> Row:
    (found,) = read(SOURCE, table(COLUMNS, ("2031-01-10", "2031-01-11", path, title)))
    return found


def the_other(title: str) -> dict[str, Any]:
    """Return the one foreign participant of a title, without its role."""
    (made,) = row(title).made
    (_, other) = made.data["participants"]
    return {name: said for name, said in other.items() if name != "role"}


def test_a_meeting_has_both_sides_its_page_and_its_day() -> None:
    (made,) = row("刘建超会见挪威工党主席甲乙丙").made

    assert made.id == "203101/t20310110_1.html"
    assert made.data == {
        "channel": "meeting",
        "occurred": {"from": "2031-01-10"},
        "title": "刘建超会见挪威工党主席甲乙丙",
        "participants": [
            {
                "name": "刘建超",
                "kind": "politician",
                "country": "CN",
                "office": "party_official",
                "of": DEPARTMENT,
            },
            {
                "name": "甲乙丙",
                "kind": "politician",
                "country": "NO",
                "office": "party_leader",
                "of": {"name": "挪威工党", "kind": "party", "country": "NO"},
            },
        ],
        "sources": [
            {
                "url": "https://www.idcpc.org.cn/bzhd/wshd/203101/t20310110_1.html",
                "publisher": "中共中央对外联络部",
                "published": "2031-01-11",
                "coding": "person",
            }
        ],
    }


@pytest.mark.parametrize(
    ("title", "channel"),
    [
        ("刘建超应约会见挪威总理甲乙丙", "meeting"),
        ("刘建超同挪威工党主席甲乙丙举行会谈", "meeting"),
        ("刘建超同挪威工党主席甲乙丙举行视频会晤", "meeting"),
        ("刘建超视频会见挪威外长甲乙丙", "meeting"),
        ("刘建超同挪威工党主席甲乙丙举行视频通话", "communication"),
        ("挪威工党主席甲乙丙同刘建超视频通话", "communication"),
        ("中联部向古共中央通报会议精神", "communication"),
        ("刘建超致电挪威工党主席甲乙丙", "communication"),
        ("刘建超同挪威工党签署合作谅解备忘录", "agreement"),
        ("中国共产党同挪威工党举办干部网络研修班", "training"),
        ("中国共产党和挪威工党第七届理论研讨会举行", "forum"),
        ("刘建超在挪威国际事务研究院发表演讲", "forum"),
        ("刘建超参访挪威某某大学并同师生交流", "visit"),
        ("刘建超访问尼泊尔广泛会见尼政府和政党领导人", "visit"),
        ("第三届中国—阿拉伯国家政党对话会举行", "forum"),
    ],
)
def test_the_verb_gives_the_channel(title: str, channel: str) -> None:
    (made,) = row(title).made
    assert made.data["channel"] == channel


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("刘建超会见挪威驻华大使甲乙丙", {"name": "甲乙丙", "country": "NO", "office": "diplomat"}),
        ("刘建超会见挪威驻华大使", {"name": "挪威驻华大使", "country": "NO", "office": "diplomat"}),
        ("刘建超会见挪威副总理兼外长甲乙丙", {"name": "甲乙丙", "country": "NO", "office": "minister"}),
        ("刘建超会见挪威前首相甲乙丙", _NO | {"office": "former_office_holder"}),
        ("刘建超会见南非总统甲乙丙", {"name": "甲乙丙", "country": "ZA", "office": "head_of_state"}),
        ("刘建超会见挪威副总统甲乙丙", {"name": "甲乙丙", "country": "NO"}),
        ("刘建超会见挪威外交部国务秘书甲乙丙", {"name": "甲乙丙", "country": "NO"}),
        ("刘建超会见挪威外交大臣甲乙丙", {"name": "甲乙丙", "country": "NO", "office": "minister"}),
        ("刘建超会见福冈县知事服部某", {"name": "服部某", "office": "local_official"}),
        ("刘建超会见挪威议会外事委员会主席甲乙丙", _NO | {"office": "member_of_parliament"}),
    ],
)  # fmt: skip
def test_a_state_s_office_is_known_by_its_word(title: str, other: dict[str, str]) -> None:
    assert the_other(title) == other | {"kind": "politician"}


@pytest.mark.parametrize(
    ("title", "party", "office", "country"),
    [
        ("刘建超会见越共中央总书记甲乙丙", "越共", "party_leader", "VN"),
        ("刘建超会见尼共（毛中心）主席、前政府总理甲乙丙", "尼共（毛中心）", "party_leader", "NP"),
        ("刘建超会见南非非国大副主席甲乙丙", "南非非国大", "party_official", "ZA"),
        ("刘建超会见俄罗斯统一俄罗斯党最高委员会主席甲乙丙", "俄罗斯统一俄罗斯党", "party_official", "RU"),
        ("刘建超会见统一俄罗斯党主席甲乙丙", "统一俄罗斯党", "party_leader", "RU"),
        ("刘建超会见老挝人革党中联部部长甲乙丙", "老挝人革党", "party_official", "LA"),
        ("刘建超会见挪威工党主席、政府贸易、渔业和海洋部部长甲乙丙", "挪威工党", "minister", "NO"),
        ("刘建超会见巴基斯坦穆盟（谢）秘书长甲乙丙", "巴基斯坦穆盟（谢）", "party_official","PK"),
        ("刘建超会见奉辛比克党主席甲·乙丙", "奉辛比克党", "party_leader", None),
    ],
)  # fmt: skip
def test_a_party_is_told_from_its_organs_and_offices(
    title: str, party: str, office: str, country: str | None
) -> None:
    other = the_other(title)
    assert (other["of"]["name"], other["office"]) == (party, office)
    assert other.get("country") == country


@pytest.mark.parametrize(
    ("title", "name", "kind"),
    [
        ("刘建超会见巴西劳工党高级干部考察团", "巴西劳工党", "party"),
        ("刘建超会见越共中央办公厅代表团", "越共中央办公厅", "party_organ"),
        (
            "刘建超会见乌兹别克斯坦企业家和实业界人士运动—自由民主党干部考察团",
            "乌兹别克斯坦企业家和实业界人士运动—自由民主党",
            "party",
        ),
        ("刘建超会见“挪威梦想—民主挪威”党代表团", "“挪威梦想—民主挪威”党", "party"),
        ("刘建超会见柬埔寨国会外委会代表团", "柬埔寨国会外委会", "legislature"),
        ("刘建超会见墨西哥多党议员考察团", "墨西哥多党议员考察团", None),
        ("刘建超会见世界共产党理论干部考察团", "世界共产党理论干部考察团", None),
        ("刘建超同越南智库、媒体、友好团体等各界代表座谈交流", "越南智库、媒体、友好团体等各界代表", None),
    ],
)  # fmt: skip
def test_a_delegation_is_the_body_that_sent_it_or_stays_as_it_is(
    title: str, name: str, kind: str | None
) -> None:
    other = the_other(title)
    assert (other["name"], other.get("kind")) == (name, kind)


def test_meetings_held_separately_are_an_engagement_each() -> None:
    found = row("刘建超分别会见朝鲜、越南和古巴驻华大使")

    assert [made.id.partition("#")[2] for made in found.made] == ["1", "2", "3"]
    assert [who(found, number)[1]["country"] for number in range(3)] == ["KP", "VN", "CU"]
    found = row("刘建超同尼泊尔左翼领导人甲乙丙和丁戊分别举行视频通话")
    assert [who(found, number)[1]["name"] for number in range(2)] == ["甲乙丙", "丁戊"]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("刘建超会见挪威工党总书记甲-乙丙、副主席丁戊己", ["甲-乙丙", "丁戊己"]),
        ("刘建超会见挪威总理府部长甲乙丙和总理外事顾问丁戊己", ["甲乙丙", "丁戊己"]),
        ("刘建超会见意大利重建共产党、意大利共产党领导人", ["意大利重建共产党", "意大利共产党"]),
    ],
)
def test_those_who_came_together_stay_one_engagement(title: str, names: list[str]) -> None:
    found = row(title)
    assert len(found.made) == 1
    assert [one["name"] for one in who(found)[1:]] == names


def test_a_title_that_is_cut_off_names_those_who_are_whole_and_says_so() -> None:
    found = row("刘建超会见挪威教育部长甲乙丙和国家发展部兼外交部高级政务部长、...")
    assert [one["name"] for one in who(found)[1:]] == ["甲乙丙"]
    assert "counterparts: the title is cut off" in found.unknown


@pytest.mark.parametrize(
    ("title", "place", "roles", "side"),
    [
        ("刘建超会见挪威驻华大使甲乙丙", "CN", ["host", "guest"], "host"),
        ("刘建超会见挪威工党干部考察团", "CN", ["host", "guest"], "host"),
        ("挪威工党主席、政府总理甲乙丙会见刘建超", "NO", ["guest", "host"], "guest"),
        ("刘建超会见挪威总理甲乙丙", None, [None, None], None),
        ("第十二届中英政党对话在北京举行", "CN", [None, None], None),
    ],
)
def test_the_place_is_only_what_the_title_says(
    title: str, place: str | None, roles: list[str | None], side: str | None
) -> None:
    found = row(title)
    (made,) = found.made
    assert made.data.get("place", {}).get("country") == place
    assert [one.get("role") for one in who(found)] == roles
    assert made.data["sources"][0].get("side") == side
    assert ("place" in found.unknown) == (place is None)


@pytest.mark.parametrize(
    ("title", "name", "country"),
    [
        ("第二届中国—阿拉伯国家青年政治家论坛举行", "阿拉伯国家青年政治家", None),
        ("中国—中亚政党对话会首次会议举行", "中亚政党", None),
        ("第十三届中美政党对话举行", "美国政党", "US"),
        ("2031年中国—土耳其执政党战略对话举行", "土耳其执政党", "TR"),
    ],
)
def test_an_occasion_is_held_with_whom_its_name_names(
    title: str, name: str, country: str | None
) -> None:
    found = row(title)
    ours, other = who(found)
    assert ours["kind"] == "party_organ"
    assert (other["name"], other.get("country")) == (name, country)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("", "no verb that we know"),
        ("关于某事的消息", "no verb that we know"),
        ("刘建超会见挪威总理甲乙丙" * 20, "longer than any title"),
        ("第一届“看世界”论坛举行", "no foreign counterpart is named: everybody"),
        ("刘建超出席“慧眼对话”并发表演讲", "no foreign counterpart is named"),
        ("中美1.5轨对话举行", "names a country or region, and nobody of it"),
        ("刘建超出席路易·艾黎塑像揭幕仪式", "an occasion that is none of our channels"),
        ("刘建超在第四届对话会上的主旨讲话", "a text that was published, no engagement of its own"),
        ("刘建超考察孟加拉帕德玛大桥等项目", "names a place that was visited, and nobody there"),
        ("刘建超同菲律宾华社代表座谈交流", "the counterpart is Chinese abroad"),
    ],
)
def test_what_tells_of_no_engagement_is_refused_with_its_reason(title: str, why: str) -> None:
    assert row(title).refused == why


def test_a_title_that_recurs_on_another_page_is_another_event() -> None:
    cells = ("2031-01-10", "2031-01-10", "./a.html", "刘建超会见挪威驻华大使")
    first, second = read(
        SOURCE, table(COLUMNS, cells, ("2031-02-10", "2031-02-10", "./b.html", cells[3]))
    )
    assert [first.made[0].id, second.made[0].id] == ["a.html", "b.html"]


@pytest.mark.parametrize(
    ("day", "path", "why"),
    [
        ("10.1.2031", "./a.html", "no date"),
        ("", "./a.html", "no date"),
        ("2031-01-10", "", "no path of a page"),
        ("2031-01-10", "javascript:x()", "no path of a page"),
    ],
)
def test_a_row_without_a_day_or_a_page_is_refused(day: str, path: str, why: str) -> None:
    (found,) = read(SOURCE, table(COLUMNS, (day, "", path, "刘建超会见挪威驻华大使")))
    assert found.refused == why


WORDS = st.sampled_from(
    "刘建超 会见 分别 同 和 、 ， 挪威 越南 驻华大使 主席 前 副 工党 越共 甲乙 代表团 视频通话 举行 "
    "访问 出席 论坛 （ ） “ ” 兼 等 ... 在 发表演讲 中 国 签署 政府 总理 阿拉伯国家 考察 向 通报".split(
        " "
    )
)


@given(st.lists(WORDS, max_size=14).map("".join) | st.text(max_size=80))
def test_any_title_is_read_or_refused_and_nothing_else(title: str) -> None:
    cells = ("2031-01-10", "2031-01-11", "./a.html", title.translate({10: 32, 13: 32}))
    if set(cells[3]) & set('",\x00') or cells[3].encode("utf-8", "ignore").decode() != cells[3]:
        return
    read(SOURCE, table(COLUMNS, cells))


@given(st.text())
def test_the_grammar_raises_nothing_but_that_it_was_told_nothing(title: str) -> None:
    with contextlib.suppress(titles.NotTold):
        assert titles.read(title).foreign
