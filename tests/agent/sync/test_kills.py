# SPDX-License-Identifier: Apache-2.0
"""kill -9 at any moment: what a screen reads is whole, then and after the next start.

A second subject, which writes in place, must be found out by the same checker: else the kills hit nothing.
"""

import itertools
import os
import random
import time
from collections.abc import Iterator

import pytest

from contract.content import Release
from contract.document import decode
from tests.agent.sync.checker import faults
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COMMUNITY, COUNTY, County, alert, notice, picture
from tests.agent.sync.hosts import Answer, BadHost, wait_until
from tests.agent.sync.process import Process

KILLS = int(os.environ.get("LINLI_TEST_KILLS", "12"))
LONGEST_S = 0.25


def _publish(county: County, step: int) -> None:
    """Something of every kind is new, and large enough to be caught under way."""
    notices = tuple(notice(f"n-{step}-{number}", "停水通知" * 10) for number in range(20))
    county.feed(COUNTY, notices=notices, pictures=[picture(step, 200_000)])
    county.feed(COMMUNITY, notices=(notice(f"m-{step}"),), pictures=[picture(1_000 + step, 50_000)])
    county.alerts(COUNTY, *(alert(f"a-{step}-{number}") for number in range(5)))
    county.publish()


def _kills(process: Process, county: County, host: BadHost) -> Iterator[list[str]]:
    """The faults after each kill. The kill falls at random, some time after the process began with the news."""
    chance = random.Random(7)
    host.rule(r"[0-9a-f]{64}\.[0-9a-f]{64}$", Answer(drip_s=0.002, drip_bytes=4_000))
    for step in itertools.count(1):
        _publish(county, step)
        asked = len(host.requests)
        process.start()
        wait_until(lambda asked=asked: len(host.requests) > asked)
        time.sleep(chance.uniform(0, LONGEST_S))
        process.end()
        yield faults(process.terminal.content.root)


@pytest.fixture
def settled(county: County, terminal: Terminal) -> Terminal:
    _publish(county, 0)
    assert Process(terminal).once().returncode == 0
    return terminal


def test_killed_at_any_moment(settled: Terminal, county: County, host: BadHost) -> None:
    process = Process(settled)
    for number, found in enumerate(_kills(process, county, host), 1):
        assert found == []
        assert settled.board().alerts
        assert len(settled.notices()) == 21
        if number == KILLS:
            break
    host.rules.clear()
    ended = process.once()
    assert ended.returncode == 0, ended.stderr
    assert process.once().returncode == 0, "what the first look leaves to the screens, the next one clears away"
    assert settled.notices() == {f"n-{KILLS}-{number}" for number in range(20)} | {f"m-{KILLS}"}
    left = [path.name for path in settled.content.root.rglob("*") if path.name.endswith((".part", ".new"))]
    assert left == [], "what a kill left is never cleared away"
    assert len(list(settled.content.root.glob("releases/*"))) == 2
    kept = [decode(path.read_bytes(), Release) for path in settled.content.root.glob("releases/*/release.json")]
    stored = {path.name for path in settled.content.root.glob("store/*/*")}
    assert stored == {media.sha256 for release in kept for media in release.media}


def test_control_a_careless_writer_is_found_out(settled: Terminal, county: County, host: BadHost) -> None:
    process = Process(settled, module="tests.agent.sync.careless")
    harmed = next((n for n, found in enumerate(_kills(process, county, host), 1) if found or n >= 4 * KILLS), 0)
    assert harmed < 4 * KILLS, "the kills never hit a writer that writes in place: they prove nothing"
