# SPDX-License-Identifier: Apache-2.0
"""The hands on the demo's clocks: the terminal's goes where it is put, the county's never back."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.demo.world.timepiece import CHINA, Timepiece
from contract.clock import FileClock

NEAR = timedelta(seconds=20)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TURNS = st.lists(st.sampled_from(("stop", "go_on", "hour", "day", "back_day", "night", "put_right")), max_size=12)


class Clocks:
    def __init__(self, folder: Path) -> None:
        self.piece = Timepiece(folder / "clock", folder / "county-clock")
        self.terminal = FileClock(folder / "clock")
        self.county = FileClock(folder / "county-clock")

    def ahead(self) -> timedelta:
        return self.terminal.now() - datetime.now(UTC)

    def county_ahead(self) -> timedelta:
        return self.county.now() - datetime.now(UTC)

    def turn(self, name: str) -> None:
        match name:
            case "hour":
                self.piece.jump(HOUR)
            case "day":
                self.piece.jump(DAY)
            case "back_day":
                self.piece.jump(-DAY)
            case "night":
                self.piece.jump_to(time(23, 30))
            case other:
                getattr(self.piece, other)()


@pytest.fixture
def clocks(tmp_path: Path) -> Clocks:
    return Clocks(tmp_path)


def test_it_begins_right(clocks: Clocks) -> None:
    assert clocks.piece.is_right
    assert not clocks.piece.is_stopped
    assert abs(clocks.ahead()) < NEAR


def test_it_stands_still_and_goes_on_from_there(clocks: Clocks) -> None:
    clocks.piece.jump(HOUR)
    clocks.piece.stop()
    assert clocks.piece.is_stopped
    assert clocks.terminal.now() == clocks.terminal.now() == clocks.piece.now()
    clocks.piece.go_on()
    assert not clocks.piece.is_stopped
    assert not clocks.piece.is_right
    assert abs(clocks.ahead() - HOUR) < NEAR
    assert clocks.terminal.now() < clocks.terminal.now()


def test_a_stopped_clock_jumps_and_stays_stopped(clocks: Clocks) -> None:
    clocks.piece.stop()
    before = clocks.terminal.now()
    clocks.piece.jump(DAY)
    assert clocks.terminal.now() - before == DAY
    clocks.piece.jump_to(time(23, 30))
    assert clocks.piece.is_stopped
    assert clocks.terminal.now().astimezone(CHINA).time() == time(23, 30)


def test_the_next_such_time_of_the_day_comes_always_later(clocks: Clocks) -> None:
    clocks.piece.stop()
    for _ in range(3):
        before = clocks.terminal.now()
        clocks.piece.jump_to(time(23, 30))
        assert timedelta() < clocks.terminal.now() - before <= DAY
    assert clocks.terminal.now().astimezone(CHINA).time() == time(23, 30)


def test_a_running_clock_that_goes_on_stays_as_it_is(clocks: Clocks) -> None:
    clocks.piece.jump(-HOUR)
    clocks.piece.go_on()
    assert abs(clocks.ahead() + HOUR) < NEAR


def test_the_county_goes_forward_with_it_and_not_back(clocks: Clocks) -> None:
    clocks.piece.jump(DAY)
    assert abs(clocks.county_ahead() - DAY) < NEAR
    clocks.piece.jump(-2 * DAY)
    assert abs(clocks.ahead() + DAY) < NEAR
    assert abs(clocks.county_ahead() - DAY) < NEAR
    assert clocks.piece.is_behind
    clocks.piece.put_right()
    assert clocks.piece.is_right
    assert clocks.piece.is_behind
    clocks.piece.put_county_right()
    assert abs(clocks.county_ahead()) < NEAR
    assert not clocks.piece.is_behind


def test_the_countys_clock_goes_on_when_a_stopped_one_is_put_back(clocks: Clocks) -> None:
    clocks.piece.stop()
    clocks.piece.jump(-DAY)
    assert clocks.county.now() < clocks.county.now()
    assert abs(clocks.county_ahead()) < NEAR


@given(turns=TURNS)
@settings(max_examples=40, deadline=None)
def test_whatever_is_turned_the_countys_time_never_goes_back(
    turns: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    clocks = Clocks(tmp_path_factory.mktemp("clocks"))
    latest = clocks.county.now()
    for name in turns:
        clocks.turn(name)
        now = clocks.county.now()
        assert now >= latest - timedelta(milliseconds=1)
        assert now >= clocks.terminal.now() - timedelta(seconds=1)
        latest = now
