# SPDX-License-Identifier: Apache-2.0
"""Which item is in front, which gets ready behind it, and when they change places. Knows no Qt and no clock.

The next item is ready before the last one leaves. One that cannot be shown is passed over until the next release. One
film at a time: the next film opens only when the last one stands still.
"""

import logging
from dataclasses import dataclass
from typing import Protocol

from contract.content import Media
from signage.schedule import Planned, Reason, Showing, next_item

LEAD_S = 3.0
"""So long before its turn an item gets ready."""
STALL_S = 5.0
"""An item that is not ready by then, or a film without a new frame for so long, is broken."""
FADE_S = 0.45
"""The last one stays behind the new one until that has come all the way."""

_log = logging.getLogger(__name__)


class Stage(Protocol):
    def prepare(self, pane: int, item: Planned) -> None:
        """Answered by `ready` or `failed`, at once or later."""

    def bring_forward(self, pane: int | None) -> None:
        """None: the standby card."""

    def play(self, pane: int) -> None: ...

    def pause(self, pane: int) -> None: ...

    def clear(self, pane: int) -> None: ...


class Record(Protocol):
    def begin(self, item: str, programme_id: str) -> None: ...

    def end(self, *, interrupted: bool) -> None: ...


@dataclass
class _Front:
    pane: int
    item: Planned
    since: float
    ends: float
    moved: float
    """When the last frame of a film came."""
    ended: bool = False


@dataclass
class _Next:
    pane: int
    item: Planned
    since: float
    ready: bool = False


def is_film(item: Planned) -> bool:
    return isinstance(item.content, Media) and item.content.media_type.is_video


class Rotation:
    def __init__(self, stage: Stage, record: Record) -> None:
        self._stage = stage
        self._record = record
        self._showing = Showing("", Reason.STANDBY)
        self._broken: dict[str, str] = {}
        self._release_id = ""
        self._front: _Front | None = None
        self._next: _Next | None = None
        self._last: Planned | None = None
        self._settles = 0.0
        self._leaving: int | None = None
        self._held_since: float | None = None

    @property
    def broken(self) -> dict[str, str]:
        """Keys of what cannot be shown, and why."""
        return dict(self._broken)

    @property
    def shown(self) -> Planned | None:
        return self._front.item if self._front else None

    @property
    def is_preparing(self) -> bool:
        return self._next is not None

    # -- what happens

    def follow(self, showing: Showing, release_id: str, now: float) -> None:
        if release_id != self._release_id:
            self._release_id = release_id
            self._broken.clear()
        self._showing = showing
        if self._next is not None and not self._still_planned(self._next.item):
            self._drop_next()
        self.tick(now)

    def ready(self, pane: int, now: float) -> None:
        if self._next is not None and self._next.pane == pane:
            self._next.ready = True
            self.tick(now)

    def failed(self, pane: int, why: str, now: float) -> None:
        if self._next is not None and self._next.pane == pane:
            self._give_up(self._next.item, why)
            self._drop_next()
        elif self._front is not None and self._front.pane == pane:
            self._give_up(self._front.item, why)
            self._front.ended = True
        self.tick(now)

    def moved(self, pane: int, now: float) -> None:
        """A film has shown a new frame."""
        if self._front is not None and self._front.pane == pane:
            self._front.moved = now

    def ended(self, pane: int, now: float) -> None:
        """A film has come to its end, and holds its last frame."""
        if self._front is not None and self._front.pane == pane:
            self._front.ended = True
            self.tick(now)

    def hold(self, now: float) -> None:
        """Something covers the main zone: what plays stands still, and its time with it."""
        if self._held_since is None:
            self._held_since = now
            if self._front is not None:
                self._stage.pause(self._front.pane)
                self._record.end(interrupted=True)

    def go_on(self, now: float) -> None:
        if self._held_since is None:
            return
        paused, self._held_since = now - self._held_since, None
        front = self._front
        if front is not None:
            front.ends += paused
            front.moved = now
            self._stage.play(front.pane)
            self._record.begin(front.item.key, front.item.why.programme_id)
        self.tick(now)

    def close(self) -> None:
        if self._front is not None and self._held_since is None:
            self._record.end(interrupted=True)
        self._front = None

    # -- time

    def tick(self, now: float) -> None:
        self._settle(now)
        self._watch(now)
        due = self._is_due(now)
        if self._next is None and self._leaving is None and self._may_prepare(due, now):
            self._prepare(now)
        if due and self._next is not None and self._next.ready:
            self._change(self._next, now)
        elif due and self._next is None and self._leaving is None and not self._stands():
            self._to_standby(now)

    def _settle(self, now: float) -> None:
        if self._leaving is not None and now >= self._settles:
            self._stage.clear(self._leaving)
            self._leaving = None

    def _watch(self, now: float) -> None:
        front, coming = self._front, self._next
        if coming is not None and not coming.ready and now - coming.since >= STALL_S:
            self._give_up(coming.item, f"not ready within {STALL_S:.0f} s")
            self._drop_next()
        plays = front is not None and not front.ended and self._held_since is None
        if front is not None and plays and is_film(front.item) and now < front.ends and now - front.moved >= STALL_S:
            self._give_up(front.item, f"no frame for {STALL_S:.0f} s")
            front.ended = True

    def _is_due(self, now: float) -> bool:
        """It is time for the next one."""
        front = self._front
        if front is None or not self._stands():
            return True
        return self._held_since is None and (front.ended or now >= front.ends)

    def _stands(self) -> bool:
        """What is in front may stay there."""
        front = self._front
        return front is not None and front.item.key not in self._broken and self._still_planned(front.item)

    def _still_planned(self, item: Planned) -> bool:
        return any(item.key == planned.key and item.content == planned.content for planned in self._showing.main)

    # -- changes

    def _may_prepare(self, due: bool, now: float) -> bool:
        return due or (self._front is not None and self._held_since is None and now >= self._front.ends - LEAD_S)

    def _prepare(self, now: float) -> None:
        item = next_item(self._showing, self._last, self._broken.keys())
        if item is None:
            return
        front = self._front
        if front is not None and is_film(front.item) and is_film(item):
            if not self._is_due(now):
                return
            self._stage.pause(front.pane)
        pane = 1 - front.pane if front is not None else 0
        self._next = _Next(pane, item, now)
        self._stage.prepare(pane, item)

    def _change(self, coming: _Next, now: float) -> None:
        self._leave(now)
        self._next = None
        self._last = coming.item
        self._front = _Front(coming.pane, coming.item, now, now + coming.item.seconds, now)
        self._stage.bring_forward(coming.pane)
        if self._held_since is None:
            self._stage.play(coming.pane)
            self._record.begin(coming.item.key, coming.item.why.programme_id)
        else:
            self._held_since = now

    def _to_standby(self, now: float) -> None:
        if self._front is not None:
            self._leave(now)
            self._stage.bring_forward(None)

    def _leave(self, now: float) -> None:
        front, self._front = self._front, None
        if front is None:
            return
        self._stage.pause(front.pane)
        if self._held_since is None:
            broken = front.item.key in self._broken
            self._record.end(interrupted=broken or not (front.ended or now >= front.ends))
        self._leaving, self._settles = front.pane, now + FADE_S

    def _drop_next(self) -> None:
        if self._next is not None:
            self._stage.clear(self._next.pane)
            self._next = None

    def _give_up(self, item: Planned, why: str) -> None:
        _log.warning("%s cannot be shown and is passed over: %s", item.key, why)
        self._broken[item.key] = why
