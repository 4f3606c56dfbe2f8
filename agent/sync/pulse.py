# SPDX-License-Identifier: Apache-2.0
"""Asked between any two pieces of work: may it go on? Whoever asks is alive, and the service manager hears so."""

import threading
from collections.abc import Callable

from agent.sync.errors import SliceOver, Stopping
from contract.clock import Clock

BEAT_S = 2.0


class Pace:
    """Keeps media within their share of the line: asked after each piece that has come."""

    def __init__(self, clock: Clock, pulse: "Pulse", bytes_s: float) -> None:
        """`bytes_s`: 0 is no limit."""
        self._clock = clock
        self._pulse = pulse
        self._bytes_s = bytes_s
        self._free_at = 0.0

    def __call__(self, length: int) -> None:
        """Raises Stopping or SliceOver."""
        if not self._bytes_s:
            self._pulse()
            return
        now = self._clock.monotonic()
        self._free_at = max(self._free_at, now) + length / self._bytes_s
        self._pulse.pause(self._free_at - now)


class Pulse:
    def __init__(self, clock: Clock, beat: Callable[[], None] = lambda: None) -> None:
        self._clock = clock
        self._beat = beat
        self._beaten_at: float | None = None
        self._slice_ends: float | None = None
        self._stop = threading.Event()

    def __call__(self) -> None:
        """Raises Stopping or SliceOver."""
        now = self._clock.monotonic()
        if self._beaten_at is None or now - self._beaten_at >= BEAT_S:
            self._beaten_at = now
            self._beat()
        if self._stop.is_set():
            raise Stopping
        if self._slice_ends is not None and now >= self._slice_ends:
            raise SliceOver

    def ask_to_stop(self) -> None:
        self._stop.set()

    def slice_ends(self, at: float | None) -> None:
        """By the monotonic clock; None: no end."""
        self._slice_ends = at

    def pause(self, seconds: float) -> None:
        """Raises Stopping or SliceOver, as soon as it is known."""
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            self()
            self._stop.wait(min(left, 0.2))
        self()

    def wait(self, seconds: float, enough: Callable[[], bool] = lambda: False) -> bool:
        """False when asked to stop meanwhile. `enough` ends it early."""
        end = self._clock.monotonic() + seconds
        while not self._stop.is_set():
            left = end - self._clock.monotonic()
            if left <= 0 or enough():
                return True
            self._beat()
            self._stop.wait(min(left, BEAT_S))
        return False
