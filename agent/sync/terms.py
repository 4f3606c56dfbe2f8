# SPDX-License-Identifier: Apache-2.0
"""How much of a line that the community shares sync may take, and when. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

LARGE = 5_000_000
"""Bytes. Smaller media come with their notices at any hour."""
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True)
class Terms:
    bytes_s: float = 0.0
    """Of media; 0: no limit."""
    large_hours: tuple[tuple[time, time], ...] = ()
    """None: at any time."""

    @classmethod
    def of(cls, rate_kbit_s: int, hours: Iterable[str]) -> "Terms":
        """`hours` as the settings have them: 22:00-06:00."""
        pairs = (one.split("-") for one in hours)
        return cls(rate_kbit_s * 125.0, tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs))

    def large_media_at(self, now: datetime) -> bool:
        clock = now.astimezone(CHINA).time()
        return not self.large_hours or any(_within(clock, begins, ends) for begins, ends in self.large_hours)


NO_TERMS = Terms()


def _within(clock: time, begins: time, ends: time) -> bool:
    return begins <= clock < ends if begins < ends else clock >= begins or clock < ends
