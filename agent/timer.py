# SPDX-License-Identifier: Apache-2.0
"""APScheduler as a timer for slow housekeeping, made safe against a clock that jumps.

APScheduler 3 plans by the wall clock. Forward it lists every missed run before it coalesces them, which at a jump
of years is gigabytes; backward it is silent for as long as the step. Here a trigger never names more than one
missed run, and `watch`, called every second, plans anew after a step. What must be kept stands in the ledger, not
in the scheduler, and nothing with a period below a minute runs in it.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from contract.clock import Clock

log = logging.getLogger("agent.timer")

STEP_S = 5.0
"""A wall clock that leaves the monotonic one by more than this has been set."""


class Every(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """From now on, by this pause: a missed run is made up for once."""

    def __init__(self, pause: timedelta) -> None:
        self._pause = pause

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._pause


class Timer:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart = self._wall_minus_monotonic()
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def every(self, pause: timedelta, job: Callable[[], None], name: str) -> None:
        if pause < timedelta(minutes=1):
            raise ValueError("work below a minute belongs to a monotonic loop of its own")
        self._scheduler.add_job(job, Every(pause), id=name, name=name)

    def start(self) -> None:
        self._scheduler.start()

    def watch(self) -> bool:
        """True when the clock was set since the last look; everything is then planned from now."""
        apart = self._wall_minus_monotonic()
        step = apart - self._apart
        self._apart = apart
        if abs(step) < STEP_S:
            return False
        log.warning("the clock was set by %+.0f s", step)
        for job in self._scheduler.get_jobs():
            job.reschedule(job.trigger)
        return True

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)

    def _wall_minus_monotonic(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()
