"""A phrase that names people, as the people in it: "…总书记某某、副主席某某", "甲、乙和丙驻华大使"."""

import re
from dataclasses import dataclass
from typing import Final

from interparty_ingest.sources.engagements.idcpc.parties import party
from interparty_ingest.sources.engagements.idcpc.places import names
from interparty_ingest.sources.engagements.idcpc.words import GROUP, ROLE

_CUT: Final = re.compile(r"(?:\.{2,}|…+)$")
_LAST: Final = re.compile("[和、，][^和、，]*$")
_PAUSE: Final = re.compile(r"[、，,](?![^（]*）)(?![^“]*”)")
_ALL: Final = re.compile("各界(?:友好)?(?:人士|代表)$")
_AND: Final = re.compile("和|及|与")
_LONGEST: Final = 16
"""Characters of the longest name of a person that is taken for one."""
_NO_NAME: Final = re.compile(
    "(?<![服阿渡矢园])部|[委会党局院厅署兼“”《》（）—]|代表|国家|政府|公司"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody: what they are (one text for each office), and their name where it is told."""

    offices: tuple[str, ...]
    name: str = ""
    group: bool = False

    @property
    def text(self) -> str:
        """Return all of it as it stood."""
        return "、".join(self.offices) + self.name


@dataclass(frozen=True, slots=True)
class Phrase:
    """The people of a phrase, and what of it was not told: it ended in "等", or was cut off."""

    people: tuple[Named, ...]
    more: tuple[str, ...] = ()


def people(text: str) -> Phrase:
    """Return the people that a phrase names."""
    more: list[str] = []
    if _CUT.search(text):
        text = _LAST.sub("", _CUT.sub("", text).rstrip("、，和"))
        more.append("counterparts: the title is cut off")
    text = text.strip("、，, ")
    if text.endswith("等"):
        text = text[:-1]
        more.append("counterparts: more than are named")
    if _ALL.search(text):
        return Phrase((Named((text,), group=True),), tuple(more))
    listed = _countries(text) or _parties(text)
    return Phrase(tuple(listed or _walk(text)), tuple(more))


def _countries(text: str) -> list[Named]:
    """Return one of each country in "甲、乙和丙驻华大使"."""
    several = re.fullmatch(
        rf"((?:(?:{names()})[、和及])+(?:{names()}))((?:国家|政府)?驻华.+)", text
    )
    if not several:
        return []
    tail, found = several[2], re.findall(names(), several[1])
    role = ROLE.search(tail)
    # With a name behind it, the office is the last country's alone.
    if not role or tail[role.end() :]:
        return []
    return [Named((f"{country}{tail}",)) for country in found]


def _parties(text: str) -> list[Named]:
    """Return one of each party in "甲党、乙党领导人"."""
    pieces = _PAUSE.split(text)
    last = re.sub("(?:领导人|代表团?|联合考察团)$", "", pieces[-1])
    every = [*pieces[:-1], last]
    if len(every) < 2 or last == pieces[-1] or any(party(one) != one for one in every):
        return []
    return [Named((one,), group=True) for one in every]


def _walk(text: str) -> list[Named]:
    found: list[Named] = []
    waiting: list[str] = []
    pieces = _pieces(text)
    for number, piece in enumerate(pieces, start=1):
        offices, name = _parted(piece)
        if GROUP.search(piece) and not name:
            found.append(Named((*waiting, piece), group=True))
            waiting = []
        elif name and (offices or (waiting and number == len(pieces))) and _is_name(name):
            found.append(Named(tuple(one for one in (*waiting, offices) if one), name))
            waiting = []
        elif found and not offices and number == len(pieces) and _is_name(name):
            found.append(Named(found[-1].offices, name))
        else:
            waiting.append(piece)
    if waiting:
        found.append(Named(tuple(waiting)))
    return found


def _pieces(text: str) -> list[str]:
    """Return the parts between pauses; those parted by "and" too where somebody's name ends there."""
    return [part for piece in _PAUSE.split(text) if piece for part in _by_and(piece)]


def _by_and(piece: str) -> list[str]:
    for match in _AND.finditer(piece):
        left, right = piece[: match.start()], piece[match.end() :]
        offices, name = _parted(left)
        if not (offices and name and right and _is_name(name)):
            continue
        if ROLE.search(right) or (_is_name(right) and len(name) > 1):
            return [left, *_by_and(right)]
    return [piece]


def _parted(piece: str) -> tuple[str, str]:
    """Return what somebody is, up to the last word for it, and the name behind."""
    if GROUP.search(piece):
        return piece, ""
    end = 0
    for role in ROLE.finditer(piece):
        end = role.end()
    return piece[:end], piece[end:].strip()


def _is_name(text: str) -> bool:
    return 0 < len(text) <= _LONGEST and not _NO_NAME.search(text)
