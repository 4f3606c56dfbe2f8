# SPDX-License-Identifier: Apache-2.0
"""What was shown, for how long, and how often the window was presented with it: kept, then told to the agent."""

import logging
import uuid
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from agent.client.calls import tell_plays
from agent.client.errors import ClientError, Refused
from agent.client.qt import QtClient
from contract.clock import Clock
from contract.local import Done, Play, Plays
from signage.spool import BOUND, Spool

COMMIT_S = 60.0
COMMIT_AT = 50
TELL_S = 60.0
BATCH = 200
LONGEST_S = 86_400.0
NOT_WANTED = frozenset({400, 413, 422})
"""The records themselves are refused: trying again would change nothing."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Begun:
    item: str
    programme_id: str
    started_at: datetime
    started: float
    frames: int


class Recorder:
    """One showing at a time."""

    def __init__(self, output: str, clock: Clock, frames: Callable[[], int], keep: Callable[[Play], None]) -> None:
        self._output = output
        self._clock = clock
        self._frames = frames
        self._keep = keep
        self._begun: _Begun | None = None

    def begin(self, item: str, programme_id: str) -> None:
        self.end(interrupted=True)
        self._begun = _Begun(item, programme_id, self._clock.now(), self._clock.monotonic(), self._frames())

    def end(self, *, interrupted: bool) -> None:
        begun, self._begun = self._begun, None
        if begun is None:
            return
        self._keep(
            Play(
                play_id=uuid.uuid4().hex,
                output=self._output,
                programme_id=begun.programme_id,
                item=begun.item,
                started_at=begun.started_at,
                seconds=min(LONGEST_S, round(self._clock.monotonic() - begun.started, 3)),
                frames=self._frames() - begun.frames,
                interrupted=interrupted,
            )
        )


class Teller:
    """Brings records to the disk, and from there to the agent. `tick` drives it."""

    def __init__(self, spool: Spool, client: QtClient, clock: Clock) -> None:
        self._spool = spool
        self._client = client
        self._clock = clock
        self._fresh: deque[Play] = deque(maxlen=BOUND)
        self._keeping: Future[bool] | None = None
        self._in_keeping: tuple[Play, ...] = ()
        self._reading: Future[tuple[Play, ...]] | None = None
        self._telling = False
        self._batch = BATCH
        self._commit_at = clock.monotonic() + COMMIT_S
        self._tell_at = clock.monotonic()

    def take(self, play: Play) -> None:
        self._fresh.append(play)

    def tick(self) -> None:
        now = self._clock.monotonic()
        self._collect()
        if self._fresh and self._keeping is None and (now >= self._commit_at or len(self._fresh) >= COMMIT_AT):
            self._commit(now)
        if now >= self._tell_at and self._reading is None and not self._telling:
            self._tell_at = now + TELL_S
            self._reading = self._spool.oldest(self._batch)

    def close(self) -> None:
        self._collect()
        if self._keeping is None or not self._keeping.result():
            self._fresh.extendleft(reversed(self._in_keeping))
        if self._fresh:
            self._spool.keep(tuple(self._fresh))
        self._spool.close()

    def _commit(self, now: float) -> None:
        self._commit_at = now + COMMIT_S
        self._in_keeping = tuple(self._fresh)
        self._fresh.clear()
        self._keeping = self._spool.keep(self._in_keeping)

    def _collect(self) -> None:
        if self._keeping is not None and self._keeping.done():
            if not self._keeping.result():
                self._fresh.extendleft(reversed(self._in_keeping))
            self._keeping, self._in_keeping = None, ()
        if self._reading is not None and self._reading.done():
            plays, self._reading = self._reading.result(), None
            if plays:
                self._tell(plays)

    def _tell(self, plays: tuple[Play, ...]) -> None:
        self._telling = True

        def told(_done: Done) -> None:
            self._telling = False
            self._spool.forget(plays)
            self._batch = BATCH
            if len(plays) == BATCH:
                self._tell_at = self._clock.monotonic()  # there are more: after days alone, at once

        def refused(error: ClientError) -> None:
            self._telling = False
            if isinstance(error, Refused) and error.status in NOT_WANTED:
                self._not_wanted(plays, error)

        self._client.send(tell_plays(Plays(plays=plays)), told, refused)

    def _not_wanted(self, plays: tuple[Play, ...], error: Refused) -> None:
        """One record that the agent will not take must not hold up those behind it: they go one by one."""
        if len(plays) > 1:
            self._batch = 1
            self._tell_at = self._clock.monotonic()
            return
        _log.error("the agent does not take a play record, it is given up: %s", error)
        self._spool.forget(plays)
        self._tell_at = self._clock.monotonic()
