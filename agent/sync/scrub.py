# SPDX-License-Identifier: Apache-2.0
"""Reads what is in the store, some of it at each look, and takes out what the disk has spoilt: that is fetched anew."""

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from agent.sync.store import MediaStore
from contract import durable

log = logging.getLogger("sync")

BYTES_A_LOOK = 8 << 20
"""A store of 4 GB is read through in an hour and a half of looks."""
_PIECE = 1 << 20


class Scrub:
    def __init__(self, store: MediaStore) -> None:
        self._store = store
        self._waiting: list[Path] = []
        self._reading: Path | None = None
        self._digest = hashlib.sha256()
        self._offset = 0

    def look(self, pulse: Callable[[], None]) -> list[str]:
        """The digests of what was spoilt. Raises Interrupted; the next look goes on."""
        spoilt: list[str] = []
        left = BYTES_A_LOOK
        while left > 0:
            if self._reading is None and not self._next():
                break
            read = self._read_on(left)
            if read is None:
                spoilt += self._judged()
            else:
                left -= read
            pulse()
        return spoilt

    def _next(self) -> bool:
        """False when there is nothing to read, or all of it was read: the next look begins anew."""
        if not self._waiting:
            self._waiting = sorted(self._store.whole(), reverse=True)
            if not self._waiting:
                return False
        self._reading = self._waiting.pop()
        self._digest, self._offset = hashlib.sha256(), 0
        return True

    def _read_on(self, most: int) -> int | None:
        """None at its end, or where it cannot be read."""
        assert self._reading is not None
        try:
            with self._reading.open("rb") as file:
                file.seek(self._offset)
                piece = file.read(min(most, _PIECE))
        except FileNotFoundError:  # swept meanwhile
            self._reading = None
            return 0
        except OSError:
            self._digest = hashlib.sha256(b"unreadable")
            return None
        self._digest.update(piece)
        self._offset += len(piece)
        return len(piece) or None

    def _judged(self) -> list[str]:
        path, self._reading = self._reading, None
        if path is None or self._digest.hexdigest() == path.name:
            return []
        log.warning("spoilt on the disk, and taken out: %s", path.name)
        durable.discard(path)
        return [path.name]
