"""`interparty up` as a real process: served, stopped, refused, killed, out of disk."""

import os
import random
import signal
import threading
import time
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from tests.support.command import interparty
from tests.support.late_visits import Json, late_visit
from tests.support.up import Up, wait_until

KILLS = 3
pytestmark = pytest.mark.timeout(180)  # on a busy machine each start takes its time
FILE_LIMIT = 1024 * 1024


@pytest.fixture
def up(tmp_path: Path) -> Generator[Up]:
    process = Up(tmp_path)
    yield process.start()
    process.close()


def alerts(up: Up, count: int) -> list[Json]:
    """Return all open alerts, once so many revisions of alerts are there to be read."""
    after = str(count - 1)
    wait_until(
        lambda: up.get("/v1/changes", after=after, limit="1")["items"], what=f"{count} alerts"
    )
    return up.items("/v1/alerts", status="open")


def test_one_process_serves_everything_and_ends_when_asked_to(up: Up) -> None:
    answer = up.post([*late_visit(1), {"specversion": "1.0"}])
    (alert,) = alerts(up, 1)

    assert (answer.status_code, answer.json()["accepted"], answer.json()["rejected"]) == (207, 2, 1)
    assert (alert["verdict"], alert["revision"], alert["sequence"]) == ("late", 1, 1)
    assert up.client.get(f"{up.url}/readyz").json()["status"] == "ready"
    wait_until(lambda: up.items("/v1/dead"), what="what was refused is listed")
    where = {"url": up.url, "api_key": up.key}
    assert "/type: required, but absent" in interparty("dead", "list", **where).out
    again = interparty("dead", "replay", "--all", "--step", "validate", **where)
    assert (again.code, again.out.splitlines()[-1]) == (1, "0 accepted, 1 refused again.")

    second = interparty("up", "--data-dir", up.folder, "--port", 0)
    taken = interparty("up", "--data-dir", up.folder / "other", "--port", up.url.rsplit(":", 1)[1])
    assert (second.code, f"in use by process {up.process.pid}" in second.err) == (2, True)
    assert (taken.code, "Another process listens on" in taken.err) == (2, True)

    healthy = interparty("doctor", "--data-dir", up.folder, "--url", up.url)
    assert (healthy.code, healthy.out.splitlines()[-1]) == (0, "Nothing is wrong.")

    assert up.end(signal.SIGTERM) == 0
    assert up.logged()[-1]["event"] == "stopped"
    assert not (up.folder / "log.db-wal").exists()  # closed in order, the log is one file

    for service in ("alerts", "api"):
        replayed = interparty("replay", "--service", service, "--yes", "--data-dir", up.folder)
        assert (replayed.code, "begin again at zero" in replayed.out) == (0, True)
    ill = interparty("doctor", "--data-dir", up.folder, "--url", up.url)
    assert ill.code == 1
    assert f"{up.url} does not answer" in ill.out
    assert "alerts is 2 records behind and does not move" in ill.out

    up.start()
    wait_until(
        lambda: interparty("doctor", "--data-dir", up.folder, "--url", up.url).code == 0,
        what="all is read again",
    )
    assert alerts(up, 1) == [alert]
    assert [change["sequence"] for change in up.items("/v1/changes")] == [1]
    assert up.end(signal.SIGINT) == 0


def test_several_addresses_are_all_examined_and_the_first_is_spoken_to(up: Up) -> None:
    """As the compose file names them to the operator's command, ingest first."""
    several = {"url": f"{up.url} http://127.0.0.1:9", "api_key": up.key}

    listed = interparty("dead", "list", **several)
    examined = interparty("doctor", "--data-dir", up.folder, **several)

    assert (listed.code, listed.out) == (0, "Nothing was put aside.\n")
    assert f"{up.url} is ready" in examined.out
    assert "http://127.0.0.1:9 does not answer" in examined.out


class Load(threading.Thread):
    """Posts visits, one small batch after another, until told to stop; batches that were not
    answered are posted again."""

    def __init__(self, up: Up) -> None:
        super().__init__()
        self.stopped = threading.Event()
        self.accepted: set[int] = set()
        self._up = up

    def run(self) -> None:
        chance, next_ = random.Random(7), 1
        while not self.stopped.is_set():
            numbers = range(next_, next_ + chance.randint(1, 20))
            events = [event for number in numbers for event in late_visit(number)]
            chance.shuffle(events)
            while not self._is_accepted(events):
                time.sleep(0.05)
            self.accepted.update(numbers)
            next_ = numbers.stop
            self.stopped.wait(chance.uniform(0, 0.2))

    def _is_accepted(self, events: list[Json]) -> bool:
        try:
            answer = self._up.post(events)
        except httpx.TransportError:
            return False
        assert answer.status_code != 207 or answer.json()["rejected"] == 0
        return answer.status_code == 207


def test_killed_at_any_point_under_load_it_loses_and_doubles_nothing(up: Up) -> None:
    chance = random.Random(os.getpid())
    load = Load(up)
    load.start()
    try:
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.2, 1.5))
            assert up.end(signal.SIGKILL) == -signal.SIGKILL
            up.start()
    finally:
        load.stopped.set()
        load.join()

    count = len(load.accepted)
    told = alerts(up, count)
    assert count > 20
    assert sorted(alert["evidence"]["engagements"][0]["id"] for alert in told) == sorted(
        f"visit-{number}" for number in load.accepted
    )
    assert {alert["revision"] for alert in told} == {1}
    obligations = up.items("/v1/obligations")
    assert len(obligations) == count
    assert {one["verdict"] for one in obligations} == {"late"}
    assert [change["sequence"] for change in up.items("/v1/changes")] == list(range(1, count + 1))
    assert up.end(signal.SIGTERM) == 0


def test_on_a_full_disk_it_refuses_loses_nothing_and_recovers(tmp_path: Path) -> None:
    up = Up(tmp_path, file_limit=FILE_LIMIT)
    try:
        up.start()
        accepted: list[int] = []
        answer = None
        while answer is None or answer.status_code == 207:
            batch = range(len(accepted) + 10, len(accepted) + 30)
            events = [event for one in batch for event in late_visit(one, title="A visit. " * 200)]
            answer = up.post(events)
            if answer.status_code == 207:
                accepted += batch
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["type"] == "/problems/unavailable"
        assert up.client.get(f"{up.url}/healthz").status_code == 200

        up.lift_file_limit()
        wait_until(lambda: up.post(late_visit(1)).status_code == 207, what="it takes events")

        assert len(alerts(up, len(accepted) + 1)) == len(accepted) + 1
        assert up.end(signal.SIGTERM) == 0
    finally:
        up.close()
