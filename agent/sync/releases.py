# SPDX-License-Identifier: Apache-2.0
"""Releases on the disk and the one step from one to the next. The one before stays, for whoever still reads it."""

import shutil
from datetime import datetime
from pathlib import Path

import msgspec

from contract import durable
from contract.content import Release
from contract.content_orders import History, HistoryEntry
from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.release import CURRENT, HISTORY_FILE, PREVIOUS, RELEASE_FILE, ContentFolder

RELEASES = "releases"
REMEMBERED = 50


class Releases:
    def __init__(self, folder: ContentFolder) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[int, int], Release | None]] = {}
        self._history: History | None = None

    def current(self) -> Release | None:
        return self._at(CURRENT)

    def kept(self) -> list[Release]:
        """The current one and the one before."""
        return [release for release in (self._at(CURRENT), self._at(PREVIOUS)) if release is not None]

    def switch_to(self, release: Release, now: datetime) -> None:
        """Its media are in the store. Raises OSError; the last release is then still the current one. One that was
        rolled back is passed over until another comes."""
        if release.release_id == self.history.held:
            return
        root = self._folder.root
        place = f"{RELEASES}/{release.release_id}"
        durable.write(root / place / RELEASE_FILE, encode(release))
        last = _target(root / CURRENT)
        if last and last != place and (root / last / RELEASE_FILE).exists():
            durable.link(root / PREVIOUS, last)
        durable.link(root / CURRENT, place)
        self._note(release, now, "published", held="")

    def roll_back(self, now: datetime) -> Release | None:
        """The release before becomes the current one; None when there is none, or it is so already. Raises OSError."""
        root = self._folder.root
        before, current = self._at(PREVIOUS), self._at(CURRENT)
        place, last = _target(root / PREVIOUS), _target(root / CURRENT)
        if before is None or place is None or place == last or self.history.held:
            return None
        durable.link(root / CURRENT, place)
        if last is not None:
            durable.link(root / PREVIOUS, last)
        self._note(before, now, "rolled_back", held=current.release_id if current else "")
        return before

    def follow(self) -> bool:
        """Nothing is passed over any more; whether anything was. Raises OSError."""
        if not self.history.held:
            return False
        self._write(msgspec.structs.replace(self.history, held=""))
        return True

    @property
    def history(self) -> History:
        if self._history is None:
            self._history = _history(self._folder.root / HISTORY_FILE)
        return self._history

    def _note(self, release: Release, now: datetime, why: str, held: str) -> None:
        entry = HistoryEntry(
            release_id=release.release_id,
            switched_at=now,
            why=why,
            notices=len(release.notices),
            services=len(release.services),
            media=len(release.media),
        )
        self._write(History(entries=(*self.history.entries, entry)[-REMEMBERED:], held=held))

    def _write(self, history: History) -> None:
        self._history = history
        durable.write(self._folder.root / HISTORY_FILE, encode(history))

    def forget_previous(self) -> None:
        durable.discard(self._folder.root / PREVIOUS)

    def sweep(self) -> None:
        """Removes older releases, and what a crash left."""
        root = self._folder.root
        kept = {_target(root / CURRENT), _target(root / PREVIOUS)}
        for place in (root / RELEASES).glob("*"):
            if f"{RELEASES}/{place.name}" not in kept:
                shutil.rmtree(place, ignore_errors=True)
            else:
                durable.discard_sides(place)
        durable.discard_sides(root)

    def _at(self, link: str) -> Release | None:
        """Read once, and again when the file is another."""
        path = self._folder.root / link / RELEASE_FILE
        try:
            found = path.stat()
            stamp = (found.st_ino, found.st_mtime_ns)
            if link not in self._read or self._read[link][0] != stamp:
                self._read[link] = (stamp, _decoded(path.read_bytes()))
        except OSError:
            return None
        return self._read[link][1]


def _history(path: Path) -> History:
    try:
        return decode(path.read_bytes(), History)
    except (OSError, InvalidDocument):
        return History()


def _decoded(content: bytes) -> Release | None:
    try:
        return decode(content, Release)
    except InvalidDocument:
        return None


def _target(link: Path) -> str | None:
    try:
        return str(link.readlink())
    except OSError:
        return None
