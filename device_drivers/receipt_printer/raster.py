# SPDX-License-Identifier: Apache-2.0
"""Draws what the printer cannot set itself: characters that its fonts lack, logos, QR codes."""

import io
from functools import lru_cache

import segno
from PIL import Image, ImageDraw, ImageFont, ImageOps

from device_drivers.errors import DeviceNotReady
from device_drivers.receipt_printer.codec import Bitmap, Drawable, Line, qr_module
from device_drivers.receipt_printer.slip import Align, Logo, PrinterProfile, Qr, Size
from device_drivers.receipt_printer.text import char_width, width

_HANZI_DOTS = 24
_LINE_DOTS = 34
_QUIET_DOTS = 24
_SCALE = {Size.NORMAL: (1, 1), Size.TALL: (1, 2), Size.DOUBLE: (2, 2)}


def draw(item: Drawable, profile: PrinterProfile) -> Bitmap:
    """Return a bitmap as wide as the paper. ValueError: a logo that is no picture, a code that is too long."""
    match item:
        case Line():
            return draw_line(item, profile)
        case Logo():
            return _logo(item, profile)
        case Qr():
            return _qr(item.data.encode(), profile.dots)


@lru_cache(maxsize=8)
def _logo(logo: Logo, profile: PrinterProfile) -> Bitmap:
    return _on_paper(logo_picture(logo, profile.dots), logo.align, profile.dots)


def logo_picture(logo: Logo, dots: int) -> Image.Image:
    """Black and white, at most `dots` wide; what is transparent is paper."""
    try:
        with Image.open(io.BytesIO(logo.picture)) as opened:
            picture = opened.convert("RGBA")
    except (OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"the logo is no picture: {error}") from error
    white = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(white, picture).convert("L")
    if grey.width > dots:
        grey = grey.resize((dots, max(1, grey.height * dots // grey.width)), Image.Resampling.LANCZOS)
    return grey.point(lambda level: 255 if level > 127 else 0)


def _qr(data: bytes, dots: int) -> Bitmap:
    code = qr_picture(data, qr_module(data), "m")
    paper = Image.new("L", (code.width, code.height + 2 * _QUIET_DOTS), 255)
    paper.paste(code, (0, _QUIET_DOTS))
    return _on_paper(paper, Align.CENTER, dots)


def qr_picture(data: bytes, module: int, level: str) -> Image.Image:
    """Without a quiet zone."""
    code = segno.make_qr(data, error=level, boost_error=False)
    modules = len(code.matrix)
    matrix = Image.new("L", (modules, modules), 255)
    matrix.putdata([0 if dark else 255 for line in code.matrix for dark in line])
    return matrix.resize((modules * module, modules * module), Image.Resampling.NEAREST)


def _on_paper(picture: Image.Image, align: Align, dots: int) -> Bitmap:
    free = dots - picture.width
    paper = Image.new("L", (dots, picture.height), 255)
    paper.paste(picture, ({Align.LEFT: 0, Align.CENTER: free // 2, Align.RIGHT: free}[align], 0))
    return Bitmap(dots, ImageOps.invert(paper).convert("1", dither=Image.Dither.NONE).tobytes())


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
