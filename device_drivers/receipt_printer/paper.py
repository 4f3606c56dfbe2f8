# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's paper: the strip that hangs from it, and the slips that came off."""

import threading
from dataclasses import dataclass, field

from device_drivers.receipt_printer.rows import LATIN_DOTS, FeedRow, QrRow, RasterRow, Row, TextRow, png


@dataclass(frozen=True)
class PrintedSlip:
    """`complete`: cut off by the printer's knife, not torn."""

    number: int
    rows: tuple[Row, ...] = field(repr=False)
    dots: int
    complete: bool

    def text(self) -> str:
        lines = [line for row in self.rows for line in _text(row, self.dots // LATIN_DOTS)]
        return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"

    def png(self) -> bytes:
        return png(self.rows, self.dots)


class Paper:
    """The strip that hangs from the printer, and the slips that came off it. Threads may share it."""

    def __init__(self, dots: int) -> None:
        self.dots = dots
        self._lock = threading.Lock()
        self._strip: list[Row] = []
        self._slips: list[PrintedSlip] = []
        self._next = 1

    def print(self, row: Row) -> None:
        with self._lock:
            self._strip.append(row)

    def take_off(self, *, complete: bool) -> None:
        """Cut the slip off, or tear it."""
        with self._lock:
            if self._strip:
                self._slips.append(self._hanging(complete=complete))
                self._next += 1
                self._strip.clear()

    def slips(self) -> list[PrintedSlip]:
        """Return all slips since `clear`, last the piece that still hangs from the printer."""
        with self._lock:
            return [*self._slips, self._hanging(complete=False)] if self._strip else [*self._slips]

    def clear(self) -> None:
        with self._lock:
            self._strip.clear()
            self._slips.clear()

    def _hanging(self, *, complete: bool) -> PrintedSlip:
        return PrintedSlip(self._next, tuple(self._strip), self.dots, complete)


def _text(row: Row, columns: int) -> list[str]:
    match row:
        case TextRow():
            indent = " " * ((columns - row.columns) * row.align // 2)
            return [indent + "".join(glyph.char for glyph in row.glyphs)]
        case QrRow():
            return [f"[QR {row.data.decode('utf-8', 'replace')}]"]
        case RasterRow():
            return [f"[image {row.bytes_across * 8} x {len(row.rows) // row.bytes_across}]"]
        case FeedRow():
            return [""] * row.lines
