"""From what is due to the mail that says it: pure.

A mail about one alert tells all that a reader needs to check it; one about several is a briefing. Both
say which numbers they cover, so that it can be proved that nothing was missed.
"""

from datetime import datetime
from email.message import EmailMessage
from typing import Final
from urllib.parse import urlencode

from interparty_api import links
from interparty_api.i18n import Translator, translator
from interparty_api.notify.base import Outgoing
from interparty_api.notify.briefing import briefing_of
from interparty_api.notify.entries import entry_of
from interparty_api.notify.headers import boundary, by_alert, head, new_message, ranges
from interparty_api.notify.notices import notice_of
from interparty_api.notify.rendering import render
from interparty_api.notify.safe import clean
from interparty_shared.errors import Invalid

TO_CONTACT: Final = "disabled"
"""The kind of message that goes to whoever answers for a subscription, not to where alerts go."""


def compose(outgoing: Outgoing, *, public_url: str, mail_from: str, now: datetime) -> EmailMessage:
    """Return a message as plain text and HTML.

    Raises:
        Invalid: no mail can be sent to the address, or there is none.
    """
    say = translator(outgoing.to.language)
    message = new_message(recipient(outgoing))
    root = public_url.rstrip("/")
    if outgoing.kind == "alerts":
        subject, text, html = _alerts(outgoing, say, root)
    else:
        notice = notice_of(outgoing, say, root)
        subject = notice.subject
        text, html = render("notice", say, notice=notice, title=notice.title, site=root)
    listed = outgoing.kind in {"alerts", "test"}
    head(
        message,
        outgoing,
        subject=subject,
        mail_from=mail_from,
        unsubscribe=_link(outgoing, root, "unsubscribe") if listed else None,
        now=now,
    )
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary(boundary(outgoing.id))
    message["Content-Language"] = say.language
    return message


def recipient(outgoing: Outgoing) -> str:
    """Return the address that a message goes to.

    Raises:
        Invalid: nobody is named who answers for the subscription.
    """
    address = outgoing.to.contact if outgoing.kind == TO_CONTACT else outgoing.to.target
    if not address:
        raise Invalid("the subscription names nobody who answers for it", pointer="/contact")
    return address


def _alerts(outgoing: Outgoing, say: Translator, root: str) -> tuple[str, str, str]:
    """Return subject, text and HTML."""
    entries = [entry_of(items, say, root) for items in by_alert(outgoing.items).values()]
    covered = [item.sequence for item in outgoing.items]
    after = urlencode({"after": min(covered) - 1})
    shown = {
        "site": root,
        "covers": say.ngettext(
            "This message covers change {ranges}.",
            "This message covers changes {ranges}.",
            len(covered),
            ranges=", ".join(ranges(covered)),
        ),
        "name": clean(outgoing.to.name),
        "changes": f"{root}/v1/changes?{after}",
        "manage": _link(outgoing, root, "manage"),
        "unsubscribe": _link(outgoing, root, "unsubscribe"),
    }
    if len(entries) == 1:
        [entry] = entries
        title = entry.headline if entry.tag == "new" else entry.subject
        text, html = render("alert", say, entry=entry, title=title, **shown)
        return entry.subject, text, html
    briefing = briefing_of(outgoing, entries, say)
    listing = f"{root}/alerts?{urlencode(outgoing.to.filter, doseq=True)}"
    text, html = render(
        "digest", say, briefing=briefing, title=briefing.title, listing=listing, **shown
    )
    return briefing.subject, text, html


def _link(outgoing: Outgoing, root: str, purpose: links.Purpose) -> str:
    return links.address(root, outgoing.to.link_key, outgoing.to.id, purpose)
