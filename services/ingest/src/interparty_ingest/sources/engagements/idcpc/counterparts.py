"""The people of a phrase as participants: country, party, office, and what kind of actor they are."""

import re
from typing import Any, Final

from interparty_ingest.sources.engagements.facts import known, name
from interparty_ingest.sources.engagements.idcpc import places
from interparty_ingest.sources.engagements.idcpc.parties import party
from interparty_ingest.sources.engagements.idcpc.phrases import Named, Phrase
from interparty_ingest.sources.engagements.idcpc.words import (
    BODY_KINDS,
    FORMER,
    FOUNDATIONS,
    GROUP,
    INTERNATIONALS,
    LEADING,
    OFFICES,
    REGIONS,
    ROLE,
)

Data = dict[str, Any]
_SEVERAL: Final = re.compile("^世界|^各国|(?:各界|主要|多党|三党|两党|政党联合)|、")
_BARE: Final = re.compile("(?:副|第一副|总|联合|名誉)?主席|(?:副)?总书记|(?:副)?秘书长|党首|总裁")
"""An office that, named alone behind a party's, is one of the same party."""
_COMMUNIST: Final = re.compile("共产党|共(?:（|$)|劳动党|人革党|人民革命党")
_ORGAN: Final = re.compile(
    "中央(?!政治局|委员)[^、]{2,8}?(?:部|厅|委|党校|委员会)$|(?:议会党团|青年团|青年联盟)$"
)


def participants(phrase: Phrase) -> tuple[list[Data], list[str]]:
    """Return the people as participants, and which facts of them are unknown."""
    found: list[Data] = []
    unknown: list[str] = list(phrase.more)
    country, before = "", Named(())
    for told in phrase.people:
        one = told
        if _BARE.fullmatch("".join(told.offices)) and before.offices:
            one = Named((party(before.offices[0]) + told.offices[0],), told.name)
        country = country_of(one) or ("" if _has_own_place(one) else country)
        made = _group(one, country) if one.group else _person(one, country)
        before = one
        if not country:
            unknown.append("country of a counterpart")
        if "kind" not in made:
            unknown.append("kind of a counterpart")
        if not one.group and not one.name:
            unknown.append("name of a counterpart")
        found.append(made)
    return found, unknown


def country_of(one: Named) -> str:
    """Return the country that somebody is of: what begins an office, else the only one named."""
    for office in one.offices:
        code, _ = places.leading(office.removeprefix("“"))
        if code:
            return code
    if any(region in office for office in one.offices[:1] for region in REGIONS):
        return ""
    text = "、".join(one.offices)
    return places.only(text) or places.beside_china(text)[0] or ("EU" if "欧洲议会" in text else "")


def _has_own_place(one: Named) -> bool:
    """Return whether somebody is of a body that is above countries, or of none that is named."""
    return any(word in one.text for word in ("联合国", *INTERNATIONALS, "国际"))


def _person(one: Named, country: str) -> Data:
    of = _body(one.offices, country)
    office = _office(one.offices, of.get("kind") == "party")
    body = not one.name and not any(ROLE.search(text) for text in one.offices)
    if body:
        return _as_body(one.text, country)
    political = office or of.get("kind") == "party" or _is_political(one.offices)
    return known(
        name=name(one.name or one.text),
        kind="politician" if political else None,
        country=country,
        office=office,
        of=of,
    )


def _group(one: Named, country: str) -> Data:
    text = GROUP.sub("", one.text)
    return _as_body(text or one.text, country, whole=one.text)


def _as_body(text: str, country: str, whole: str = "") -> Data:
    """Return an organisation; a delegation stands for the one body that sent it, where it is one."""
    if any(word in text for word in INTERNATIONALS):
        return known(name=name(text), kind="party_international", country=country)
    label = party(text)
    if label and not _SEVERAL.search(whole or text):
        organ = _ORGAN.search(text[len(label) :])
        if organ:
            of = known(name=name(label), kind="party", country=country)
            return known(name=name(text), kind="party_organ", country=country, of=of)
        return known(name=name(label), kind="party", country=country)
    several = bool(_SEVERAL.search(whole or text))
    found = (kind for pattern, kind in BODY_KINDS if re.search(pattern, text))
    kind = None if several else next(found, None)
    single = bool(kind) and places.leading(text)[1] != text
    return known(name=name(text if single else whole or text), kind=kind, country=country)


def _body(offices: tuple[str, ...], country: str) -> Data:
    """Return whom somebody belongs to: the first party, else a foundation or party international."""
    for office in offices:
        label = party(office)
        if label:
            return known(name=name(label), kind="party", country=country)
    for office in offices:
        body = ROLE.sub("", office) if office else ""
        if any(word in office for word in FOUNDATIONS):
            return known(name=name(body), kind="party_foundation", country=country)
        if any(word in office for word in INTERNATIONALS):
            return known(name=name(body), kind="party_international")
    return {}


def _office(offices: tuple[str, ...], partisan: bool) -> str:
    """Return the office that most hangs on: a state's before a party's, one held before one left."""
    said = [text for office in offices for text in _parts(office)]
    held = [text for text in said if not FORMER.search(text)]
    for pattern, office in OFFICES:
        if any(re.search(pattern, text) and not _of_party(text) for text in held):
            return office
    if partisan:
        own = [text for text in held if _of_party(text)]
        if any(_leads(text) for text in own):
            return "party_leader"
        if own:
            return "party_official"
    left = len(held) < len(said) and not _is_political(tuple(held))
    return "former_office_holder" if left and _is_political(offices) else ""


def _leads(text: str) -> bool:
    label = party(text)
    rest = text[len(label) :].removeprefix("中央")
    return bool(
        label and (LEADING.fullmatch(rest) or (rest == "总书记" and _COMMUNIST.search(label)))
    )


def _parts(office: str) -> list[str]:
    """Return the offices held in one: "副总理兼外长" is two."""
    return [part for part in re.split("兼(?!任)", office) if part]


def _of_party(text: str) -> bool:
    """Return whether an office is one of the party's own: of its central committee, or its organs."""
    label = party(text)
    rest = text[len(label) :]
    if label:
        return not rest.startswith(("政府", "议会", "参议院", "众议院", "上院", "下院", "议员"))
    return text.startswith("中央") or bool(_BARE.fullmatch(text))


def _is_political(offices: tuple[str, ...]) -> bool:
    return any(
        re.search(
            "政府(?!学院)|议会|国会|参议院|众议院|总统|总理|首相|外交|外长|部长|大臣|议长|议员|党|大使|使节|领导人|政要",
            text,
        )
        for text in offices
    )
