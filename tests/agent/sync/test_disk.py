# SPDX-License-Identifier: Apache-2.0
"""Disks that are full or filling: said plainly, before the first byte where possible, and nothing is harmed."""

import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent.sync.checker import faults
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COUNTY, STREET, County, alert, media, notice, picture
from tests.agent.sync.hosts import BadHost
from tests.agent.sync.process import Process

MB = 1 << 20


@pytest.fixture
def small_disk(terminal: Terminal) -> Iterator[Path]:
    place = terminal.content.root
    place.mkdir(parents=True)
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "linli-test", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a disk of four megabytes needs the right to mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_no_room_is_seen_before_the_first_byte(
    small_disk: Path, county: County, host: BadHost, terminal: Terminal
) -> None:
    county.feed(COUNTY, notices=(notice("fits"),), pictures=[picture(1, MB)])
    county.publish()
    terminal.looks_well()
    before = terminal.shown()
    large = picture(2, 3 * MB)
    county.feed(COUNTY, notices=(notice("large"),), pictures=[large])
    county.alerts(STREET, alert("a-1"))
    county.publish()
    terminal.fails("diskFull")
    assert not any(media(large).sha256 in path for path in host.requests)
    assert terminal.alerts() == ["a-1"]
    assert {path: digest for path, digest in terminal.shown().items() if "alerts" not in path} == {
        path: digest for path, digest in before.items() if "alerts" not in path
    }
    county.feed(COUNTY, notices=(notice("small"),))
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"small"}


def test_a_disk_that_fills_meanwhile(small_disk: Path, county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("fits"),))
    county.publish()
    terminal.looks_well()
    before = terminal.shown()
    county.feed(COUNTY, notices=(notice("next"),), pictures=[picture(2, 2 * MB)])
    county.publish()
    terminal.restart()
    terminal.reserve = -4 * MB  # as if somebody else took the room between the question and the bytes
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 3 * MB)
    terminal.fails("diskFull")
    assert terminal.shown() == before
    assert list(small_disk.glob("store/*/*.part")) == [], "what does not fit must not fill the disk"
    ballast.unlink()
    terminal.looks_well()
    assert terminal.notices() == {"next"}


def test_not_even_room_for_a_release(small_disk: Path, county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("fits"),))
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    terminal.looks_well()
    before = terminal.shown()
    county.feed(COUNTY, notices=(notice("next"),))
    county.alerts(COUNTY, alert("a-1"), alert("a-2"))
    county.publish()
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
        while True:
            file.write(b"x" * 4096)
    terminal.fails("diskFull")
    assert terminal.shown() == before
    ballast.unlink()
    terminal.looks_well()
    assert terminal.notices() == {"next"}
    assert terminal.alerts() == ["a-1", "a-2"]


def test_the_quota(county: County, host: BadHost, terminal: Terminal) -> None:
    terminal.quota_mb = 50
    county.feed(COUNTY, notices=(notice("fits"),), pictures=[picture(1, 100_000)])
    county.publish()
    terminal.looks_well()
    before = terminal.shown()
    # Two files that fit singly, over fifty megabytes together; the second one is not begun.
    large = [picture(seed, 26_000_000) for seed in (2, 3)]
    county.feed(COUNTY, notices=(notice("large"),), pictures=large)
    county.publish()
    looked = terminal.look()
    while not looked.complete:
        looked = terminal.look()
    assert looked.health.trouble is not None
    assert looked.health.trouble.code == "contentTooLarge"
    assert "quota_mb" in looked.health.trouble.title
    assert terminal.shown() == before
    assert sum(media(content).sha256 in path for content in large for path in set(host.requests)) == 1


def test_room_for_two_generations_is_enough_for_ever(county: County, terminal: Terminal) -> None:
    for seed in range(4):
        county.feed(COUNTY, notices=(notice(f"n-{seed}"),), pictures=[picture(seed, 18_000_000)])
        county.publish()
        for _ in range(10):
            terminal.look()
            if terminal.notices() == {f"n-{seed}"}:
                break
        assert terminal.notices() == {f"n-{seed}"}


def test_files_may_not_grow(county: County, terminal: Terminal) -> None:
    """RLIMIT_FSIZE: each write beyond it fails, at whatever file it happens to be."""
    county.feed(COUNTY, notices=(notice("fits"),))
    county.publish()
    process = Process(terminal)
    assert process.once().returncode == 0
    before = terminal.shown()
    county.feed(COUNTY, notices=(notice("large"),), pictures=[picture(1, 300_000)])
    county.publish()
    ended = subprocess.run(
        process.command("--once"), capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )  # fmt: skip
    assert ended.returncode == 1
    assert "diskFull" in ended.stderr
    assert faults(terminal.content.root) == []
    assert terminal.shown() == before
    assert process.once().returncode == 0
    assert terminal.notices() == {"large"}
