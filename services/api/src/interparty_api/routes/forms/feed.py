"""What feeds say of themselves, whatever their form: addresses, names that stay, who speaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from interparty_api import links
from interparty_api.handlers.feeds import Told

EPOCH: Final = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of a feed, and where it stands."""

    base: str
    """Address of the deployment, without a slash at its end."""
    address: str
    first: str
    next: str | None
    alternate: str
    hub: str
    told: Sequence[Told]

    @property
    def updated(self) -> str:
        """Return when something in it changed last."""
        moments = [one.updated for one in self.told]
        return max(moments, key=datetime.fromisoformat, default=EPOCH)

    @property
    def author(self) -> str:
        """Return who speaks: the deployment."""
        return f"Interparty at {urlsplit(self.base).netloc}"

    def name_of(self, alert: str, opened: str) -> str:
        """Return the tag URI (RFC 4151) of an alert: it stays as long as the deployment's host does."""
        return f"tag:{self._authority},{opened[:4]}:alert/{quote(alert, safe='')}"

    def scheme_of(self, kind: str) -> str:
        """Return the tag URI of a kind of categories."""
        return f"tag:{self._authority},2026:{kind}"

    def page_of(self, alert: str) -> str:
        """Return the address of an alert's page."""
        return links.alert_page(self.base, alert)

    @property
    def _authority(self) -> str:
        host = urlsplit(self.base).hostname or "localhost"
        # A tag's authority is a name; an IPv6 address is none.
        return "localhost" if ":" in host else host
