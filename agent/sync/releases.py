# SPDX-License-Identifier: Apache-2.0
"""Releases on the disk and the one step from one to the next. The one before stays, for whoever still reads it."""

import shutil
from pathlib import Path

from contract import durable
from contract.content import Release
from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.release import CURRENT, RELEASE_FILE, ContentFolder

RELEASES = "releases"
PREVIOUS = "previous"


class Releases:
    def __init__(self, folder: ContentFolder) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[int, int], Release | None]] = {}

    def current(self) -> Release | None:
        return self._at(CURRENT)

    def kept(self) -> list[Release]:
        """The current one and the one before."""
        return [release for release in (self._at(CURRENT), self._at(PREVIOUS)) if release is not None]

    def switch_to(self, release: Release) -> None:
        """Its media are in the store. Raises OSError; the last release is then still the current one."""
        root = self._folder.root
        place = f"{RELEASES}/{release.release_id}"
        durable.write(root / place / RELEASE_FILE, encode(release))
        last = _target(root / CURRENT)
        if last and last != place and (root / last / RELEASE_FILE).exists():
            durable.link(root / PREVIOUS, last)
        durable.link(root / CURRENT, place)

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
