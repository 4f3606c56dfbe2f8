# SPDX-License-Identifier: Apache-2.0
"""Reads guide, notices and alerts from the disk, in a thread of its own: the window waits for no file."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from contract.alerts import active, next_change
from contract.clock import Clock
from contract.content import AlertBoard, Release
from contract.release import ContentFolder, Stamp
from kiosk.domain import happenings as h
from kiosk.domain.offer import offered

LOOK_S = 1.0
"""The net under the agent's word: with the agent gone, this is how late anything is."""
SOON_S = 0.01


class ContentWatch(QObject):
    """`seen` carries ContentSeen and AlertsSeen, each only when it says something else than the last."""

    seen = Signal(object)

    def __init__(self, root: Path, clock: Clock) -> None:
        super().__init__()
        self._folder = ContentFolder(root)
        self._clock = clock
        self._wake = threading.Event()
        self._ended = False
        self._stamp: Stamp | None = None
        self._board_due = self._release_due = False
        self._release: Release | None = None
        self._board: AlertBoard | None = None
        self._told: dict[type, h.Event] = {}
        self._thread = threading.Thread(target=self._run, name="content", daemon=True)

    def start(self) -> None:
        if not self._ended and not self._thread.is_alive():
            self._thread.start()

    def look(self) -> None:
        """Now, not at the next look."""
        self._wake.set()

    def close(self) -> None:
        self._ended = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended:
            self._read()
            self._wake.wait(self._pause_s())
            self._wake.clear()

    def _read(self) -> None:
        """What cannot be read stays as it was last read, and is tried again: alerts end by their own time."""
        stamp = self._folder.stamp()
        if stamp != self._stamp:
            self._stamp, self._board_due, self._release_due = stamp, True, True
        if self._board_due:
            board = self._folder.alerts()
            self._board, self._board_due = board or self._board, board is None
        self._tell(h.AlertsSeen(active(self._board, self._clock.now())))
        if self._release_due:
            release = self._folder.release()
            self._release, self._release_due = release or self._release, release is None
        self._tell(h.ContentSeen(offered(self._release, self._clock.now(), self._folder.checked_at())))

    def _tell(self, event: h.AlertsSeen | h.ContentSeen) -> None:
        if self._told.get(type(event)) != event and not self._ended:
            self._told[type(event)] = event
            self.seen.emit(event)

    def _pause_s(self) -> float:
        now = self._clock.now()
        changes = next_change(self._board, now)
        left_s = (changes - now).total_seconds() if changes else LOOK_S
        return min(LOOK_S, max(SOON_S, left_s))
