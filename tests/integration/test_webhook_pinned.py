"""Names, the addresses they lead to, and certificates: what is judged is what is connected to."""

import asyncio
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from interparty_api.notify.pinned import Lookups
from interparty_api.notify.ssrf import Policy
from tests.fixtures.webhooks import MakeSender
from tests.support.certificates import Authority, authority
from tests.support.outgoing import SECRET, message
from tests.support.receiver import Behaviour, receiver

NAME = "receiver.example"


class Names:
    """A resolver that answers with these, one after the other; the last one again and again."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(Path(tmp_path_factory.mktemp("certificates")))


async def test_a_name_is_looked_up_once_and_its_judged_address_is_the_one_connected_to(
    make_sender: MakeSender,
) -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    sender = make_sender(resolve=names)
    async with receiver(SECRET) as there:
        outcome = await sender.send(message(f"http://{NAME}:{there.port}/hook"))

        assert outcome.outcome == "delivered"
        assert names.asked == [NAME]
        assert there.requests[0].headers["host"] == f"{NAME}:{there.port}"


async def test_a_name_that_leads_elsewhere_at_the_next_connection_is_judged_anew(
    make_sender: MakeSender,
) -> None:
    sender = make_sender(resolve=Names(["127.0.0.1"], ["10.0.0.1"]))
    async with receiver(SECRET) as there:
        there.script = [Behaviour("ok", headers={"connection": "close"})]
        target = f"http://{NAME}:{there.port}/hook"

        first, second = [await sender.send(message(target)) for _ in range(2)]

    assert first.outcome == "delivered"
    assert second.outcome == "refused"
    assert second.detail == "The receiver's address is private: webhooks are not sent there."


@pytest.mark.parametrize(
    ("addresses", "why"),
    [
        (["10.0.0.1"], "is private"),
        (["127.0.0.1", "10.0.0.1"], "is private"),
        (["::1"], "is a loopback address"),
        (["fe80::1%eth0"], "is link-local"),
        (["::ffff:10.0.0.1"], "is private"),
        (["169.254.169.254"], "metadata"),
        (["8.8.8.8"], "https only"),
    ],
)
async def test_one_refused_address_is_enough_and_nothing_is_connected_to(
    make_sender: MakeSender, addresses: list[str], why: str
) -> None:
    sender = make_sender(resolve=Names(addresses))
    async with receiver(SECRET) as there:
        outcome = await sender.send(message(f"http://{NAME}:{there.port}/hook"))

        assert outcome.outcome == "refused"
        assert why in outcome.detail
        assert there.connections == 0


async def test_a_public_address_is_not_reached_at_a_port_that_is_not_listed(
    make_sender: MakeSender,
) -> None:
    outcome = await make_sender(resolve=Names(["8.8.8.8"])).send(message(f"https://{NAME}:22/"))

    assert outcome.outcome == "refused"
    assert outcome.detail == "Webhooks are not sent to port 22, only to 80, 443."


async def test_the_address_after_one_that_is_dead_is_tried(make_sender: MakeSender) -> None:
    sender = make_sender(resolve=Names(["127.0.0.2", "127.0.0.1"]))
    async with receiver(SECRET, host="127.0.0.1") as there:
        outcome = await sender.send(message(f"http://{NAME}:{there.port}/hook"))

    assert outcome.outcome == "delivered"


async def unknown(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


async def failing(host: str, port: int) -> Sequence[str]:
    raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")


async def empty(host: str, port: int) -> Sequence[str]:
    return []


async def hanging(host: str, port: int) -> Sequence[str]:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(
    ("resolve", "detail"),
    [
        (unknown, "The name of the host is not known, or has no address."),
        (failing, "The name of the host could not be looked up."),
        (empty, "The name of the host has no address."),
        (hanging, "The name of the host was not looked up in time."),
    ],
)
async def test_a_name_that_leads_nowhere_is_tried_again(
    make_sender: MakeSender, resolve: object, detail: str
) -> None:
    sender = make_sender(resolve=resolve, limits={"connect_s": 0.2} if resolve is hanging else {})

    outcome = await sender.send(message(f"https://{NAME}/hook"))

    assert (outcome.outcome, outcome.detail) == ("retry", detail)


async def test_the_system_looks_names_up_and_those_that_wait_share_one_lookup() -> None:
    lookups = Lookups()

    first, second = await asyncio.gather(lookups("localhost", 80), lookups("localhost", 80))

    assert first is second
    assert set(first) & {"127.0.0.1", "::1"}
    with pytest.raises(socket.gaierror):
        await lookups("no-such-name.invalid", 80)
    lookups.close()


async def test_tls_is_agreed_by_name_while_the_connection_goes_to_the_address(
    make_sender: MakeSender, signer: Authority
) -> None:
    sender = make_sender(resolve=Names(["127.0.0.1"]), ssl_context=signer.trusted)
    async with receiver(SECRET, ssl_context=signer.server(NAME)) as there:
        outcome = await sender.send(message(f"https://{NAME}:{there.port}/hook"))

        assert outcome.outcome == "delivered"
        assert there.requests[0].verified


async def test_tls_with_an_address_for_a_host_is_agreed_by_address(
    make_sender: MakeSender, signer: Authority
) -> None:
    sender = make_sender(ssl_context=signer.trusted)
    async with receiver(SECRET, ssl_context=signer.server("127.0.0.1")) as there:
        assert (await sender.send(message(there.url))).outcome == "delivered"


@pytest.mark.parametrize(
    ("name", "expired", "why"),
    [
        ("other.example", False, "is for another host"),
        (NAME, True, "has expired"),
    ],
)
async def test_a_wrong_certificate_is_not_trusted_and_says_why(
    make_sender: MakeSender, signer: Authority, name: str, expired: bool, why: str
) -> None:
    sender = make_sender(resolve=Names(["127.0.0.1"]), ssl_context=signer.trusted)
    async with receiver(SECRET, ssl_context=signer.server(name, expired=expired)) as there:
        outcome = await sender.send(message(f"https://{NAME}:{there.port}/hook"))

        assert outcome.outcome == "retry"
        assert outcome.detail == f"The receiver's TLS certificate {why}."
        assert there.requests == []


async def test_an_authority_that_nobody_knows_is_not_trusted(
    make_sender: MakeSender, signer: Authority
) -> None:
    sender = make_sender(resolve=Names(["127.0.0.1"]))  # the usual authorities only
    async with receiver(SECRET, ssl_context=signer.server(NAME)) as there:
        outcome = await sender.send(message(f"https://{NAME}:{there.port}/hook"))

    assert outcome.detail == (
        "The receiver's TLS certificate is signed by an authority that is not known."
    )


async def test_a_receiver_that_wants_a_certificate_of_us_is_tried_again(
    make_sender: MakeSender, signer: Authority
) -> None:
    sender = make_sender(ssl_context=signer.trusted)
    context = signer.server("127.0.0.1", asks_back=True)
    async with receiver(SECRET, ssl_context=context) as there:
        outcome = await sender.send(message(there.url))

        assert outcome.outcome == "retry"
        assert outcome.detail in (
            "TLS could not be agreed with the receiver.",
            "The connection broke before the receiver answered.",
        )
        assert there.requests == []


async def test_a_receiver_without_tls_is_not_spoken_to_in_the_clear(
    make_sender: MakeSender, signer: Authority
) -> None:
    sender = make_sender(resolve=Names(["127.0.0.1"]), ssl_context=signer.trusted)
    async with receiver(SECRET) as there:
        outcome = await sender.send(message(f"https://{NAME}:{there.port}/hook"))

        assert (outcome.outcome, outcome.detail) == (
            "retry", "TLS could not be agreed with the receiver.",
        )  # fmt: skip
        assert there.requests == []


def test_a_policy_says_nothing_of_whom_it_concerns() -> None:
    assert "receiver" not in repr(Policy())
