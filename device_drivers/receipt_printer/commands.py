# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's ear: cuts the stream of bytes into ESC/POS commands."""

from dataclasses import dataclass, field

# Parameter bytes after the two bytes that name a command; what is not listed has none.
_PARAMETERS = {
    b"\x1b ": 1,
    b"\x10\x04": 1,
    b"\x10\x05": 1,
    b"\x1b!": 1,
    b"\x1b-": 1,
    b"\x1b3": 1,
    b"\x1b=": 1,
    b"\x1bE": 1,
    b"\x1bG": 1,
    b"\x1bJ": 1,
    b"\x1bM": 1,
    b"\x1bR": 1,
    b"\x1bV": 1,
    b"\x1ba": 1,
    b"\x1bd": 1,
    b"\x1bt": 1,
    b"\x1b{": 1,
    b"\x1b$": 2,
    b"\x1b\\": 2,
    b"\x1bp": 3,
    b"\x1c!": 1,
    b"\x1c-": 1,
    b"\x1cC": 1,
    b"\x1cW": 1,
    b"\x1cS": 2,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dI": 1,
    b"\x1dH": 1,
    b"\x1da": 1,
    b"\x1df": 1,
    b"\x1dh": 1,
    b"\x1dr": 1,
    b"\x1dw": 1,
    b"\x1dL": 2,
    b"\x1dW": 2,
}
_OTHERS = frozenset({b"\x1dV", b"\x10\x14", b"\x1dv", b"\x1d(", b"\x1d8", b"\x1dk", b"\x1c("})
REAL_TIME = frozenset({b"\x10\x04", b"\x10\x05", b"\x10\x14"})


@dataclass(frozen=True)
class Heard:
    """`name`: the two bytes of a command, one control character, or empty for text."""

    name: bytes
    data: bytes = field(default=b"", repr=False)


def split_command(buffer: bytes) -> tuple[Heard | None, bytes]:
    """Take one command off the buffer; None when more bytes are needed."""
    if not buffer:
        return None, buffer
    if buffer[0] >= 0x20:
        end = next((at for at, byte in enumerate(buffer) if byte < 0x20), len(buffer))
        return Heard(b"", buffer[:end]), buffer[end:]
    if buffer[0] not in b"\x10\x1b\x1c\x1d":
        return Heard(buffer[:1]), buffer[1:]
    size = _size(buffer)
    if size is None or len(buffer) < size:
        return None, buffer
    return Heard(buffer[:2], buffer[2:size]), buffer[size:]


def _size(buffer: bytes) -> int | None:
    """Length of the command that begins the buffer; None while that cannot be told."""
    if len(buffer) < 3:
        return None if len(buffer) < 2 or _has_parameters(buffer[:2]) else 2
    match buffer[:2], buffer[2]:
        case b"\x1dV", mode:
            return 4 if mode in b"AB" else 3
        case b"\x10\x14", function:
            return 10 if function == 8 else 5
        case b"\x1dv", _:
            if len(buffer) < 8:
                return None
            across, down = (int.from_bytes(buffer[at : at + 2], "little") for at in (4, 6))
            return 8 + across * down
        case b"\x1d(" | b"\x1c(", _:
            return None if len(buffer) < 5 else 5 + int.from_bytes(buffer[3:5], "little")
        case b"\x1d8", _:
            return None if len(buffer) < 7 else 7 + int.from_bytes(buffer[3:7], "little")
        case b"\x1dk", kind:
            return _barcode_size(buffer, kind)
        case name, _:
            return 2 + _PARAMETERS.get(name, 0)


def _has_parameters(name: bytes) -> bool:
    return name in _PARAMETERS or name in _OTHERS


def _barcode_size(buffer: bytes, kind: int) -> int | None:
    """GS k in its two forms: digits up to NUL, or their number and then they."""
    if kind > 6:
        return None if len(buffer) < 4 else 4 + buffer[3]
    end = buffer.find(b"\0", 3)
    return None if end < 0 else end + 1
