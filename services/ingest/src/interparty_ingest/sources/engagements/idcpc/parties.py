"""Party names in Chinese phrases: where one ends, and what only looks like one."""

import re
from typing import Final

_NEXT: Final = (
    "(?=中央|主席|总主席|副主席|名誉|联合|署理|总书记|秘书长|总秘书|领袖|领导|代表团|考察团|高级|干部|"
    "青年|妇女|女性|全国|最高|政治局|书记|议会|前|兼|理论|第|主要|访华团|总会长|国际部|、|，|（|—|$)"
)
_NO_PARTY: Final = "(?<!执政)(?<!在野)(?<!反对)(?<![多三两各政跨妹建全入大“])"
_NAMES: Final = re.compile(
    # ...党, unless a word begins there (党团, 党首) or it is no name (执政党, 政党).
    rf".+?{_NO_PARTY}党(?!团|委|派|员|际|校|组|史|内|建|外|务|政|国际|联合会|对话|论坛|理论|和国家)(?:（[^）]{{1,8}}）)?"
    # An alliance, front or movement before whatever a party has: organs, offices, delegations.
    rf"|.+?(?<!执政)(?<!议员)(?<!议会)(?<!文明)(?<!非洲)(?<!欧洲)(?<!国家)(?:联盟|阵线|运动|[民穆]盟|非国大|公会|民族统一机构)"
    rf"(?:（[^）]{{1,8}}）)?{_NEXT}"
    # A communist party in short: 越共, 尼共（联）.
    rf"|.{{1,2}}共(?:（[^）]{{1,8}}）)?{_NEXT}"
    rf"|.{{0,6}}保卫民主全国委员会—保卫民主力量"
)
_SECOND: Final = re.compile(r"—[^—、]{2,14}?(?:党(?!团)|联盟|运动|力量)")
_QUOTED: Final = re.compile("[^“]{0,8}“[^”]{2,20}”党")


def party(text: str) -> str:
    """Return the name of the party that the text begins with, its country before it; or nothing."""
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted[0]
    found = [one for one in (_shortest(text),) if one]
    if not found:
        return ""
    second = _SECOND.match(text, len(found[0]))
    return found[0] + (second[0] if second else "")


def _shortest(text: str) -> str:
    match = _NAMES.match(text)
    return match[0] if match else ""
