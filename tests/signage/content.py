# SPDX-License-Identifier: Apache-2.0
"""Small published content, made on the spot: documents, pictures, clips, and the folder that sync would write."""

import hashlib
import io
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from contract.content import (
    Alert,
    AlertBoard,
    BoardedAlert,
    Item,
    Line,
    Media,
    MediaItem,
    MediaType,
    Notice,
    Programme,
    Prose,
    Release,
    ReleasedNotice,
    ReleasedProgramme,
    Source,
)
from contract.document import canonical, encode
from contract.tenant import level_of

T0 = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
COMMUNITY = "330106/001/012"


def source(tenant: str = COMMUNITY) -> Source:
    return Source(tenant=tenant, level=level_of(tenant), name=Line(zh="某处"))


def notice(
    notice_id: str, title: str = "通知", body: str = "内容", tenant: str = COMMUNITY, **more: Any
) -> ReleasedNotice:
    facts = {"issuer": Line(zh="社区"), "published_at": T0} | more
    made = Notice(notice_id=notice_id, title=Line(zh=title), body=Prose(zh=body), **facts)
    return ReleasedNotice(source=source(tenant), notice=made)


def programme(programme_id: str, *items: Item, tenant: str = COMMUNITY, **more: Any) -> ReleasedProgramme:
    made = Programme(programme_id=programme_id, name=Line(zh="节目"), items=items, **more)
    return ReleasedProgramme(source=source(tenant), programme=made)


def release(*parts: ReleasedNotice | ReleasedProgramme | Media, **more: Any) -> Release:
    made = Release(
        release_id="0" * 16,
        tenant=COMMUNITY,
        made_at=T0,
        sources=(source(),),
        notices=tuple(part for part in parts if isinstance(part, ReleasedNotice)),
        programmes=tuple(part for part in parts if isinstance(part, ReleasedProgramme)),
        media=tuple(part for part in parts if isinstance(part, Media)),
        **more,
    )
    return msgspec.structs.replace(made, release_id=hashlib.sha256(canonical(made)).hexdigest()[:16])


def alert(alert_id: str, *, tenant: str = "330106", **more: Any) -> BoardedAlert:
    facts: dict[str, Any] = {
        "sent": T0,
        "event": Line(zh="暴雨红色预警"),
        "headline": Line(zh="请马上回家"),
        "description": Prose(zh="雨很大。"),
        "instruction": Prose(zh="请留在楼上。"),
        "issuer": Line(zh="应急管理局"),
        "effective": T0,
        "expires": datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    }
    return BoardedAlert(source=source(tenant), message=Alert(alert_id=alert_id, **(facts | more)))


def board(*alerts: BoardedAlert, floor: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> AlertBoard:
    return AlertBoard(received_at=T0, time_floor=floor, alerts=alerts)


def only(*media: Media, seconds: int = 3) -> tuple[ReleasedProgramme, *tuple[Media, ...]]:
    """A programme of these, and they themselves."""
    return programme("loop", *(MediaItem(sha256=each.sha256, seconds=seconds) for each in media)), *media


class Folder:
    """Writes as sync does: a side name, then a rename."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "releases").mkdir(parents=True)

    def publish(self, made: Release) -> None:
        folder = self.root / "releases" / made.release_id
        folder.mkdir(exist_ok=True)
        (folder / "release.json").write_bytes(encode(made))
        side = self.root / "current.new"
        side.symlink_to(f"releases/{made.release_id}")
        side.replace(self.root / "current")

    def warn(self, made: AlertBoard) -> None:
        side = self.root / "alerts.new"
        side.write_bytes(encode(made))
        side.replace(self.root / "alerts.json")

    def store(self, data: bytes, kind: MediaType, width: int, height: int) -> Media:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.root / "store" / sha256[:2] / sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return Media(sha256=sha256, size=len(data), media_type=kind, name=Line(zh="图"), width=width, height=height)

    def picture(self, colour: str, size: tuple[int, int] = (64, 48)) -> Media:
        file = io.BytesIO()
        Image.new("RGB", size, colour).save(file, "PNG")
        return self.store(file.getvalue(), MediaType.PNG, *size)

    def clip(self, colour: str, seconds: float = 1.0, size: tuple[int, int] = (64, 48)) -> Media:
        return self.store(clip(colour, seconds, size), MediaType.MP4, *size)

    def broken_picture(self) -> Media:
        """It begins like one."""
        return self.store(b"\x89PNG\r\n\x1a\n" + os.urandom(500), MediaType.PNG, 64, 48)

    def broken_clip(self) -> Media:
        return self.store(clip("red", 1.0, (64, 48))[:200] + os.urandom(900), MediaType.MP4, 64, 48)

    def missing(self) -> Media:
        media = self.picture("#010203")
        (self.root / "store" / media.sha256[:2] / media.sha256).unlink()
        return media


def clip(colour: str, seconds: float, size: tuple[int, int]) -> bytes:
    shape = f"color=c={colour}:size={size[0]}x{size[1]}:rate=25:duration={seconds}"
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", shape, "-pix_fmt", "yuv420p", "-c:v", "libx264"]
    fragments = ["-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "-"]
    return subprocess.run([*command, "-preset", "ultrafast", *fragments], check=True, capture_output=True).stdout
