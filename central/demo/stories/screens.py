# SPDX-License-Identifier: Apache-2.0
"""What tells that a screen is alive: the time of day on it."""

from datetime import timedelta

from central.demo.visit.screen_reader import ScreenReader
from central.demo.visit.visit import DEVICE_S, Visit
from central.demo.world.timepiece import CHINA


def shows_the_time(visit: Visit, *readers: ScreenReader) -> None:
    for reader in readers:
        visit.sees_that(lambda look: look.find(_time_in(visit)), DEVICE_S, f"time {_time_in(visit)}", reader)


def _time_in(visit: Visit) -> str:
    """As screens write it, a pattern; a screen may turn to the next minute a little late."""
    now = visit.world.clock.now().astimezone(CHINA)
    return f"{now:%H:%M}|{now - timedelta(minutes=1):%H:%M}"
