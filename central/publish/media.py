# SPDX-License-Identifier: Apache-2.0
"""Whether a screen can show a file, found out by decoding it."""

import json
import re
import subprocess
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from central.publish.errors import FileUnreadable, MediaUnfit, ProbeMissing
from contract.content import MediaType

MAX_PIXELS = 40_000_000
MAX_SIDE = 8192
MAX_VIDEO_LONG, MAX_VIDEO_SHORT = 1920, 1080
MAX_VIDEO_S = 3600
PROBE_LIMIT_S = 600

_CODECS = {MediaType.MP4: {"h264"}, MediaType.WEBM: {"vp8", "vp9"}}
_DEMUXER = {MediaType.MP4: "mov", MediaType.WEBM: "matroska"}


@dataclass(frozen=True, slots=True)
class Looks:
    media_type: MediaType
    width: int
    height: int
    seconds: float | None = None


Inspect = Callable[[Path, str], Looks]
"""A file and what it is called in messages. Raises MediaUnfit, ProbeMissing, FileUnreadable."""


def inspect(file: Path, name: str) -> Looks:
    kind = _kind(file, name)
    return _video(file, name, kind) if kind.is_video else _image(file, name, kind)


def _kind(file: Path, name: str) -> MediaType:
    try:
        with file.open("rb") as reading:
            head = reading.read(4096)
    except OSError as error:
        raise FileUnreadable(file=file, why=error.strerror) from None
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head[4:8] == b"ftyp" and head[8:12] != b"qt  ":
        return MediaType.MP4
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head:
        return MediaType.WEBM
    raise MediaUnfit(
        place=name, zh="只能用 PNG、JPEG 图片和 MP4、WebM 视频", en="only PNG, JPEG, MP4 and WebM are shown"
    )


def _image(file: Path, name: str, kind: MediaType) -> Looks:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(file, formats=["PNG", "JPEG"]) as image:
                width, height = image.size
                if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
                    raise MediaUnfit(
                        place=name,
                        zh=f"{width}×{height} 太大：每边最多 {MAX_SIDE} 像素，总共最多 {MAX_PIXELS} 像素",
                        en=f"{width}×{height} is too large: {MAX_SIDE} pixels a side, {MAX_PIXELS} in all",
                    )
                turned = image.getexif().get(0x0112, 1) != 1
                image.load()
    except MediaUnfit:
        raise
    except Exception as error:
        raise MediaUnfit(place=name, zh="图片损坏，解不开", en=f"a damaged picture ({type(error).__name__})") from None
    if turned:
        raise MediaUnfit(
            place=name,
            zh="照片带有旋转标记，屏幕上会横过来；请在看图软件里转正并另存",
            en="the photo carries a rotation mark and would lie on its side; turn it in a viewer and save it",
        )
    return Looks(kind, width, height)


def _video(file: Path, name: str, kind: MediaType) -> Looks:
    source = ["-f", _DEMUXER[kind], "-protocol_whitelist", "file", "-i", f"file:{file.absolute()}"]
    found = _run(["ffprobe", "-v", "error", *source, "-show_streams", "-show_format", "-of", "json"], name)
    described: dict[str, Any] = json.loads(found)
    streams = [stream for stream in described.get("streams", ()) if stream.get("codec_type") == "video"]
    if len(streams) != 1:
        raise MediaUnfit(place=name, zh="应有且只有一路画面", en="one picture track is needed")
    stream = streams[0]
    codec, pixels = stream.get("codec_name"), stream.get("pix_fmt")
    if codec not in _CODECS[kind] or pixels not in {"yuv420p", "yuvj420p"}:
        raise MediaUnfit(
            place=name,
            zh=f"编码是 {codec} {pixels}；请转成 H.264（MP4）或 VP8、VP9（WebM），8 位 4:2:0",
            en=f"its codec is {codec} {pixels}; make it H.264 (MP4) or VP8, VP9 (WebM), 8 bit 4:2:0",
        )
    width, height = _as_seen(stream)
    if max(width, height) > MAX_VIDEO_LONG or min(width, height) > MAX_VIDEO_SHORT:
        raise MediaUnfit(
            place=name,
            zh=f"画面 {width}×{height}，最大 {MAX_VIDEO_LONG}×{MAX_VIDEO_SHORT}",
            en=f"{width}×{height}; the limit is {MAX_VIDEO_LONG}×{MAX_VIDEO_SHORT}",
        )
    seconds = _seconds(described)
    if not 0 < seconds <= MAX_VIDEO_S:
        raise MediaUnfit(place=name, zh=f"时长 {seconds} 秒，最长一小时", en=f"{seconds} s long; the limit is an hour")
    decoding = ["ffmpeg", "-v", "error", "-xerror", "-nostdin", "-skip_frame", "nokey"]
    _run([*decoding, *source, "-an", "-f", "null", "-"], name)
    return Looks(kind, width, height, round(seconds, 3))


def _run(command: list[str], name: str) -> str:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=PROBE_LIMIT_S)  # noqa: PLW1510
    except FileNotFoundError:
        raise ProbeMissing(place=name) from None
    except subprocess.TimeoutExpired:
        raise MediaUnfit(place=name, zh="检查时间太长", en="checking it took too long") from None
    if ended.returncode != 0:
        why = re.sub(r"file:\S+", name, (ended.stderr.strip().splitlines() or ["?"])[-1])[:120]
        raise MediaUnfit(place=name, zh=f"视频损坏，解不开（{why}）", en=f"a damaged video ({why})")
    return ended.stdout


def _as_seen(stream: dict[str, Any]) -> tuple[int, int]:
    """Phones store an upright film lying, with a mark to turn it."""
    width, height = int(stream.get("width", 0)), int(stream.get("height", 0))
    turns = (side.get("rotation", 0) for side in stream.get("side_data_list", ()))
    return (height, width) if any(int(turn) % 180 == 90 for turn in turns) else (width, height)


def _seconds(described: dict[str, Any]) -> float:
    try:
        return float(described["format"]["duration"])
    except (KeyError, ValueError):
        return 0.0


def display_name(original: str) -> str:
    """What people see of a file's name: never a path, never a character that no screen shows, at most 80."""
    name = re.split(r"[/\\]", original)[-1]
    name = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]", "", name).strip()
    return name[:80].strip() or "media"
