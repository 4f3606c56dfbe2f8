# SPDX-License-Identifier: Apache-2.0
"""Play records on their way to the platform: each kept once, and never so many that the ledger suffers."""

import logging
import threading

from agent.errors import InvalidRequest
from agent.ledger import Ledger, outbox
from agent.moments import check_moment
from contract.clock import Clock
from contract.local import Play, Plays
from contract.platform import RecordKind

log = logging.getLogger("agent.plays")

MOST_WAITING = 200_000
"""About twelve days of a busy lobby display, some 100 MB."""
SAY_EVERY_S = 600.0
MAX_NAME = 80


class PlayDesk:
    def __init__(self, ledger: Ledger, clock: Clock, most_waiting: int = MOST_WAITING) -> None:
        self._ledger = ledger
        self._clock = clock
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._dropped = 0
        self._unsaid = 0
        self._said = clock.monotonic() - SAY_EVERY_S

    def keep(self, plays: Plays) -> None:
        """All of them are durable when this returns, or none. Raises InvalidRequest, LedgerUnwritable."""
        for play in plays.plays:
            check_moment(play.started_at, "started_at")
            if len(play.output) > MAX_NAME or len(play.programme_id) > MAX_NAME:
                raise InvalidRequest(f"a name is longer than {MAX_NAME} characters")
        with self._ledger.transaction() as tx:
            for play in plays.plays:
                outbox.add_once(tx, RecordKind.PLAY, play.play_id, _body(play), play.started_at)
            dropped = outbox.drop_oldest(tx, RecordKind.PLAY, self._most_waiting)
        if dropped:
            self._say_dropped(dropped)

    def _say_dropped(self, count: int) -> None:
        with self._lock:
            self._dropped += count
            self._unsaid += count
            if self._clock.monotonic() - self._said < SAY_EVERY_S:
                return
            self._said = self._clock.monotonic()
            unsaid, self._unsaid = self._unsaid, 0
        log.warning(
            "%d of the oldest play records are dropped, %d since the start: %d wait already",
            unsaid, self._dropped, self._most_waiting,
        )  # fmt: skip


def _body(play: Play) -> outbox.Body:
    return {
        "output": play.output,
        "programme_id": play.programme_id,
        "item": play.item,
        "played_ms": round(play.seconds * 1000),
        "frames": play.frames,
        "interrupted": play.interrupted,
    }
