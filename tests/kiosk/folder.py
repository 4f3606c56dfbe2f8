# SPDX-License-Identifier: Apache-2.0
"""Content on the disk as sync leaves it: releases, the link to the current one, alerts, media by digest."""

import hashlib
from pathlib import Path

import msgspec

from contract.content import AlertBoard, BoardedAlert, Media, MediaType, Release
from contract.document import encode
from contract.release import ALERTS_FILE, CURRENT, RELEASE_FILE
from kiosk import published
from kiosk.published import line


class Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.root.mkdir(parents=True, exist_ok=True)
        self._made = 0

    def release(self, release: Release) -> None:
        self._made += 1
        release = msgspec.structs.replace(release, release_id=f"{self._made:016x}")
        folder = self.root / "releases" / release.release_id
        folder.mkdir(parents=True)
        (folder / RELEASE_FILE).write_bytes(encode(release))
        link = self.root / "next"
        link.symlink_to(folder.relative_to(self.root))
        link.replace(self.root / CURRENT)

    def alerts(self, *alerts: BoardedAlert) -> None:
        board = AlertBoard(received_at=published.WALL, time_floor=published.WALL, alerts=alerts)
        side = self.root / "alerts.new"
        side.write_bytes(encode(board))
        side.replace(self.root / ALERTS_FILE)

    def media(self, content: bytes, media_type: MediaType = MediaType.PNG) -> Media:
        """In the store under its name."""
        media = media_of(content, media_type)
        place = self.root / "store" / media.sha256[:2] / media.sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return media


def media_of(content: bytes, media_type: MediaType = MediaType.PNG) -> Media:
    digest = hashlib.sha256(content).hexdigest()
    name = line("海报", "Poster")
    return Media(sha256=digest, size=len(content), media_type=media_type, name=name, width=270, height=480)
