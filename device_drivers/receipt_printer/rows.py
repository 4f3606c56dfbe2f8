# SPDX-License-Identifier: Apache-2.0
"""What stands on a slip, row by row, and how it looks: for previews of what will be printed and of what was."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFont

from device_drivers.receipt_printer.raster import qr_picture

_FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
_MONO_SC = 7
LATIN_DOTS, _HANZI_DOTS = 12, 24
# 1/6 inch at 203 dots an inch.
_LINE_DOTS = 34
_TAIL_DOTS = 5
# The paper is some 4 mm wider than the head on each side.
_MARGIN_DOTS = 32
LEFT, CENTER, RIGHT = 0, 1, 2


@dataclass(frozen=True)
class Glyph:
    char: str = field(repr=False)
    columns: int
    across: int = 1
    down: int = 1
    bold: bool = False

    @property
    def width(self) -> int:
        return self.columns * self.across


@dataclass(frozen=True)
class TextRow:
    glyphs: tuple[Glyph, ...] = field(repr=False)
    align: int = LEFT

    @property
    def columns(self) -> int:
        return sum(glyph.width for glyph in self.glyphs)


@dataclass(frozen=True)
class QrRow:
    data: bytes = field(repr=False)
    module: int
    level: str
    align: int


@dataclass(frozen=True)
class RasterRow:
    """One bit a dot, 1 = black; `bytes_across` to a row of dots."""

    bytes_across: int
    rows: bytes = field(repr=False)
    align: int


@dataclass(frozen=True)
class FeedRow:
    lines: int


Row: TypeAlias = TextRow | QrRow | RasterRow | FeedRow


def png(rows: Sequence[Row], dots: int) -> bytes:
    """One row under the other, on paper with margins."""
    pictures = [_picture(row, dots) for row in rows]
    height = sum(picture.height for picture, _ in pictures) + 2 * _MARGIN_DOTS
    paper = Image.new("L", (dots + 2 * _MARGIN_DOTS, height), 255)
    top = _MARGIN_DOTS
    for picture, align in pictures:
        paper.paste(picture, (_MARGIN_DOTS + (dots - picture.width) * align // 2, top))
        top += picture.height
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()


def _picture(row: Row, dots: int) -> tuple[Image.Image, int]:
    match row:
        case TextRow():
            return _text_picture(row, dots), row.align
        case QrRow():
            return _qr_picture(row), row.align
        case RasterRow():
            size = (row.bytes_across * 8, len(row.rows) // row.bytes_across)
            inverted = bytes(byte ^ 0xFF for byte in row.rows)
            return Image.frombytes("1", size, inverted).convert("L"), row.align
        case FeedRow():
            return Image.new("L", (dots, row.lines * _LINE_DOTS), 255), LEFT


def _text_picture(row: TextRow, dots: int) -> Image.Image:
    height = max([_LINE_DOTS, *(_glyph_picture(glyph).height + 4 for glyph in row.glyphs)])
    picture = Image.new("L", (min(dots, max(1, row.columns * LATIN_DOTS)), height), 255)
    left = 0
    for glyph in row.glyphs:
        drawn = _glyph_picture(glyph)
        picture.paste(drawn, (left, height - 2 - drawn.height))
        left += drawn.width
    return picture


@lru_cache(maxsize=1024)
def _glyph_picture(glyph: Glyph) -> Image.Image:
    """Draw in a cell of 12 or 24 by 24 dots; the baseline of Noto CJK lies at 0.88 of the em square, and Latin tails
    reach below it into the space between the lines."""
    scale = max(glyph.across, glyph.down)
    em = _HANZI_DOTS * scale
    font = _font("Bold" if glyph.bold else "Regular", em)
    cell = Image.new("L", (glyph.columns * LATIN_DOTS * scale, em + _TAIL_DOTS * scale), 255)
    ImageDraw.Draw(cell).text((0, round(em * 0.88)), glyph.char, fill=0, font=font, anchor="ls")
    size = (glyph.width * LATIN_DOTS, (_HANZI_DOTS + _TAIL_DOTS) * glyph.down)
    return cell.resize(size, Image.Resampling.LANCZOS)


def _qr_picture(row: QrRow) -> Image.Image:
    code = qr_picture(row.data, row.module, row.level)
    # A printer leaves no quiet zone of its own; the feed of a line above and below stands for it.
    picture = Image.new("L", (code.width, code.height + 2 * _HANZI_DOTS), 255)
    picture.paste(code, (0, _HANZI_DOTS))
    return picture


@lru_cache(maxsize=8)
def _font(weight: str, dots: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS.format(weight), dots, index=_MONO_SC)
