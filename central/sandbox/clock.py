# SPDX-License-Identifier: Apache-2.0
"""The sandbox's clock, which may be wrong on demand."""

from datetime import datetime, timedelta

from contract.clock import Clock
from contract.platform import ClockSkew


class SkewedClock:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.skew = ClockSkew()

    def now(self) -> datetime:
        return self._clock.now() + timedelta(seconds=self.skew.seconds)

    def monotonic(self) -> float:
        return self._clock.monotonic()
