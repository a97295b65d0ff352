"""Brings the stack up, posts through it while every container is killed in turn, counts.

A watchdog subscribes before the load begins, by webhook and by mail; what it was told is counted too.

    python -m tests.compose.kill_test                   one worker, then three
    python -m tests.compose.kill_test --alerts 3        three workers only
    python -m tests.compose.kill_test --help

Needs Docker and compose; no part of the default test run (`make compose-test` runs it). Everything
that it starts has a project name of its own and is removed in the end, whatever happens (but for
`--keep`). It talks to the loopback address, and listens at the one address at which containers find
this machine; it posts a bounded number of events at a bounded rate.
"""

import argparse
import json
import secrets
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import httpx

from tests.compose import account, cases, readings
from tests.compose.confinement import confined
from tests.compose.desk import Desk
from tests.compose.listener import Listener
from tests.compose.load import Follower, Load, change
from tests.compose.stack import NoDockerError, Stack, this_machine
from tests.compose.watchdog import MAIL_FROM, Watchdog

VICTIMS = ("kafka", "postgres", "ingest", "alerts", "api")
PARTITIONS = Path(__file__).with_name("partitions.py")
TOPIC = "events.v1"
SHOWN = 10
GRACE = 10.0
"""Seconds in which a container that is asked to end must have done so."""
LONGEST = 1_200.0
"""Seconds after which the last verdicts are waited for no longer, even if they still change."""
CLEAN = {"kafka": {0, 143}}
"""Exit codes of those that end cleanly with another than 0: Java tells the signal."""


@dataclass(frozen=True, slots=True)
class Killing:
    """One container that was killed."""

    container: str
    accepted_before: int
    ready_again: float
    accepted_meanwhile: int


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for on the command line."""

    rate: float
    most: int
    calm: float
    patience: float
    seed: int
    keep: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stages; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--alerts", type=int, choices=range(1, 7), help="only with so many workers")
    parser.add_argument("--rate", type=float, default=50, help="events per second (%(default)s)")
    parser.add_argument("--most", type=int, default=12_000, help="events in all (%(default)s)")
    parser.add_argument(
        "--calm", type=float, default=6, help="seconds of load between two kills (%(default)s)"
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=120,
        help="seconds without a change after which what is missing is lost (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=20_260_105, help="order of events")
    parser.add_argument("--no-build", action="store_true", help="take the image as it is")
    parser.add_argument("--keep", action="store_true", help="leave a stack that failed as it is")
    chosen = parser.parse_args(arguments)
    options = Options(
        chosen.rate, chosen.most, chosen.calm, chosen.patience, chosen.seed, chosen.keep
    )
    signal.signal(signal.SIGTERM, _interrupted)
    failed = 0
    try:
        for workers in [chosen.alerts] if chosen.alerts else [1, 3]:
            stack = Stack(f"interparty-kill-{workers}-{secrets.token_hex(3)}")
            if not chosen.no_build:
                stack.build()
            failed += not stage(stack, workers, options)
    except NoDockerError as error:
        print(f"kill test: not run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("kill test: interrupted", file=sys.stderr)
        return 130
    return 1 if failed else 0


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads and is told while containers are killed."""

    follower: Follower
    listener: Listener
    watchdog: Watchdog

    def stop(self) -> None:
        """Read no more."""
        self.follower.stop()
        self.listener.stop()


def stage(stack: Stack, workers: int, options: Options) -> bool:
    """Run one stack through load and kills; return whether everything held.

    Raises:
        NoDockerError: containers cannot reach this machine.
    """
    print(f"\n== {workers} alerts worker(s), project {stack.name}", flush=True)
    desk = Desk(this_machine())
    try:
        desk.start()
    except OSError as error:
        raise NoDockerError(f"containers look for this machine at {desk.host}: {error}") from None
    try:
        return _at_desk(stack, workers, options, desk)
    finally:
        desk.stop()


def _at_desk(stack: Stack, workers: int, options: Options, desk: Desk) -> bool:
    stack.give(
        INTERPARTY_SMTP_URL=f"smtp://host.docker.internal:{desk.letters.port}",
        INTERPARTY_MAIL_FROM=MAIL_FROM,
        INTERPARTY_WEBHOOK_ALLOW=f"{desk.host}/32",
    )
    readers = Readers(
        Follower(stack.api, stack.key),
        Listener(stack.api, stack.key),
        Watchdog(stack.api, stack.key, desk),
    )
    events = cases.stream(options.seed, datetime.now(UTC))
    load = Load(stack.ingest, stack.key, events, rate=options.rate, most=options.most)
    held = False
    try:
        held = _through_kills(stack, workers, options, load, readers)
    except (TimeoutError, RuntimeError, httpx.HTTPError) as error:
        print(f"\nFAILED: {error}", flush=True)
        _last_words(stack)
    finally:
        load.abandon()
        readers.stop()
        readers.watchdog.close()
        if held or not options.keep:
            stack.down()
            print("taken down", flush=True)
        else:
            print(f"left as it is: {stack.name}, {stack.api}, key {stack.key}", flush=True)
    return held


def _through_kills(
    stack: Stack, workers: int, options: Options, load: Load, readers: Readers
) -> bool:
    print(f"up and ready in {stack.up(alerts=workers):.1f} s", flush=True)
    watchdog = readers.watchdog
    watchdog.subscribe()
    readers.follower.start()
    readers.listener.start()
    load.start()
    time.sleep(options.calm)
    shared = _partitions_are_shared(stack, workers)
    began = time.monotonic()
    killings = _kill_in_turn(stack, load, watchdog, options.calm)
    load.stop(within=120)
    posted = time.monotonic() - began
    found, waited = account.settle(
        stack.api, stack.key, load.tally.accepted, patience=options.patience, within=LONGEST
    )
    told = watchdog.settle(within=LONGEST)
    readers.stop()
    shared = _partitions_are_shared(stack, workers) and shared
    accepted = load.tally.accepted
    checks = account.checks(found, cases.expected(accepted), cases.recorded(accepted))
    checks += _checks_on_the_way(load, readers, found)
    checks += watchdog.checks()
    checks += readings.checks(stack.api, stack.key)
    checks.append(confined(stack))
    if all(check.holds for check in checks) or not options.keep:
        checks.append(_stop_in_turn(stack))
    _report(load, killings, posted, waited)
    print(f"all told {waited + told:.1f} s after the last\n{watchdog.table()}")
    return _say(checks) and shared


def _kill_in_turn(stack: Stack, load: Load, watchdog: Watchdog, calm: float) -> list[Killing]:
    killings = []
    for service in VICTIMS:
        for container in sorted(stack.containers(service), key=stack.title):
            before = len(load.tally.accepted)
            if load.is_spent:
                raise RuntimeError("the load ended before the last kill: raise --most")
            if service == "api":  # it is killed while it sends
                watchdog.hold()
            seconds = stack.kill(service, container)
            meanwhile = len(load.tally.accepted) - before
            killings.append(Killing(stack.title(container), before, seconds, meanwhile))
            print(
                f"  killed {stack.title(container)}: ready again after {seconds:.1f} s", flush=True
            )
            time.sleep(calm)
    return killings


def _stop_in_turn(stack: Stack) -> account.Check:
    """Ask every container to end, those first that need the others."""
    took, faults = [], []
    for service in reversed(VICTIMS):
        for container in stack.containers(service):
            title = stack.title(container)
            seconds, code = stack.stop(container)
            took.append(f"{title} {seconds:.1f} s")
            if seconds > GRACE:
                faults.append(f"{title} took {seconds:.1f} s")
            if code not in CLEAN.get(service, {0}):
                faults.append(f"{title} ended with {code}")
    return account.Check("asked to end, every container does", ", ".join(took), tuple(faults))


def _partitions_are_shared(stack: Stack, workers: int) -> bool:
    """Print which worker reads which partitions; return whether each has some, and none two."""
    containers = {stack.title(one): stack.address(one) for one in stack.containers("alerts")}
    probe = stack.containers("alerts")[0]
    deadline = time.monotonic() + 90
    while True:
        shares = _shares(json.loads(stack.run_python(probe, PARTITIONS)), containers)
        read = sorted(partition for share in shares.values() for partition in share)
        even = len(shares) == workers and all(shares.values())
        if even and read == list(range(len(read))):
            break
        if time.monotonic() > deadline:
            print(f"  partitions of {TOPIC} are not shared: {shares}")
            return False
        time.sleep(2)
    for title, share in sorted(shares.items()):
        print(f"  {title} reads partitions {' '.join(map(str, share))} of {TOPIC}", flush=True)
    return True


def _shares(
    groups: dict[str, dict[str, dict[str, object]]], containers: dict[str, set[str]]
) -> dict[str, list[int]]:
    shares: dict[str, list[int]] = {title: [] for title in containers}
    for members in groups.values():
        for member in members.values():
            for title, addresses in containers.items():
                partitions = member["partitions"]
                assert isinstance(partitions, list)
                if member["host"] in addresses:
                    shares[title] += sorted(n for topic, n in partitions if topic == TOPIC)
    return shares


def _checks_on_the_way(load: Load, readers: Readers, found: account.Found) -> list[account.Check]:
    listener = readers.listener
    heard = [change({"sequence": int(one.id), "alert": one.data}) for one in listener.heard.events]
    cut_off = f", over {listener.connections} connections"
    return [
        _same("a reader of /v1/changes", readers.follower.read, found),
        _same("a listener to the live stream", heard, found, cut_off),
        account.Check(
            "every answer to a valid event is one of the contract",
            f"{load.tally.answers.total()} answers",
            tuple(load.tally.refused),
        ),
    ]


def _same(
    who: str, read: Sequence[tuple[int, str, int]], found: account.Found, more: str = ""
) -> account.Check:
    differing = [
        f"{one} was read, {other} stands"
        for one, other in zip(read, found.changes, strict=False)
        if one != other
    ]
    return account.Check(
        f"{who} during the kills saw the same, without a gap",
        f"{len(read)} read{more}",
        (*account.contiguous(read), *differing, *([] if read else ["nothing was read"])),
    )


def _report(load: Load, killings: Iterable[Killing], posted: float, waited: float) -> None:
    tally = load.tally
    print(f"\n{'killed':<14}{'after':>8}{'ready again':>14}{'accepted meanwhile':>21}")
    for killing in killings:
        print(
            f"{killing.container:<14}{killing.accepted_before:>8}"
            f"{killing.ready_again:>12.1f} s{killing.accepted_meanwhile:>21}"
        )
    print(
        f"\n{len(tally.accepted)} events accepted in {posted:.0f} s,"
        f" {tally.twice} of them sent again after that; longest wait {tally.longest_wait:.1f} s;"
        f" all judged {waited:.1f} s after the last"
    )
    print(
        "answers: " + ", ".join(f"{what} x{count}" for what, count in tally.answers.most_common())
    )


def _say(checks: Iterable[account.Check]) -> bool:
    held = True
    for check in checks:
        print(f"{'ok  ' if check.holds else 'FAIL'}  {check.name}: {check.counted}")
        for fault in check.faults[:SHOWN]:
            print(f"        {fault}")
        if len(check.faults) > SHOWN:
            print(f"        and {len(check.faults) - SHOWN} more")
        held = held and check.holds
    sys.stdout.flush()
    return held


def _last_words(stack: Stack) -> None:
    for service in (*VICTIMS, "migrate", "topics"):
        try:
            print(f"-- {service}\n{stack.logs(service)}", flush=True)
        except RuntimeError as error:
            print(f"-- {service}: {error}", flush=True)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
