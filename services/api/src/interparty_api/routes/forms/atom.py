"""Atom (RFC 4287), paged (RFC 5005), with tombstones of what was withdrawn (RFC 6721).

So has what left a feed of open alerts because it was resolved. An alert keeps its id through all
revisions. One that was withdrawn is deleted (`at:deleted-entry`) and, because most readers know no
tombstones, told of by an entry of its own: what was withdrawn, and why.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from interparty_api.handlers.feeds import Told
from interparty_api.routes.forms import telling
from interparty_api.routes.forms.feed import Feed

MEDIA_TYPE: Final = "application/atom+xml"
ATOM: Final = "http://www.w3.org/2005/Atom"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may have, not even escaped."""


def atom(feed: Feed) -> bytes:
    """Return a page of a feed as an Atom document."""
    # Prefixes are written out: registering them with the library would be for the whole process.
    root = Element("feed", {"xmlns": ATOM, "xmlns:at": TOMBSTONES})
    _text(root, "id", feed.first)
    _text(root, "title", "Interparty: alerts")
    _text(root, "updated", feed.updated)
    _text(SubElement(root, "author"), "name", feed.author)
    _link(root, "self", feed.address, MEDIA_TYPE)
    _link(root, "alternate", feed.alternate, "text/html")
    _link(root, "first", feed.first, MEDIA_TYPE)
    if feed.next:
        _link(root, "next", feed.next, MEDIA_TYPE)
    if feed.hub:
        _link(root, "hub", feed.hub)
    for told in feed.told:
        withdrawn = told.alert["status"] == "withdrawn"
        if withdrawn or told.left:
            _deleted(root, feed, told)
        if withdrawn or not told.left:
            _entry(root, feed, told)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _deleted(root: Element, feed: Feed, told: Told) -> None:
    alert = told.alert
    ref = feed.name_of(alert["id"], alert["opened"])
    deleted = SubElement(root, "at:deleted-entry", {"ref": ref, "when": alert["updated"]})
    _text(deleted, "at:comment", told.changed or telling.title(alert))
    _link(deleted, "alternate", feed.page_of(alert["id"]), "text/html")


def _entry(root: Element, feed: Feed, told: Told) -> None:
    alert = told.alert
    entry = SubElement(root, "entry")
    name = feed.name_of(alert["id"], alert["opened"])
    withdrawn = alert["status"] == "withdrawn"
    _text(entry, "id", f"{name}/withdrawn/{alert['sequence']}" if withdrawn else name)
    _text(entry, "title", telling.title(alert))
    _text(entry, "published", alert["updated"] if withdrawn else alert["opened"])
    _text(entry, "updated", told.updated)
    _link(entry, "alternate", feed.page_of(alert["id"]), "text/html")
    _link(entry, "related", f"{feed.base}/v1/alerts/{alert['id']}", "application/json")
    for address in telling.source_addresses(alert):
        _link(entry, "via", address)
    for kind, term in [*telling.categories(alert), ("sequence", str(alert["sequence"]))]:
        said = {"scheme": feed.scheme_of(kind), "term": _allowed(term)}
        SubElement(entry, "category", said)
    _text(entry, "summary", told.changed or alert["summary"])
    content = SubElement(entry, "content", {"type": "html"})
    content.text = _allowed(telling.html(told))


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _allowed(text)


def _link(parent: Element, rel: str, href: str, type_: str | None = None) -> None:
    said = {"rel": rel, "href": _allowed(href)}
    SubElement(parent, "link", said | ({"type": type_} if type_ else {}))


def _allowed(text: str) -> str:
    """Return text without what XML forbids: U+FFFD stands where it was."""
    return _FORBIDDEN.sub("\ufffd", text)
