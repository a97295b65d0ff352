"""The files that deploy Interparty agree with each other and with the workspace."""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from interparty_embedded.cli import COMMANDS
from interparty_shared.settings import Settings

ROOT = Path(__file__).parents[2]
SERVICES = ("ingest", "alerts", "api")
JOBS = ("migrate", "topics")
SETTING = re.compile(r"\$\{([A-Z_]+)(:[-?])?")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def lock_entries(path: str) -> dict[str, str]:
    """Return each pinned requirement of a lock with all its hashes, by name."""
    entries = {}
    for entry in (ROOT / path).read_text().replace("\\\n", "").splitlines():
        if entry and not entry.startswith("#"):
            entries[re.split(r"[=\[ ]", entry, maxsplit=1)[0]] = " ".join(entry.split())
    return entries


def members() -> list[Path]:
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [ROOT / name for name in workspace["tool"]["uv"]["workspace"]["members"]]


def pins(entry: str) -> tuple[str, list[str]]:
    """Return the pinned version and the hashes; markers differ where a developer tool asks too."""
    return entry.split(maxsplit=1)[0], sorted(re.findall(r"--hash=\S+", entry))


def test_image_installs_exactly_what_the_tests_ran_with() -> None:
    root, runtime = (
        lock_entries("requirements.txt"),
        lock_entries("deploy/requirements.txt"),
    )

    for name, entry in runtime.items():
        assert pins(entry) == pins(root[name])


def test_image_has_what_the_members_depend_on_and_no_developer_tool() -> None:
    runtime = lock_entries("deploy/requirements.txt")
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = set()
    for member in members():
        for line in tomllib.loads((member / "pyproject.toml").read_text())["project"][
            "dependencies"
        ]:
            wanted.add(re.split(r"[^a-z0-9-]", line.lower(), maxsplit=1)[0])
    tools = {
        re.split(r"[^a-z0-9-]", line.lower(), maxsplit=1)[0]
        for line in workspace["dependency-groups"]["dev"]
    }

    assert {name for name in wanted if not name.startswith("interparty-")} <= set(runtime)
    assert not tools & set(runtime)


def test_image_holds_every_member_of_the_workspace() -> None:
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()

    for member in members():
        assert f"./{member.relative_to(ROOT)}" in dockerfile


@pytest.mark.parametrize("name", [*SERVICES, *JOBS])
def test_our_containers_are_confined(compose: dict[str, Any], name: str) -> None:
    container = compose["services"][name]

    assert container["user"] == "10001:10001"
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "mem_limit" in container
    assert "container_name" not in container


@pytest.mark.parametrize("name", SERVICES)
def test_services_start_after_the_jobs_and_come_back_after_a_crash(
    compose: dict[str, Any], name: str
) -> None:
    service = compose["services"][name]

    assert service["restart"] == "unless-stopped"
    assert "/healthz" in " ".join(service["healthcheck"]["test"])
    assert service["depends_on"] == {
        job: {"condition": "service_completed_successfully"} for job in JOBS
    }


def test_only_ingest_and_api_are_published_and_on_loopback(
    compose: dict[str, Any],
) -> None:
    published = {
        name: service["ports"]
        for name, service in compose["services"].items()
        if "ports" in service
    }

    assert published.keys() == {"ingest", "api"}
    for ports in published.values():
        assert all(port.startswith("${INTERPARTY_BIND:-127.0.0.1}:") for port in ports)


def test_compose_holds_no_secret_and_refuses_to_start_without_one(
    compose: dict[str, Any],
) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if re.search(r"PASSWORD|KEY$|SECRET|TOKEN", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:\?[^}]+\}", value), name
            for password in re.findall(r"//[^/@]*:([^/@]*)@", str(value)):
                assert SETTING.match(password), name


def test_env_example_names_every_setting_and_holds_no_secret(
    compose: dict[str, Any],
) -> None:
    example = (ROOT / ".env.example").read_text()
    used = set(SETTING.findall((ROOT / "docker-compose.yml").read_text()))
    required = {name for name, default in used if default == ":?"}

    assert {name for name, _ in used} <= set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    assert required == set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE))


def test_api_is_given_all_that_it_tells_subscribers_by(compose: dict[str, Any]) -> None:
    api = compose["services"]["api"]
    told_by = (
        "public_url",
        "smtp_url",
        "mail_from",
        "webhook_allow",
        "webhook_ports",
        "websub_hub",
    )

    for name in told_by:
        assert name in Settings.model_fields
        variable = f"INTERPARTY_{name.upper()}"
        assert api["environment"][variable].startswith(f"${{{variable}:-")
    assert "frontend" in api["networks"]
    assert api["extra_hosts"] == ["host.docker.internal:host-gateway"]
    assert "host.docker.internal" in (ROOT / ".env.example").read_text()


def test_database_script_makes_what_the_services_connect_to(
    compose: dict[str, Any],
) -> None:
    given = compose["services"]["postgres"]["environment"]

    for name in SERVICES:
        url = compose["services"][name]["environment"]["INTERPARTY_DATABASE_URL"]
        password = f"INTERPARTY_{name.upper()}_DB_PASSWORD"
        assert url.startswith(f"postgresql+asyncpg://interparty_{name}:${{{password}}}@postgres:")
        assert url.endswith(f"/interparty_{name}")
        assert password in given


def test_the_operators_command_knows_every_service_and_speaks_to_ingest_first(
    compose: dict[str, Any],
) -> None:
    cli = compose["services"]["cli"]
    urls = [urlsplit(url) for url in cli["environment"]["INTERPARTY_URL"].split()]

    assert urls[0].hostname == "ingest"
    assert sorted(str(url.hostname) for url in urls) == sorted(SERVICES)
    for url in urls:
        service = compose["services"][url.hostname]
        assert (url.scheme, str(url.port)) == ("http", service["environment"]["INTERPARTY_PORT"])
        assert set(service["networks"]) & set(cli["networks"])


def test_the_operators_command_has_all_that_it_reads_from_its_surroundings(
    compose: dict[str, Any],
) -> None:
    cli = compose["services"]["cli"]
    read = {
        found
        for path in (ROOT / "deploy/embedded/src/interparty_embedded").rglob("*.py")
        for found in re.findall(r'envvar="(INTERPARTY_[A-Z_]+)"', path.read_text())
    }

    assert cli["entrypoint"] == ["interparty"]
    # A folder of `interparty up` is not looked into where the log is Kafka.
    assert read - {"INTERPARTY_DATA_DIR"} <= cli["environment"].keys()
    assert cli["environment"]["INTERPARTY_BUS_URL"].startswith("kafka://")


def test_every_command_that_the_pages_run_in_compose_is_one_of_ours() -> None:
    pages = [(ROOT / name).read_text() for name in ("README.md", "deploy/README.md")]
    run = [one for page in pages for one in re.findall(r"run --rm cli ([a-z]+)", page)]

    assert {"doctor", "dead", "keys"} <= set(run) <= set(COMMANDS)
