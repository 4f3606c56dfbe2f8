# SPDX-License-Identifier: Apache-2.0
"""Whether a file's first bytes are those of its declared type: what is signed can still be the wrong file."""

from contract.content import MediaType

HEAD = 32


def is_of(media_type: MediaType, head: bytes) -> bool:
    match media_type:
        case MediaType.PNG:
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case MediaType.JPEG:
            return head.startswith(b"\xff\xd8\xff")
        case MediaType.MP4:
            return head[4:8] == b"ftyp"
        case MediaType.WEBM:
            return head.startswith(b"\x1a\x45\xdf\xa3")
