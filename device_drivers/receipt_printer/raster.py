# SPDX-License-Identifier: Apache-2.0
"""Draws lines that hold characters which the printer's own fonts lack."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, ImageOps

from device_drivers.errors import DeviceNotReady
from device_drivers.receipt_printer.codec import Bitmap, Line
from device_drivers.receipt_printer.slip import Align, PrinterProfile, Size
from device_drivers.receipt_printer.text import char_width, width

_HANZI_DOTS = 24
_LINE_DOTS = 34
_SCALE = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.DOUBLE: (2, 2)}


def draw_line(line: Line, profile: PrinterProfile) -> Bitmap:
    """Draw on the grid of the printer's own characters, then double dots as the printer does."""
    across, down = _SCALE[line.size]
    paper = Image.new("L", (profile.dots // across, _LINE_DOTS), 255)
    font = _font(profile.font_path, profile.font_index)
    pen = ImageDraw.Draw(paper)
    column_dots = profile.dots // profile.columns
    free = profile.dots // across // column_dots - width(line.text, profile.encoding)
    column = {Align.LEFT: 0, Align.CENTER: free / 2, Align.RIGHT: free}[line.align]
    for char in line.text:
        for shift in (0, 1) if line.bold else (0,):
            pen.text((column * column_dots + shift, _LINE_DOTS // 2), char, fill=0, font=font, anchor="lm")
        column += char_width(char, profile.encoding)
    full = paper.resize((profile.dots, _LINE_DOTS * down), Image.Resampling.NEAREST)
    black = ImageOps.invert(full).point(lambda level: 255 if level > 110 else 0, mode="1")
    return Bitmap(profile.dots, black.tobytes())


@lru_cache(maxsize=4)
def _font(path: str, index: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(path, _HANZI_DOTS, index=index)
    except OSError as error:
        raise DeviceNotReady(f"the font for rare characters is missing: {path}") from error
