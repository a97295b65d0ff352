"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from typing import Any, Final

import orjson

from interparty_api.handlers.feeds import Told
from interparty_api.routes.forms import telling
from interparty_api.routes.forms.feed import Feed

MEDIA_TYPE: Final = "application/feed+json"
VERSION: Final = "https://jsonfeed.org/version/1.1"


def json_feed(feed: Feed) -> bytes:
    """Return a page of a feed as JSON Feed."""
    said: dict[str, Any] = {
        "version": VERSION,
        "title": "Interparty: alerts",
        "home_page_url": feed.alternate,
        "feed_url": feed.first,
        "authors": [{"name": feed.author, "url": feed.base}],
        "language": "en",
        "items": [_item(feed, told) for told in feed.told if not told.left],
    }
    if feed.next:
        said["next_url"] = feed.next
    if feed.hub:
        said["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    return orjson.dumps(said)


def _item(feed: Feed, told: Told) -> dict[str, Any]:
    alert = told.alert
    item = {
        "id": feed.name_of(alert["id"], alert["opened"]),
        "url": feed.page_of(alert["id"]),
        "title": telling.title(alert),
        "summary": told.changed or alert["summary"],
        "content_html": telling.html(told),
        "content_text": telling.text(told),
        "date_published": alert["opened"],
        "date_modified": told.updated,
        "tags": list(dict.fromkeys(value for _, value in telling.categories(alert))),
        "_interparty": {
            "about": f"{feed.base}/openapi.json",
            "alert": alert["id"],
            **{
                name: alert[name]
                for name in ("sequence", "revision", "verdict", "severity", "status", "regime")
            },
            "changed": told.changed,
            "triage": alert["triage"]["state"],
            "answers": len(alert["answers"]),
        },
    }
    sources = telling.source_addresses(alert)
    return item | ({"external_url": sources[0]} if sources else {})
