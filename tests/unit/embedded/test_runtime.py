"""Processes that serve: how they begin, how they end, what they say when something is wrong."""

import asyncio
import json
import socket
from pathlib import Path

import pytest

from interparty_shared.errors import Misconfigured
from interparty_shared.runtime import Loop, LoopDied, Resources, Service, run, serve
from interparty_shared.settings import Settings
from tests.support.command import logging_as_it_was


def settings(folder: Path, **given: object) -> Settings:
    return Settings(
        bus_url=f"table:{folder}/log.db",
        database_url=f"sqlite+aiosqlite:///{folder}/{{service}}.db",
        **{"port": 0, **given},  # type: ignore[arg-type]
    )


def service(*loops: Loop) -> Service:
    return Service("mine", routers=(), loops=loops, checks={})


async def for_ever() -> None:
    await asyncio.Event().wait()


async def test_a_loop_that_dies_ends_the_process_and_is_named(tmp_path: Path) -> None:
    async def die() -> None:
        raise KeyError("oh")

    loops = (Loop("good", for_ever), Loop("bad", die))

    with pytest.raises(LoopDied, match=r"The loop mine\.bad died of KeyError: 'oh'"):
        await serve(settings(tmp_path), {"mine": lambda _: service(*loops)})


async def test_a_loop_that_ends_is_as_bad_as_one_that_dies(tmp_path: Path) -> None:
    async def end() -> None:
        pass

    with pytest.raises(LoopDied, match=r"The loop mine\.short ended"):
        await serve(settings(tmp_path), {"mine": lambda _: service(Loop("short", end))})


async def test_asked_to_stop_it_ends_the_loops_and_closes_the_log(tmp_path: Path) -> None:
    stop, ended = asyncio.Event(), []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("loop")

    def build(resources: Resources) -> Service:
        seen.append(resources)
        return service(Loop("work", work))

    seen: list[Resources] = []
    await serve(settings(tmp_path), {"mine": build}, ready=lambda _: stop.set(), stop=stop)

    assert ended == ["loop"]
    assert seen[0].stopping.is_set()
    # The log is free for the next process.
    await serve(settings(tmp_path), {"mine": build}, ready=lambda _: stop.set(), stop=stop)


async def test_stopped_while_preparing_it_never_builds(tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def prepare(_: Resources) -> None:
        stop.set()
        await asyncio.Event().wait()

    def build(_: Resources) -> Service:
        raise AssertionError("built")

    await serve(settings(tmp_path), {"mine": build}, prepare=prepare, stop=stop)


async def test_what_fails_while_preparing_is_raised(tmp_path: Path) -> None:
    async def prepare(_: Resources) -> None:
        raise Misconfigured("It cannot be.")

    with pytest.raises(Misconfigured, match=r"It cannot be\."):
        await serve(settings(tmp_path), {"mine": lambda _: service()}, prepare=prepare)


async def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Misconfigured, match=rf"Another process listens on 127\.0\.0\.1:{port}"):
            await serve(settings(tmp_path, port=port), {"mine": lambda _: service()})


async def test_an_address_that_is_not_ours_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"Cannot listen on 192\.0\.2\.1:"):
        await serve(settings(tmp_path, host="192.0.2.1"), {"mine": lambda _: service()})


def test_impossible_settings_are_all_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERPARTY_PORT", "70000")
    monkeypatch.setenv("INTERPARTY_BATCH_SIZE", "0")

    with pytest.raises(Misconfigured) as refused:
        Settings.load()

    assert "INTERPARTY_PORT: " in str(refused.value)
    assert "INTERPARTY_BATCH_SIZE: " in str(refused.value)
    assert "70000" not in str(refused.value)


def test_a_service_alone_refuses_the_log_of_one_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("INTERPARTY_BUS_URL", f"table:{tmp_path}/log.db")

    with logging_as_it_was(), pytest.raises(SystemExit) as ended:
        run({"mine": lambda _: service()})

    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert ended.value.code == 2
    assert (said["event"], said["service"]) == ("refused to start", "mine")
    assert "`interparty up`" in said["why"]


def test_a_service_whose_loop_dies_ends_with_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    async def die() -> None:
        raise KeyError("oh")

    monkeypatch.setenv("INTERPARTY_BUS_URL", "kafka://127.0.0.1:9")
    monkeypatch.setenv("INTERPARTY_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/{{service}}.db")
    monkeypatch.setenv("INTERPARTY_PORT", "0")

    with logging_as_it_was(), pytest.raises(SystemExit) as ended:
        run({"mine": lambda _: service(Loop("bad", die))})

    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ended.value.code == 1
    assert [one["loop"] for one in said if one["event"] == "a loop died"] == ["mine.bad"]
    assert "topics not checked" in {one["event"] for one in said}
