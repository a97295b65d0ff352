"""Whom an occasion is held with, from its name: "第十三届中美政党对话", "中国—中亚政党对话会"."""

import re
from typing import Any, Final

from interparty_ingest.sources.engagements.facts import known, name
from interparty_ingest.sources.engagements.idcpc import places
from interparty_ingest.sources.engagements.idcpc.parties import party
from interparty_ingest.sources.engagements.idcpc.titles import NotTold
from interparty_ingest.sources.engagements.idcpc.words import EVERYBODY, REGIONS

_OURS: Final = re.compile("^.*?(?:中国共产党|中国|中共)(?:同|和|与|—|-|–|、)?")
_WHO: Final = re.compile(
    "执政党|左翼政党|政党|党际|青年政治家|政治家|青年领导人|青年政治精英|智库|议员|媒体|各界|使节"
)


def counterparts(occasion: str) -> list[dict[str, Any]]:
    """Return whom an occasion is held with, as participants.

    Raises:
        NotTold: its name says nobody, everybody, or a country and nobody of it.
    """
    rest = _OURS.sub("", occasion)
    code, country = places.leading(rest)
    label = party(rest) if code else ""
    if label:
        return [known(name=name(label), kind="party", country=code)]
    region = next((one for one in REGIONS if one in rest and not rest.startswith(f"{one}裔")), "")
    found = [(code, country)] if country else places.within(occasion)
    if not found and not region:
        found = [one for one in (places.beside_china(occasion),) if one[0]]
        region = "非洲" if "中非" in occasion else region
    if not found and not region:
        everybody = any(word in occasion for word in EVERYBODY)
        raise NotTold(
            "no foreign counterpart is named: everybody"
            if everybody
            else "no foreign counterpart is named"
        )
    who = _WHO.search(occasion)
    if "六姊妹党" in region:
        return [known(name=region)]
    if not who:
        raise NotTold("names a country or region, and nobody of it")
    word = "政党" if who[0] == "党际" else who[0]
    places_named = found or [("", region)]
    return [known(name=name(f"{one}{word}"), country=code) for code, one in places_named]
