"""The grammar of a title: who did what with whom.

The verb gives the channel. A call, letter or message is a `communication`; 会见, 会晤 and 会谈 are a
`meeting`, also by video: the two sides sat down for it, and the registers of meetings count those by
video. 座谈 and 交流 with named people are a meeting too. Whom 会见 has before it receives the other. Where
the Chinese side receives, that may be in China or on a journey of its own (on the pages of 2022 to
2024 at least one such title in four is of a journey), so it tells no place.
"""

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from interparty_ingest.sources.engagements.idcpc.places import leading
from interparty_ingest.sources.engagements.idcpc.words import (
    BODIES,
    CEREMONIES,
    OCCASIONS,
    OFFICIALS,
    SURNAMES,
    TEXTS,
    TITLES,
)
from interparty_shared.domain.words import Channel

LONGEST: Final = 200
"""Characters of a title; the longest on the pages has 50."""
Receives = Literal["chinese", "foreign", ""]


@dataclass(frozen=True, slots=True)
class Told:
    """What a title tells: `chinese` empty where only the occasion is named."""

    channel: Channel
    chinese: str
    foreign: str
    occasion: bool = False
    """`foreign` is the name of an occasion, not a phrase that names people."""
    separately: bool = False
    receives: Receives = ""
    roles: tuple[str, str] = field(default=("", ""))
    """Of the Chinese side and of the other."""
    country: str = ""
    """Where it was, if the title says so."""


class NotTold(Exception):
    """A title tells of no engagement that we know; says why."""


_ADVERBS: Final = "(?:应约|应邀|集体|分别|共同|视频|在线)"
_MEETS: Final = re.compile(rf"^(?P<a>.+?)(?P<how>{_ADVERBS}*)(?:会见|接见)(?P<b>.+)$")
_WITH: Final = re.compile("同|与|和")
_TOGETHER: Final = re.compile(
    rf"^(?P<b>.+?)(?P<how>(?:{_ADVERBS}|举行|进行|友好|工作|线上|网络)*)"
    "(?P<verb>通电话|通话|会晤|会谈|会见|通报会|座谈交流|座谈|集体交流对话|交流对话|对话交流|交流|磋商|举行对话)$"
)
_SIGNS: Final = re.compile("^(?P<b>.+?)(?:共同)?(?:签署|签订).+$")
_HOLDS: Final = re.compile("^(?P<b>.+?)(?:共同|联合|合作)?(?:举办|主办)(?P<occasion>.+)$")
_WRITES: Final = re.compile(
    "^(?P<a>.+?)(?:致电|致函|致信|向(?=.+?(?:发唁电|致唁电|发贺电|发贺信)))(?P<b>.+?)(?:发唁电|致唁电|发贺电|发贺信|祝贺.*|表示.*)?$"
)
_TOWARDS: Final = re.compile("^(?P<a>.+?)向(?P<b>.+?)(?P<verb>通报.+|作.*宣讲|介绍.+)$")
_FOR: Final = re.compile("^(?P<a>.+?)为(?P<b>.+?)(?:举办|举行)(?P<occasion>.+)$")
_SPEAKS: Final = re.compile("^(?P<a>.+?)在(?P<b>.+?)(?:发表(?:主旨)?演讲|作.{0,4}演讲)$")
_ATTENDS: Final = re.compile("^(?P<a>.+?)(?:出席|参加)(?P<occasion>.+?)(?:并.*)?$")
_VISITS: Final = re.compile(
    "^(?P<a>.+?)(?:率团|应邀)?(?:访问|出访|参访|考察|走访|调研)(?P<b>.+?)(?:并.*)?$"
)
_OURS_HOLDS: Final = re.compile("^(?P<a>.+?)(?:举办|主办)(?P<rest>.+)$")
_VENUE: Final = re.compile("(?:会议中心|会展中心|会堂|酒店|饭店)$")
_VISITED: Final = re.compile(
    "党(?!支部|组织|基层)|大学|学院|中心|研究|公司|集团|议会|基金会|学会|协会|总部|政府"
)
_TAKES_PLACE: Final = re.compile(
    "^(?P<occasion>.+?)(?:在(?P<where>.{1,8}?))?(?:成功)?(?:举行|开幕|闭幕|举办|召开|启动)$"
)


def read(title: str) -> Told:
    """Return what a title tells.

    Raises:
        NotTold: it tells of no engagement that we know.
    """
    title = "".join(title.split())
    if len(title) > LONGEST:
        raise NotTold("longer than any title")
    for rule in (
        _journey,
        _meeting,
        _with_somebody,
        _towards,
        _spoken,
        _attended,
        _visit,
        _text,
        _took_place,
    ):
        told = rule(title)
        if told:
            return told
    raise NotTold("no verb that we know")


def chinese_side(text: str) -> str:
    """Return who the Chinese side is if the text names it and nothing else; else nothing."""
    for title in TITLES:
        if text.endswith(title) and len(text) > len(title) + 1:
            text = text.removesuffix(title)
    for body in BODIES:
        text = text.removeprefix(body).removeprefix("部长") or text
    if text in BODIES or text in OFFICIALS:
        return text
    likely = re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text) and text[0] in SURNAMES
    return text if likely and not leading(text)[0] else ""


def _meeting(title: str) -> Told | None:
    found = _MEETS.match(title)
    if not found:
        return None
    ours, theirs = chinese_side(found["a"]), chinese_side(found["b"])
    separately = "分别" in found["how"]
    if ours:
        return Told("meeting", ours, found["b"], separately=separately, receives="chinese")
    if theirs:
        return Told("meeting", theirs, found["a"], separately=separately, receives="foreign")
    return None


def _journey(title: str) -> Told | None:
    """Return a journey with the meetings on it."""
    found = re.match("^(?P<a>.{2,4}?)(?:率团)?访问(?P<where>.+)$", title)
    if not found or not chinese_side(found["a"]):
        return None
    country, name = leading(found["where"])
    met = re.search("会见(.+)$", found["where"])
    if not country or not met:
        return None
    phrase = met[1] if leading(met[1])[0] else name + re.sub("^.(?=政府)", "", met[1])
    return Told("visit", found["a"], phrase, roles=("guest", "host"), country=country)


def _with_somebody(title: str) -> Told | None:
    """Return what two sides did together: "甲同乙会谈", whichever of them is named first."""
    for match in _WITH.finditer(title):
        first, rest = title[: match.start()], title[match.end() :]
        ours = chinese_side(re.sub(f"{_ADVERBS}+$", "", first))
        together = _TOGETHER.match(rest)
        if ours and together:
            return _together(ours, together["b"], together)
        if together and first and chinese_side(together["b"]):
            return _together(chinese_side(together["b"]), first, together)
        if ours and (signs := _SIGNS.match(rest)):
            return Told("agreement", ours, signs["b"], roles=("signatory", "signatory"))
        if ours and (holds := _HOLDS.match(rest)):
            channel = _channel(holds["occasion"])
            return Told(channel, ours, holds["b"], roles=("organiser", "organiser"))
    return None


def _together(ours: str, theirs: str, found: re.Match[str]) -> Told:
    call = found["verb"] in {"通话", "通电话", "通报会"}
    return Told(
        "communication" if call else "meeting", ours, theirs, separately="分别" in found["how"]
    )


def _towards(title: str) -> Told | None:
    if (found := _FOR.match(title)) and (ours := chinese_side(found["a"])):
        return Told(_channel(found["occasion"]), ours, found["b"], roles=("organiser", "guest"))
    if (found := _TOWARDS.match(title)) and (ours := chinese_side(found["a"])):
        lecture = "宣讲" in found["verb"]
        return Told("forum" if lecture else "communication", ours, found["b"])
    if found := _WRITES.match(title):
        ours, theirs = chinese_side(found["a"]), chinese_side(found["b"])
        if ours or theirs:
            return Told("communication", ours or theirs, found["b"] if ours else found["a"])
    return None


def _spoken(title: str) -> Told | None:
    if (found := _SPEAKS.match(title)) and (ours := chinese_side(found["a"])):
        if _VENUE.search(found["b"]):
            raise NotTold("names a place that was visited, and nobody there")
        return Told("forum", ours, found["b"], roles=("speaker", "host"))
    return None


def _text(title: str) -> None:
    if TEXTS.search(title):
        raise NotTold("a text that was published, no engagement of its own")


def _attended(title: str) -> Told | None:
    found = _ATTENDS.match(title)
    if not found or not (ours := chinese_side(found["a"])):
        return None
    occasion = found["occasion"]
    return Told(_channel(occasion), ours, occasion, occasion=True, roles=("attendee", ""))


def _visit(title: str) -> Told | None:
    found = _VISITS.match(title)
    if not found or not (ours := chinese_side(found["a"])):
        return None
    if not _VISITED.search(found["b"]):
        raise NotTold("names a place that was visited, and nobody there")
    return Told("visit", ours, found["b"], roles=("guest", "host"))


def _took_place(title: str) -> Told | None:
    if (held := _OURS_HOLDS.match(title)) and chinese_side(held["a"]):
        return Told(
            _channel(held["rest"]), held["a"], held["rest"], occasion=True, roles=("organiser", "")
        )
    found = _TAKES_PLACE.match(title)
    if not found:
        return None
    occasion, where, ours = found["occasion"], found["where"] or "", ""
    country = (
        "CN" if re.search("北京|京$|上海|昆明|深圳|广州|银川|延安", where) else leading(where)[0]
    )
    return Told(_channel(occasion), ours, occasion, occasion=True, country=country)


def _channel(occasion: str) -> Channel:
    """Return the channel of an occasion.

    Raises:
        NotTold: it is one that is no channel: a ceremony, an exhibition.
    """
    if not CEREMONIES.search(occasion):
        for pattern, channel in OCCASIONS:
            if re.search(pattern, occasion):
                return channel
    raise NotTold("an occasion that is none of our channels")
