# SPDX-License-Identifier: Apache-2.0
"""A slip as pictures: what a printer of this profile will put on its paper."""

from collections.abc import Iterator

from device_drivers.receipt_printer.codec import Drawable, Line, harmless, lines_of, qr_module
from device_drivers.receipt_printer.raster import draw
from device_drivers.receipt_printer.rows import CENTER, LEFT, RIGHT, FeedRow, Glyph, QrRow, RasterRow, Row, TextRow, png
from device_drivers.receipt_printer.slip import Align, Cut, CutKind, Feed, Item, Logo, PrinterProfile, Qr, Size, Slip
from device_drivers.receipt_printer.text import char_width, encode

_ALIGN = {Align.LEFT: LEFT, Align.CENTER: CENTER, Align.RIGHT: RIGHT}
_SCALE = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.DOUBLE: (2, 2)}


def pngs(slip: Slip, profile: PrinterProfile) -> list[bytes]:
    """Return one picture for each piece that is cut off. ValueError as for printing."""
    return [png(rows, profile.dots) for rows in _pieces(slip, profile) if rows]


def _pieces(slip: Slip, profile: PrinterProfile) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for item in slip.items:
        if isinstance(item, Cut) and profile.cut is not CutKind.NONE:
            yield rows
            rows = []
        else:
            rows += _rows(item, profile)
    yield rows


def _rows(item: Item, profile: PrinterProfile) -> Iterator[Row]:
    if isinstance(item, Qr) and profile.native_qr:
        data = item.data.encode()
        yield QrRow(data, qr_module(data), "m", CENTER)
    elif isinstance(item, Qr | Logo):
        yield _drawn(item, profile)
    for line in lines_of(item, profile):
        yield _text(line, profile) if encode(line.text, profile.encoding) is not None else _drawn(line, profile)
    if isinstance(item, Feed):
        yield FeedRow(item.lines)
    elif isinstance(item, Cut):
        yield FeedRow(5)


def _drawn(item: Drawable, profile: PrinterProfile) -> Row:
    bitmap = draw(item, profile)
    return RasterRow(bitmap.width // 8, harmless(bitmap.rows), LEFT)


def _text(line: Line, profile: PrinterProfile) -> Row:
    across, down = _SCALE[line.size]
    glyphs = [Glyph(char, char_width(char, profile.encoding), across, down, line.bold) for char in line.text]
    return TextRow(tuple(glyphs), _ALIGN[line.align])
