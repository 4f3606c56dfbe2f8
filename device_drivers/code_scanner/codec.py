# SPDX-License-Identifier: Apache-2.0
"""What serial code scanners send: the code's text, ended by CR or LF, perhaps after an AIM identifier."""

import re
from dataclasses import dataclass, field

from device_drivers.errors import ProtocolError

MAX_LENGTH = 4096

_END = re.compile(rb"[\r\n]+")
_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
# ISO/IEC 15424 code characters; the modifier tells EAN-8 and GS1 from their families.
_SYMBOLOGIES = {
    b"E4": "ean8",
    b"C1": "ean128",
    b"E": "ean13",
    b"C": "code128",
    b"A": "code39",
    b"G": "code93",
    b"F": "codabar",
    b"I": "itf",
    b"Q": "qrCode",
    b"d": "dataMatrix",
    b"L": "pdf417",
    b"z": "aztec",
}
# GS1 and ANSI separators are data; every other control character is noise on the line.
_NOISE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x9f�]")


@dataclass(frozen=True)
class Scan:
    """`symbology`: a word of XFS4IoT's BarcodeReader where it has one, None when the scanner does not say."""

    text: str = field(repr=False)
    symbology: str | None = None


def split_scan(buffer: bytes) -> tuple[bytes | None, bytes]:
    """Take the first complete code off the buffer; None when its end has not come yet."""
    buffer = buffer.lstrip(b"\r\n")
    end = _END.search(buffer)
    if (end.start() if end else len(buffer)) > MAX_LENGTH:
        raise ProtocolError(f"code longer than {MAX_LENGTH} bytes")
    if end is None:
        return None, buffer
    return buffer[: end.start()], buffer[end.end() :]


def decode_scan(code: bytes) -> Scan:
    symbology = None
    if aim := _AIM.match(code):
        identifier, code = aim[0][1:], code[aim.end() :]
        symbology = _SYMBOLOGIES.get(identifier) or _SYMBOLOGIES.get(identifier[:1]) or identifier.decode()
    text = _decode(code)
    if not text or _NOISE.search(text):
        raise ProtocolError("the scanner sent no readable text")
    return Scan(text, symbology)


def _decode(code: bytes) -> str:
    """UTF-8, else GB18030: Chinese payment and health codes come in either."""
    try:
        return code.decode()
    except UnicodeDecodeError:
        return code.decode("gb18030", "replace")
