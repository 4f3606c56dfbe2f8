# SPDX-License-Identifier: Apache-2.0
"""What happened around the terminal, in order: what the visitor did, and what the supervisor saw.

Whoever lets the visitor act (console/hands.py, the stories) notes it here, in one plain sentence in both languages,
when it is done: `hall.world.diary.note(LocalText(zh="您取出了打印机里的纸", en="You took the paper out"))`. The
console's account tells it between the terminal's own events. No plain name or number of a resident may stand in it:
`person.name.masked()`. Not for what comes many times a second (pointer moves, keys).
"""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from contract.clock import Clock, SystemClock
from contract.text import LocalText

KEPT = 200


class Witness(StrEnum):
    VISITOR = "visitor"
    SUPERVISOR = "supervisor"
    STORY = "story"
    """Somebody in a guided story."""


@dataclass(frozen=True)
class Note:
    number: int
    """From 1, without gaps."""
    at: datetime
    """By the terminal's clock, as its events are, so that both stand beside each other."""
    witness: Witness
    what: LocalText


class Diary:
    """May be shared by threads. Forgets the oldest."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._notes: deque[Note] = deque(maxlen=KEPT)
        self._count = 0

    def note(self, what: LocalText, witness: Witness = Witness.VISITOR) -> None:
        with self._lock:
            self._count += 1
            self._notes.append(Note(self._count, self._clock.now(), witness, what))

    def after(self, number: int) -> list[Note]:
        """In the order in which they happened."""
        with self._lock:
            return [note for note in self._notes if note.number > number]
