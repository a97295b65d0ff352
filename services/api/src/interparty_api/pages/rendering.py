"""Fills the templates. Whatever comes from data is text: `autoescape` is always on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, Environment, FileSystemLoader, UndefinedError
from jinja2.utils import missing

from interparty_api.i18n import LANGUAGES, Translator, translator
from interparty_api.pages import assets, labels, links

TEMPLATES: Final = Path(__file__).parent / "templates"


class Absent(ChainableUndefined):
    """What a document does not say is nothing; a name that a template does not get is a mistake."""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if not isinstance(obj, Mapping | ChainableUndefined):
            self._fail_with_undefined_error()


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=Absent,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page shows around its own content."""

    language: str
    path: str = "/"
    """Of this page, with its parameters but for the language: what the switcher leads back to."""
    pairs: Sequence[tuple[str, str]] = ()
    """Its parameters."""
    signed_in: bool = False
    may_read: bool = True
    contact: str | None = None
    """Address to which errors are reported."""
    origin: str = ""
    """Where readers reach this server, for addresses that must be whole."""
    bare: bool = False
    """Whether it stands alone: its address opens something, and is not to be passed on."""


def render(template: str, frame: Frame, **values: Any) -> str:
    """Return a page as HTML."""
    t = translator(frame.language)
    return _ENVIRONMENT.get_template(template).render(
        frame=frame,
        t=t.gettext,
        n=t.ngettext,
        day=partial(_day, t),
        when=partial(_when, t),
        number=t.number,
        country=t.country,
        word=partial(labels.word, t),
        safe_link=links.safe,
        actor_link=links.actor,
        link=links.one,
        static=assets.address,
        languages=[
            (code, name, links.query(frame.path, [*frame.pairs, ("lang", code)]))
            for code, name in LANGUAGES.items()
        ],
        **values,
    )


def _day(t: Translator, value: str | date | None) -> str:
    """Return a day of a document; what is none is shown as it is."""
    if isinstance(value, date):
        return t.date(value)
    try:
        return t.date(date.fromisoformat(value)) if value else ""
    except ValueError:
        return str(value)


def _when(t: Translator, value: str | datetime | None) -> str:
    """Return a moment of a document; what is none is shown as it is."""
    if isinstance(value, datetime):
        return t.moment(value)
    try:
        return t.moment(datetime.fromisoformat(value)) if value else ""
    except ValueError:
        return str(value)
