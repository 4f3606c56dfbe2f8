# SPDX-License-Identifier: Apache-2.0
"""Housekeeping survives a clock that is set: no flood of missed runs, no silence as long as the step."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from agent.timer import Every, Timer


class SetClock:
    def __init__(self) -> None:
        self.wall = datetime(2026, 11, 23, tzinfo=UTC)
        self.steady = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.steady += seconds

    def set_by(self, step: timedelta) -> None:
        self.wall += step


@pytest.mark.parametrize(
    "step", [timedelta(seconds=-8), timedelta(hours=1), timedelta(days=1100), timedelta(days=-1100)]
)
def test_a_step_is_noticed_once_and_everything_planned_from_now(step: timedelta) -> None:
    clock = SetClock()
    timer = Timer(clock)
    timer.every(timedelta(minutes=1), lambda: None, "housekeeping")
    timer.start()
    try:
        clock.pass_by(1)
        assert not timer.watch()
        clock.set_by(step)
        assert timer.watch()
        clock.pass_by(1)
        assert not timer.watch()
        (job,) = timer._scheduler.get_jobs()
        ahead = job.next_run_time - datetime.now(UTC)
        assert timedelta(0) < ahead <= timedelta(minutes=1)
    finally:
        timer.stop()


def test_three_missed_years_are_one_run() -> None:
    trigger = Every(timedelta(minutes=1))
    start = datetime(2023, 11, 23, tzinfo=UTC)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    tracemalloc.start()
    runs, at = [], start
    while at <= now:  # APScheduler's own enumeration
        runs.append(at)
        at = trigger.get_next_fire_time(at, now)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(runs) == 1
    assert peak < 1_000_000


def test_work_below_a_minute_is_refused() -> None:
    with pytest.raises(ValueError, match="below a minute"):
        Timer(SetClock()).every(timedelta(seconds=1), lambda: None, "too quick")
