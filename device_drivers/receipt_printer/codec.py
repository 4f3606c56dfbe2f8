# SPDX-License-Identifier: Apache-2.0
"""ESC/POS: a slip as bytes for the printer."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from device_drivers.receipt_printer.slip import (
    Align,
    Columns,
    Cut,
    CutKind,
    Feed,
    Item,
    Logo,
    PrinterProfile,
    Proof,
    Qr,
    Rule,
    Size,
    Slip,
    Text,
)
from device_drivers.receipt_printer.text import encode, in_columns, wrap

# ESC @ also switches automatic status off, so it stands first.
INITIALISE = b"\x1b@"
START = INITIALISE + b"\x1da\xff" + b"\x1c&"
END_MARK = b"\x1dr\x01"
CLEAR = b"\x10\x05\x02" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE ENQ 2 and DLE DC4 8: drop all that waits. Heard at once; a printer that knows neither prints nothing of it."""
RESUME = b"\x10\x05\x01"
"""DLE ENQ 1: go on from the line of the error."""

_ALIGN = {Align.LEFT: 0, Align.CENTER: 1, Align.RIGHT: 2}
# GS ! for the printer's Latin characters, FS ! for its Hanzi: many Chinese models keep them apart.
_SIZE = {
    Size.NORMAL: b"\x1d!\x00\x1c!\x00",
    Size.TALL: b"\x1d!\x01\x1c!\x08",
    Size.DOUBLE: b"\x1d!\x11\x1c!\x0c",
}
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])")
_CUT = {CutKind.PARTIAL: b"\x1dVB\x00", CutKind.FULL: b"\x1dVA\x00", CutKind.NONE: b"\x1bd\x05"}
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


Drawable: TypeAlias = Line | Logo | Qr
Draw = Callable[[Drawable, PrinterProfile], Bitmap]
"""Draws what the printer cannot set: lines with characters that it lacks, logos, QR codes on plain printers."""


def end_mark(proofs: tuple[Proof, ...], job: bytes) -> bytes:
    """Ask for every proof, the strongest first: answers come in this order. `job`: four printable ASCII characters."""
    marks = {Proof.PROCESS_ID: b"\x1d(H\x06\x0000" + job, Proof.QUEUED_STATUS: END_MARK}
    return b"".join(marks[proof] for proof in proofs)


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
        if isinstance(item, Qr) and self._profile.native_qr:
            yield from self._set(Line("", Align.CENTER))
            yield _qr(item)
        elif isinstance(item, Qr | Logo):
            yield from self._picture(item)
        for line in lines_of(item, self._profile):
            yield from self._line(line)
        if isinstance(item, Feed):
            yield b"\x1bd" + bytes([item.lines])
        elif isinstance(item, Cut):
            yield _CUT[self._profile.cut]

    def _line(self, line: Line) -> Iterator[bytes]:
        text = encode(line.text, self._profile.encoding)
        if text is None:
            yield from self._picture(line)
        else:
            yield from self._set(line)
            yield text + b"\n"

    def _picture(self, item: Drawable) -> Iterator[bytes]:
        # The bitmap is as wide as the paper and holds the alignment itself.
        yield from self._set(Line(""))
        yield from _raster(self._draw(item, self._profile), self._profile.band_rows)

    def _set(self, style: Line) -> Iterator[bytes]:
        was, self._style = self._style, replace(style, text="")
        if style.align is not was.align:
            yield b"\x1ba" + bytes([_ALIGN[style.align]])
        if style.size is not was.size:
            yield _SIZE[style.size]
        if style.bold is not was.bold:
            yield b"\x1bE" + bytes([style.bold])


def _raster(bitmap: Bitmap, band_rows: int) -> Iterator[bytes]:
    across = bitmap.width // 8
    rows = harmless(bitmap.rows)
    for top in range(0, bitmap.height, band_rows):
        band = rows[top * across : (top + band_rows) * across]
        yield b"\x1dv0\x00" + across.to_bytes(2, "little") + (len(band) // across).to_bytes(2, "little") + band


def harmless(rows: bytes) -> bytes:
    """Printers obey real-time commands in the midst of a picture too: where one would begin, a dot is added."""
    return _REAL_TIME.sub(b"\x18", rows)


def qr_module(data: bytes) -> int:
    """Return the size of a module in dots. ValueError when no code that fits narrow paper holds the data."""
    module = next((module for capacity, module in _QR_MODULE if len(data) <= capacity), None)
    if module is None:
        raise ValueError("too long for a QR code")
    return module


def _qr(item: Qr) -> bytes:
    """Model 2, error correction M."""
    data = item.data.encode()
    if b"\x10" in data:
        raise ValueError("a QR code with a control character that printers obey")
    return b"".join(
        b"\x1d(k" + len(part).to_bytes(2, "little") + part
        for part in (
            b"1A2\x00",
            b"1C" + bytes([qr_module(data)]),
            b"1E1",
            b"1P0" + data,
            b"1Q0",
        )
    )
