"""An HTML document as a test looks at it."""

from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

Attributes = Mapping[str, str | None]


class Document(HTMLParser):
    """The tags of a page, its texts, and the language of each text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Attributes]] = []
        self.texts: list[tuple[str | None, str]] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in _VOID:
            self._open.append((tag, given.get("lang") or self._language))

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._language, " ".join(data.split())))

    @property
    def _language(self) -> str | None:
        return self._open[-1][1] if self._open else None

    @property
    def text(self) -> str:
        return " ".join(text for _, text in self.texts)

    def all(self, tag: str) -> list[Attributes]:
        return [given for name, given in self.tags if name == tag]

    def links(self) -> Iterator[tuple[str, Attributes]]:
        """Yield where something leads to or is loaded from."""
        for _, given in self.tags:
            for name in ("href", "src", "action"):
                if given.get(name):
                    yield str(given[name]), given


_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


async def page(
    client: httpx.AsyncClient, path: str, **more: Any
) -> tuple[httpx.Response, Document]:
    """Return a page."""
    answer = await client.get(path, **more)
    assert answer.headers["content-type"].startswith("text/html"), answer.text
    return answer, Document(answer.text)


def own(base: str, address: str) -> str | None:
    """Return the path of an address if it is ours."""
    whole = urlsplit(urljoin(base, address))
    if whole.scheme not in {"http", "https"} or whole.netloc != urlsplit(base).netloc:
        return None
    return whole.path + (f"?{whole.query}" if whole.query else "")
