"""The kill test's look at confinement finds what it is there to find."""

from tests.compose.confinement import looser

DECLARED = {"mem_limit": "384m", "pids_limit": 512, "read_only": True}
INSIDE = {
    "Uid": "10001\t10001\t10001\t10001",
    "Gid": "10001\t10001\t10001\t10001",
    "NoNewPrivs": "1",
    "CapEff": "0000000000000000",
    "CapBnd": "0000000000000000",
    "MemoryLimit": "402653184",
    "PidsLimit": "512",
    "Root": "refused",
}


def test_what_is_confined_has_no_faults() -> None:
    assert looser("api", DECLARED, INSIDE) == []


def test_each_thing_that_is_looser_is_found() -> None:
    root = INSIDE | {"Uid": "0\t0\t0\t0"}

    assert looser("api", DECLARED, root) == ["runs as 0\t0\t0\t0"]
    assert looser("postgres", DECLARED, root) == ["runs as root"]
    assert looser("api", DECLARED, INSIDE | {"Root": "written"}) == ["Root is written, not refused"]
    assert looser("api", DECLARED, INSIDE | {"MemoryLimit": "max"}) == [
        "MemoryLimit is max, not 402653184"
    ]
    assert looser("ingest", DECLARED, INSIDE | {"CapBnd": "00000000a80425fb"}) == [
        "CapBnd is 00000000a80425fb, not 0000000000000000"
    ]
