# SPDX-License-Identifier: Apache-2.0
"""Where the current content stands on the terminal's disk. Sync alone writes it; every screen reads it.

store/ab/abcdef…            media, named by SHA-256, flushed before anything names them
releases/ID/release.json    one merged release
current                     a link to releases/ID, replaced in one step
alerts.json                 all alerts received, replaced in one step
"""

from datetime import datetime
from pathlib import Path
from typing import TypeVar

from contract.content import AlertBoard, Moment, Release
from contract.document import Document, decode
from contract.errors import InvalidDocument

CURRENT = "current"
RELEASE_FILE = "release.json"
ALERTS_FILE = "alerts.json"
CHECKED_FILE = "checked.json"
HISTORY_FILE = "history.json"
PREVIOUS = "previous"
STORE = "store"

Stamp = tuple[object, ...]
T = TypeVar("T")


class Checked(Document, frozen=True, kw_only=True):
    at: Moment
    """The county's host confirmed that this is the newest; written when it is ten minutes newer, not at each look."""


class ContentFolder:
    def __init__(self, root: Path) -> None:
        self.root = root

    def release(self) -> Release | None:
        """None before the first one, and if it cannot be read."""
        return _read(self.root / CURRENT / RELEASE_FILE, Release)

    def alerts(self) -> AlertBoard | None:
        return _read(self.root / ALERTS_FILE, AlertBoard)

    def checked_at(self) -> datetime | None:
        """None before the first confirmation."""
        checked = _read(self.root / CHECKED_FILE, Checked)
        return checked.at if checked else None

    def media(self, sha256: str) -> Path:
        return self.root / STORE / sha256[:2] / sha256

    def stamp(self) -> Stamp:
        """Differs when there is something new to read. Cheap enough to be asked every second."""
        return (_mark(self.root / CURRENT / RELEASE_FILE), _mark(self.root / ALERTS_FILE))


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return decode(path.read_bytes(), kind)
    except (OSError, InvalidDocument):
        return None


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size)
