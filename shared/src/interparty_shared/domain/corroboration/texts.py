"""Is it the same text? Addresses and headlines, as they are told apart and brought together.

Sources: RFC 3986 (addresses), the parameters that Google Analytics, Meta and others add to links.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from interparty_shared.domain import names, spelling

_ARCHIVED: Final = re.compile(
    r"https?://web\.archive\.org/web/\d+[a-z_]*/(?=https?://)", re.IGNORECASE
)
_MOBILE: Final = frozenset({"www", "m", "mobile", "amp"})
"""Labels of a host under which the same pages are served."""
_TRACKING: Final = frozenset(
    "fbclid gclid dclid msclkid yclid igshid mc_cid mc_eid cmpid cmp ref ref_src ref_url referrer ocid"
    " smid sr_share share amp outputtype guccounter".split()
)
_TRACKING_BEGINS: Final = ("utm_", "at_", "ns_", "guce_", "pk_", "mtm_")
_SUFFIX: Final = re.compile(r"\s+[|–—-]\s+(?P<site>[^|–—]{2,40})$")
_TELLING_WORDS: Final = 4
_TELLING_LETTERS: Final = 8
"""Of scripts that write no spaces, the characters that a headline has at least."""
_UNSPACED: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI"})


@lru_cache(maxsize=16_384)
def address(url: str) -> str:
    """Return what addresses of one text have in common.

    Left out: the scheme, `www.` and mobile hosts, a port, tracking parameters, the fragment, the order
    of parameters, a slash at the end. A copy in the Internet Archive is the page that it copies.
    """
    kept = _ARCHIVED.sub("", url.strip(), count=1)
    try:
        parts = urlsplit(kept)
        host = parts.hostname or ""
    except ValueError:  # brackets that hold no address of version 6
        return kept
    path = unquote(parts.path).rstrip("/").removesuffix("/amp").removesuffix("/index.html")
    asked = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.casefold() not in _TRACKING and not name.casefold().startswith(_TRACKING_BEGINS)
    )
    return f"{_plain_host(host)}{path}{'?' if asked else ''}{urlencode(asked)}"


@lru_cache(maxsize=16_384)
def host_of(url: str) -> str:
    """Return the host of an address without `www.` and what else serves the same pages, or ""."""
    try:
        return _plain_host(urlsplit(_ARCHIVED.sub("", url.strip(), count=1)).hostname or "")
    except ValueError:
        return ""


def _plain_host(host: str) -> str:
    labels = host.rstrip(".").split(".")
    kept = [label for label in labels[:-2] if label not in _MOBILE]
    return ".".join([*kept, *labels[-2:]])


@lru_cache(maxsize=16_384)
def headline(title: str, site: str = "") -> str | None:
    """Return what headlines of one text have in common, or None where it tells too little.

    `site` is the publisher or host, which many write behind the headline. "IDU Forum" may stand over
    any text about one: a headline has four words at least.
    """
    found = _SUFFIX.search(title)
    if found is not None:
        told, known = set(spelling.words(found["site"])), set(spelling.words(site))
        if told and known and (told <= known or known <= told):
            title = title[: found.start()]
    words = spelling.words(title)
    said = " ".join(words)
    if len(words) >= _TELLING_WORDS:
        return said
    unspaced = not _UNSPACED.isdisjoint(spelling.scripts(title))
    return said if unspaced and len(said) >= _TELLING_LETTERS else None


@lru_cache(maxsize=16_384)
def publisher_key(name: str) -> str:
    """Return what the ways have in common in which a publisher is written: "The Guardian", "Guardian"."""
    words = [word for word in spelling.words(name) if word != "the"]
    return names.key(" ".join(words)) if words else names.key(name)
