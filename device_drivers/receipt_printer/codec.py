# SPDX-License-Identifier: Apache-2.0
"""ESC/POS: a slip as bytes for the printer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from device_drivers.receipt_printer.slip import (
    Align,
    Columns,
    Cut,
    Feed,
    Item,
    PrinterProfile,
    Qr,
    Rule,
    Size,
    Slip,
    Text,
)
from device_drivers.receipt_printer.text import encode, in_columns, wrap

# ESC @ also switches automatic status off, so it stands first.
START = b"\x1b@" + b"\x1da\xff" + b"\x1c&"
END_MARK = b"\x1dr\x01"

_ALIGN = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}
# GS ! for the printer's Latin characters, FS ! for its Hanzi: many Chinese models keep them apart.
_SIZE = {
    Size.NORMAL: b"\x1d!\x00\x1c!\x00",
    Size.TALL: b"\x1d!\x01\x1c!\x08",
    Size.DOUBLE: b"\x1d!\x11\x1c!\x0c",
}
# Bytes that versions 5, 10, 20 and 40 hold at level M, with the module size that fits 384 dots.
_QR_MODULE = ((84, 7), (213, 5), (666, 3), (2331, 2))


@dataclass(frozen=True)
class Line:
    """One printed line, no wider than the paper at its size."""

    text: str = field(repr=False)
    align: Align = Align.LEFT
    size: Size = Size.NORMAL
    bold: bool = False


@dataclass(frozen=True)
class Bitmap:
    """Black and white, one bit a dot, 1 = black, the leftmost dot in the highest bit."""

    width: int
    rows: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if self.width % 8 or len(self.rows) % (self.width // 8):
            raise ValueError("a bitmap has whole bytes and whole rows")

    @property
    def height(self) -> int:
        return len(self.rows) // (self.width // 8)


Draw = Callable[[Line, PrinterProfile], Bitmap]
"""Draws a line that holds characters which the printer lacks."""


def encode_slip(slip: Slip, profile: PrinterProfile, draw: Draw) -> bytes:
    """Return the job without START and END_MARK."""
    encoder = _Encoder(profile, draw)
    return b"".join(part for item in slip.items for part in encoder.item(item))


def lines_of(item: Item, profile: PrinterProfile) -> list[Line]:
    """Lay out what an item has of text."""
    match item:
        case Text():
            texts = wrap(item.text, columns_at(item.size, profile), profile.encoding)
            return [Line(text, item.align, item.size, item.bold) for text in texts]
        case Columns():
            texts = in_columns(item.left, item.right, columns_at(item.size, profile), profile.encoding)
            return [Line(text, size=item.size, bold=item.bold) for text in texts]
        case Rule():
            return [Line("─" * (profile.columns // 2))]
        case Qr() if item.caption:
            return lines_of(Text(item.caption, Align.CENTER), profile)
        case _:
            return []


def columns_at(size: Size, profile: PrinterProfile) -> int:
    return profile.columns // 2 if size is Size.DOUBLE else profile.columns


class _Encoder:
    """Remembers how the printer is set, so that styles are sent only where they change."""

    def __init__(self, profile: PrinterProfile, draw: Draw) -> None:
        self._profile = profile
        self._draw = draw
        self._style = Line("")

    def item(self, item: Item) -> Iterator[bytes]:
        if isinstance(item, Qr):
            yield from self._set(Line("", Align.CENTER))
            yield _qr(item.data.encode())
        for line in lines_of(item, self._profile):
            yield from self._line(line)
        if isinstance(item, Feed):
            yield b"\x1bd" + bytes([item.lines])
        elif isinstance(item, Cut):
            yield b"\x1dVB\x00"

    def _line(self, line: Line) -> Iterator[bytes]:
        text = encode(line.text, self._profile.encoding)
        if text is None:
            # The bitmap is as wide as the paper and holds the alignment itself.
            yield from self._set(Line(""))
            yield _raster(self._draw(line, self._profile))
        else:
            yield from self._set(line)
            yield text + b"\n"

    def _set(self, style: Line) -> Iterator[bytes]:
        was, self._style = self._style, replace(style, text="")
        if style.align is not was.align:
            yield b"\x1ba" + bytes([_ALIGN[style.align]])
        if style.size is not was.size:
            yield _SIZE[style.size]
        if style.bold is not was.bold:
            yield b"\x1bE" + bytes([style.bold])


def _raster(bitmap: Bitmap) -> bytes:
    size = (bitmap.width // 8).to_bytes(2, "little") + bitmap.height.to_bytes(2, "little")
    return b"\x1dv0\x00" + size + bitmap.rows


def _qr(data: bytes) -> bytes:
    """Model 2, error correction M."""
    module = next((module for capacity, module in _QR_MODULE if len(data) <= capacity), None)
    if module is None:
        raise ValueError("too long for a QR code")
    return b"".join(
        b"\x1d(k" + len(part).to_bytes(2, "little") + part
        for part in (
            b"1A2\x00",
            b"1C" + bytes([module]),
            b"1E1",
            b"1P0" + data,
            b"1Q0",
        )
    )
