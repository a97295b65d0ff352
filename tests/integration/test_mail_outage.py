"""A mail server that is down for hours: mail is tried again as the schedule has it, and arrives once."""

from datetime import timedelta

from interparty_api.handlers.routing import route
from interparty_api.notify.mail import MailSender, server_of
from interparty_shared.db.engine import Database
from tests.support.api import SetClock
from tests.support.letters import FROM, SITE
from tests.support.mailbox import mail_server
from tests.support.published import an_alert
from tests.support.watching import NOW, a_subscription, deliveries, publish, send_due, subscribe

OUTAGE = timedelta(hours=8)


async def test_mail_arrives_once_when_a_server_is_back_that_was_down_for_hours(
    database: Database,
) -> None:
    await subscribe(database, a_subscription(channel="email", target="reader@newsroom.example"))
    await publish(database, an_alert(1))
    await route(database, now=NOW, limit=10)
    clock = SetClock(NOW)
    async with mail_server() as mailbox:
        sender = MailSender(server_of(mailbox.url), mail_from=FROM, public_url=SITE, clock=clock)
        await mailbox.stop()
        tried = 0
        while clock.time < NOW + OUTAGE:
            assert [one.state for one in await send_due(database, clock, sender)] == ["pending"]
            tried += 1
            clock.time = (await deliveries(database))[0]["due"]
        await mailbox.start()
        assert [one.state for one in await send_due(database, clock, sender)] == ["delivered"]
        clock.time += timedelta(days=5)
        assert await send_due(database, clock, sender) == []

        assert [one.recipients for one in mailbox.messages] == [["reader@newsroom.example"]]
    [row] = await deliveries(database)
    assert (row["state"], row["attempts"]) == ("delivered", tried + 1)
    assert tried > 3
