# SPDX-License-Identifier: Apache-2.0
"""Whether a file is what the release says of it, before any decoder sees it."""

from pathlib import Path

from contract.content import Media, MediaType

_HEAD = 12


def trouble_of(path: Path, media: Media) -> str:
    """Empty when it may be tried."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
        size = path.stat().st_size
    except OSError as error:
        return f"the file cannot be read: {error.strerror}"
    if size != media.size:
        return f"the file has {size} bytes instead of {media.size}"
    return "" if _looks_like(head, media.media_type) else f"the file is not {media.media_type}"


def _looks_like(head: bytes, kind: MediaType) -> bool:
    match kind:
        case MediaType.PNG:
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case MediaType.JPEG:
            return head.startswith(b"\xff\xd8\xff")
        case MediaType.MP4:
            return head[4:8] == b"ftyp"
        case MediaType.WEBM:
            return head.startswith(b"\x1a\x45\xdf\xa3")
