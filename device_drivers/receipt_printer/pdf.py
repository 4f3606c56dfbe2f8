# SPDX-License-Identifier: Apache-2.0
"""A slip as a PDF on A4, for an office printer: the same items, laid out by the same rules, as selectable text.

fpdf2 embeds the characters that are used, and no others, of Noto Sans Mono CJK.
"""

import logging
import pickle
import sys
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import segno
from fpdf import FPDF
from fpdf.errors import FPDFException

from device_drivers.errors import DeviceNotReady
from device_drivers.receipt_printer.codec import Line, lines_of, qr_module
from device_drivers.receipt_printer.raster import logo_picture
from device_drivers.receipt_printer.slip import Align, Cut, Feed, Logo, PrinterProfile, Qr, Rule, Size, Slip
from device_drivers.receipt_printer.text import width

# It would write the characters that the font lacks into the log: rare ones, so mostly those of names.
logging.getLogger("fpdf.output").setLevel(logging.CRITICAL)

_MM = 72 / 25.4
_WIDTH, _HEIGHT = 210 * _MM, 297 * _MM
_MARGIN = 20 * _MM
_EM = 12.0
_COLUMN = _EM / 2
_LEADING = 1.5 * _EM
_ENCODING = "gb18030"
_COLUMNS = int((_WIDTH - 2 * _MARGIN) // _COLUMN)
_PAGE = PrinterProfile(columns=_COLUMNS, dots=_COLUMNS * 12, encoding=_ENCODING)
_RIGHT = _MARGIN + _COLUMNS * _COLUMN
_QR_SIDE, _QR_MODULE = 35 * _MM, 0.6 * _MM
_DOT = 72 / 203
_FONTS = "/usr/share/fonts/opentype/noto/NotoSansCJK-{}.ttc"
_MONO_SC = 7


def pdf(slip: Slip) -> bytes:
    """Return the document. ValueError as for printing; DeviceNotReady when the fonts are missing.

    The same slip gives the same bytes: the file says nothing of when it was made.
    """
    sheet = _Sheet()
    for item in slip.items:
        match item:
            case Rule():
                sheet.rule()
            case Feed():
                sheet.feed(item.lines)
            case Cut():
                sheet.end_page()
            case Logo():
                sheet.logo(item)
            case Qr():
                sheet.code(item.data.encode())
        if not isinstance(item, Rule):
            for line in lines_of(item, _PAGE):
                sheet.line(line)
    return sheet.finish()


class _Sheet:
    """Writes from the top down; a page begins when something is to stand on it."""

    def __init__(self) -> None:
        self._pdf = FPDF(unit="pt", format="A4")
        self._pdf.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_lang("zh-CN")
        self._top = 0.0
        self._open = False

    def finish(self) -> bytes:
        if not self._pdf.pages:
            self._room(0)
        return bytes(self._pdf.output())

    def end_page(self) -> None:
        self._open = False

    def feed(self, lines: int) -> None:
        self._room(0)
        self._top += lines * _LEADING

    def rule(self) -> None:
        self._room(_LEADING)
        self._pdf.set_line_width(0.75)
        middle = self._top + _LEADING / 2
        self._pdf.line(_MARGIN, middle, _RIGHT, middle)
        self._top += _LEADING

    def line(self, line: Line) -> None:
        """A tall character is a big one, made half as wide."""
        big = line.size is not Size.NORMAL
        em, stretching = (2 * _EM, 50 if line.size is Size.TALL else 100) if big else (_EM, 100)
        self._room(em * 1.5)
        columns = width(line.text, _ENCODING) * (2 if line.size is Size.DOUBLE else 1)
        free = (_COLUMNS - columns) * _COLUMN
        left = _MARGIN + {Align.LEFT: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[line.align]
        self._set_font("B" if line.bold else "", em)
        self._pdf.set_stretching(stretching)
        if line.text:
            self._pdf.text(left, self._top + em * 1.13, line.text)
        self._top += em * 1.5

    def logo(self, logo: Logo) -> None:
        """As big as on paper."""
        picture = logo_picture(logo, round((_RIGHT - _MARGIN) / _DOT))
        across, down = picture.width * _DOT, picture.height * _DOT
        self._room(down)
        free = _RIGHT - _MARGIN - across
        left = _MARGIN + {Align.LEFT: 0.0, Align.CENTER: free / 2, Align.RIGHT: free}[logo.align]
        self._pdf.image(picture.convert("1"), left, self._top, across, down)
        self._top += down

    def code(self, data: bytes) -> None:
        qr_module(data)  # what no slip can hold is refused here too
        rows = [bytes(row) for row in segno.make_qr(data, error="m", boost_error=False).matrix]
        module = max(_QR_MODULE, _QR_SIDE / len(rows))
        side = module * len(rows)
        self._room(side + 2 * _LEADING)
        left, top = (_MARGIN + _RIGHT - side) / 2, self._top + _LEADING
        for y, row in enumerate(rows):
            for start, end in _runs(row):
                # A hair taller, so that no viewer shows seams between the rows.
                self._pdf.rect(left + start * module, top + y * module, (end - start) * module, module + 0.05, "F")
        self._top = top + side + _LEADING

    def _set_font(self, style: str, em: float) -> None:
        """Each face costs a second and some tens of megabytes: only what the slip uses is opened."""
        if f"mono{style}" not in self._pdf.fonts:
            path = Path(_FONTS.format("Bold" if style else "Regular"))
            try:
                self._pdf.add_font("mono", style, path, collection_font_number=_MONO_SC)
            except (OSError, FPDFException) as error:
                raise DeviceNotReady(f"the font for documents is missing: {error}") from error
        self._pdf.set_font("mono", style, em)

    def _room(self, height: float) -> None:
        if not self._open or self._top + height > _HEIGHT - _MARGIN:
            self._pdf.add_page()
            self._open = True
            self._top = _MARGIN


@lru_cache(maxsize=512)
def _runs(row: bytes) -> tuple[tuple[int, int], ...]:
    """Return where dark modules begin and end."""
    edges = [at for at in range(len(row) + 1) if (at < len(row) and row[at]) != (at > 0 and row[at - 1])]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def main() -> int:
    """Read a pickled Slip, write its PDF; for a process of its own, since the fonts cost more memory than a driver has.

    Exit code 2: the slip cannot be rendered; 3: the fonts are missing. The reason stands on standard error.
    """
    slip = pickle.load(sys.stdin.buffer)  # noqa: S301 -- from the process that started this one
    try:
        document = pdf(slip)
    except (ValueError, DeviceNotReady) as error:
        sys.stderr.write(str(error))
        return 2 if isinstance(error, ValueError) else 3
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
