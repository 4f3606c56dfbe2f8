# SPDX-License-Identifier: Apache-2.0
"""What the kiosk shows to the technician until the hand-over: in memory alone, and never in the log."""

import threading

from agent.errors import InvalidRequest
from agent.journal import Journal
from agent.moments import check_moment
from contract.clock import Clock
from contract.local import Commissioning, Topic

MAX_WORD = 300
LONGEST_S = 24 * 3600.0


class CommissioningBoard:
    """Counted by the monotonic clock from the announcement: commissioning is when clocks are set."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._lock = threading.Lock()
        self._shown: tuple[Commissioning, float] | None = None

    def announce(self, commissioning: Commissioning) -> None:
        """Raises InvalidRequest."""
        check_moment(commissioning.until, "until")
        if any(len(text) > MAX_WORD for text in (commissioning.url, commissioning.fingerprint, commissioning.secret)):
            raise InvalidRequest(f"a text is longer than {MAX_WORD} characters")
        left = (commissioning.until - self._clock.now()).total_seconds()
        if left <= 0:
            raise InvalidRequest("until is over already")
        with self._lock:
            before = self._shown
            self._shown = (commissioning, self._clock.monotonic() + min(left, LONGEST_S))
            if before is None or before[0] != commissioning:
                self._journal.append(Topic.COMMISSIONING, "", "open")

    def end(self) -> None:
        with self._lock:
            self._end()

    def current(self) -> Commissioning | None:
        self.watch()
        with self._lock:
            return self._shown[0] if self._shown else None

    def watch(self) -> None:
        """Called every second."""
        with self._lock:
            if self._shown is not None and self._clock.monotonic() >= self._shown[1]:
                self._end()

    def _end(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._journal.append(Topic.COMMISSIONING, "", "ended")
