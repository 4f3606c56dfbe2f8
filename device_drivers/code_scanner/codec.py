# SPDX-License-Identifier: Apache-2.0
"""What code scanners send: the code's text and its end, perhaps after an AIM identifier."""

import re
from dataclasses import dataclass

from device_drivers.code_scanner.profile import AimIdentifiers, ScannerProfile
from device_drivers.code_scanner.recognition import masked
from device_drivers.code_scanner.symbology import Symbology, symbology_of
from device_drivers.errors import ProtocolError

MAX_LENGTH = 4096

_DEFAULT = ScannerProfile()
_AIM = re.compile(rb"\]([A-Za-z][0-9A-Za-z])")
# GS1 and ANSI separators are data; every other control character is noise on the line.
_NOISE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1b\x7f-\x9f\ufffd]")


@dataclass(frozen=True)
class Scan:
    """One code. It prints masked, whatever it is: a payment code is money for a minute. `symbology`: None when the
    scanner does not say."""

    text: str
    symbology: Symbology | None = None

    def __str__(self) -> str:
        return masked(self.text)

    def __repr__(self) -> str:
        return f"Scan({masked(self.text)}, {self.symbology})"


def split_scan(buffer: bytes, end: bytes = _DEFAULT.end) -> tuple[bytes | None, bytes]:
    """Take the first complete code off the buffer; None when its end has not come yet. Raises ProtocolError."""
    buffer = buffer.lstrip(end)
    stop = min((at for at in (buffer.find(byte) for byte in end) if at >= 0), default=None)
    if (len(buffer) if stop is None else stop) > MAX_LENGTH:
        raise ProtocolError(f"code longer than {MAX_LENGTH} bytes")
    if stop is None:
        return None, buffer
    return buffer[:stop], buffer[stop:].lstrip(end)


def decode_scan(code: bytes, profile: ScannerProfile = _DEFAULT) -> Scan:
    """Raises ProtocolError."""
    symbology = None
    if profile.aim is not AimIdentifiers.NEVER:
        if aim := _AIM.match(code):
            symbology, code = symbology_of(aim[1].decode()), code[aim.end() :]
        elif profile.aim is AimIdentifiers.ALWAYS:
            raise ProtocolError("a code without its AIM identifier")
    text = _decode(code, profile)
    if not text or _NOISE.search(text):
        raise ProtocolError("the scanner sent no readable text")
    return Scan(text, symbology)


def _decode(code: bytes, profile: ScannerProfile) -> str:
    """Chinese payment and health codes come in either encoding."""
    if profile.encoding != "detect":
        return code.decode(profile.encoding, "replace")
    try:
        return code.decode()
    except UnicodeDecodeError:
        return code.decode("gb18030", "replace")
