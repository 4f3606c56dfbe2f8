# SPDX-License-Identifier: Apache-2.0
"""What sync last told of the content, in memory: sync tells it anew after every look."""

import threading

from agent.errors import InvalidRequest
from agent.journal import Journal
from agent.moments import check_moment
from contract.clock import Clock
from contract.local import ContentHealth, Topic

SILENT_S = 180.0
MAX_WORD = 128
"""Characters of an id, digest or code: they become subjects of events."""


class ContentBoard:
    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._lock = threading.Lock()
        self._health: ContentHealth | None = None
        self._told: ContentHealth | None = None
        self._heard = 0.0

    def report(self, health: ContentHealth) -> None:
        """Raises InvalidRequest."""
        code = health.trouble.code if health.trouble else ""
        if any(len(word) > MAX_WORD for word in (health.release_id, health.alerts_digest, code)):
            raise InvalidRequest(f"an id, digest or code is longer than {MAX_WORD} characters")
        for name, moment in (("made_at", health.made_at), ("checked_at", health.checked_at)):
            if moment is not None:
                check_moment(moment, name)
        with self._lock:
            before, self._told = self._told, health
            was_silent, self._health = self._health is None, health
            self._heard = self._clock.monotonic()
            # Alerts first: everything else may wait.
            if before is None or before.alerts_digest != health.alerts_digest:
                self._journal.append(Topic.ALERT, health.alerts_digest, "changed")
            if before is None or was_silent or _mark(before) != _mark(health):
                self._journal.append(Topic.CONTENT, health.release_id, code or "current")

    def current(self) -> ContentHealth | None:
        """None when sync has not reported since the start, or not for three minutes."""
        self.watch()
        with self._lock:
            return self._health

    def watch(self) -> None:
        """Called every second: tells once that sync has fallen silent."""
        with self._lock:
            if self._health is not None and self._clock.monotonic() - self._heard > SILENT_S:
                self._health = None
                self._journal.append(Topic.CONTENT, "", "silent")


def _mark(health: ContentHealth) -> tuple[str, str]:
    return health.release_id, health.trouble.code if health.trouble else ""
