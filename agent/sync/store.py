# SPDX-License-Identifier: Apache-2.0
"""The media on the disk, each under its digest. A file is here whole and flushed, or not at all."""

import logging
import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from agent.sync import kinds
from agent.sync.download import PART_SUFFIX
from agent.sync.errors import ContentInvalid, ContentTooLarge, DiskFull
from contract import durable
from contract.content import Media
from contract.release import STORE, ContentFolder

log = logging.getLogger("sync")

RESERVE = 32 << 20
"""Bytes that media leave free on the disk: alerts, the ledger and logs must find room."""


class MediaStore:
    def __init__(self, folder: ContentFolder, quota: int, reserve: int = RESERVE) -> None:
        """In bytes."""
        self._folder = folder
        self._quota = quota
        self._reserve = reserve

    def has(self, media: Media) -> bool:
        try:
            return self._folder.media(media.sha256).stat().st_size == media.size
        except OSError:
            return False

    def part(self, media: Media) -> Path:
        place = self._folder.media(media.sha256)
        return place.with_name(place.name + PART_SUFFIX)

    def make_room(self, media: Media) -> None:
        """Raises ContentTooLarge or DiskFull, before the first byte is asked for."""
        part = self.part(media)
        begun = part.stat().st_size if part.exists() else 0
        used = sum(path.stat().st_size for path in self._files()) - begun
        if used + media.size > self._quota:
            raise ContentTooLarge(
                f"{media.name.zh}: no room for {media.size / 1e6:.1f} MB, "
                f"{used / 1e6:.1f} of {self._quota / 1e6:.0f} MB (content.quota_mb) are in use"
            )
        disk = os.statvfs(self._folder.root)
        if disk.f_bavail * disk.f_frsize < media.size - begun + self._reserve:
            raise DiskFull(f"{media.name.zh}: {media.size / 1e6:.1f} MB do not fit on the disk")

    def take_in(self, media: Media) -> None:
        """Its part, verified and flushed, becomes the file. Raises ContentInvalid, OSError."""
        part = self.part(media)
        with part.open("rb") as file:
            fits = kinds.is_of(media.media_type, file.read(kinds.HEAD))
        if not fits:
            durable.discard(part)
            raise ContentInvalid(f"{media.name.zh}: signed as {media.media_type.value}, and is not one")
        durable.settle(part, self._folder.media(media.sha256))

    def sweep(self, keep: Collection[str], keep_parts: Collection[str], pulse: Callable[[], None]) -> None:
        """Removes all but the named files and parts."""
        for path in list(self._files()):
            pulse()
            kept = keep_parts if path.name.endswith(PART_SUFFIX) else keep
            if path.name.removesuffix(PART_SUFFIX) not in kept:
                log.info("removed from the store: %s", path.name)
                durable.discard(path)

    def whole(self) -> list[Path]:
        return [path for path in self._files() if not path.name.endswith(PART_SUFFIX)]

    def _files(self) -> Iterator[Path]:
        return (self._folder.root / STORE).glob("??/*")
