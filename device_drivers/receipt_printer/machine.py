# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's works: executes ESC/POS commands, independently of the driver's encoder."""

import codecs
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from device_drivers.receipt_printer.carriage import Carriage, of_page
from device_drivers.receipt_printer.commands import REAL_TIME, Heard, split_command
from device_drivers.receipt_printer.paper import Paper
from device_drivers.receipt_printer.rows import LATIN_DOTS, LEFT, FeedRow, Glyph, QrRow, RasterRow, TextRow
from device_drivers.simulation.faults import Faults

_QR_LEVELS = {0x30: "l", 0x31: "m", 0x32: "q", 0x33: "h"}
_NAMES = {0x42: b"_LINLI\0", 0x43: b"_SIM-80\0"}


@dataclass(frozen=True)
class Model:
    """What printers differ in. A kiosk printer has a presenter and tells of it; Custom's answer DLE EOT 20 too."""

    encoding: str = "gb18030"
    process_id: bool = True
    presenter: bool = False
    full_status: bool = False


class Machine:
    """`answer` takes each answer as soon as there is one; `printed` is told of every printed row, `recovered` when
    an order of the host has ended an error."""

    def __init__(
        self,
        paper: Paper,
        model: Model,
        answer: Callable[[bytes], None],
        printed: Callable[[], None],
        recovered: Callable[[], None] = lambda: None,
    ) -> None:
        self.paper = paper
        self.faults = Faults()
        self._model = model
        self._recovered = recovered
        self._answer = answer
        self._printed = printed
        self._input = b""
        self._queue: deque[Heard] = deque()
        self._automatic = False
        self._last_status = b""
        self._commands: dict[bytes, Callable[[bytes], None]] = {
            b"\n": self._end_line,
            b"\x1b@": self._initialise,
            b"\x1ba": self._set_align,
            b"\x1bE": self._set_bold,
            b"\x1bt": self._set_page,
            b"\x1b$": self._go_to,
            b"\x1b\\": self._go_on,
            b"\x1bd": self._feed,
            b"\x1c&": self._hanzi_on,
            b"\x1c.": self._hanzi_off,
            b"\x1c!": self._set_hanzi_size,
            b"\x1d!": self._set_size,
            b"\x1dV": self._cut,
            b"\x1da": self._set_automatic,
            b"\x1dr": self._queued_status,
            b"\x1dI": self._tell_name,
            b"\x1dv": self._raster,
            b"\x1d(": self._extended,
            b"\x1d8": self._store_graphics,
        }
        self._reset()

    def _reset(self) -> None:
        self._automatic = False
        self._hanzi = True
        self._align = LEFT
        self._bold = False
        self._latin_size = self._hanzi_size = (1, 1)
        self._line = Carriage()
        self._page = 0
        self._graphics = b""
        self._decoder = codecs.getincrementaldecoder(self._model.encoding)("replace")
        self._qr_data = b""
        self._qr_module = 3
        self._qr_level = 0x30

    @property
    def stopped(self) -> bool:
        return self.faults.cover_open or self.faults.paper == "out" or self._has_error

    @property
    def _has_error(self) -> bool:
        faults = self.faults
        return (
            faults.cutter_error
            or faults.paper_jammed
            or faults.head_hot
            or faults.recoverable_error
            or faults.unrecoverable_error
        )

    @property
    def has_work(self) -> bool:
        return bool(self._queue) and not self.stopped

    def receive(self, data: bytes) -> None:
        """Queue commands; real-time ones are obeyed at once, before all that waits."""
        self._input += data
        while True:
            heard, self._input = split_command(self._input)
            if heard is None:
                return
            if heard.name in REAL_TIME:
                self._obey_at_once(heard)
            else:
                self._queue.append(heard)

    def work(self) -> None:
        """Execute the next queued command."""
        heard = self._queue.popleft()
        if not heard.name:
            self._write(heard.data)
        elif (act := self._commands.get(heard.name)) is not None:
            act(heard.data)

    def report(self) -> None:
        """Send automatic status when it is on and has changed."""
        status = self.automatic_status()
        if self._automatic and status != self._last_status:
            self._last_status = status
            self._answer(status)

    def switch_on(self) -> None:
        self._input = b""
        self._queue.clear()
        self._reset()

    def real_time_status(self, n: int) -> int:
        faults = self.faults
        bits = {
            1: 0x08 * self.stopped,
            2: 0x04 * faults.cover_open + 0x20 * (faults.paper == "out") + 0x40 * self._has_error,
            3: self._error_bits(),
            4: {"ok": 0, "low": 0x0C, "out": 0x6C}[faults.paper]
            | 0x40 * (self._model.presenter and faults.slip_not_taken),
        }
        return 0x12 + bits.get(n, 0)

    def automatic_status(self) -> bytes:
        faults = self.faults
        return bytes(
            (
                0x10 + 0x08 * self.stopped + 0x20 * faults.cover_open,
                self._error_bits() + 0x02 * (self._model.presenter and faults.paper_jammed),
                self._paper_bits(),
                0,
            )
        )

    def full_status(self) -> bytes:
        faults = self.faults
        return bytes(
            (
                0x10,
                0x0F,
                0x01 * (faults.paper == "out") + 0x04 * (faults.paper != "ok") + 0x20 * faults.slip_not_taken,
                0x02 * faults.cover_open,
                0x01 * faults.head_hot + 0x08 * faults.recoverable_error + 0x40 * faults.paper_jammed,
                0x01 * faults.cutter_error + 0x08 * faults.unrecoverable_error,
            )
        )

    def _error_bits(self) -> int:
        faults = self.faults
        return (
            0x04 * (faults.recoverable_error or faults.paper_jammed)
            + 0x08 * faults.cutter_error
            + 0x20 * faults.unrecoverable_error
            + 0x40 * faults.head_hot
        )

    def _paper_bits(self) -> int:
        return {"ok": 0, "low": 0x03, "out": 0x0F}[self.faults.paper]

    def _obey_at_once(self, heard: Heard) -> None:
        match heard.name, heard.data[0]:
            case b"\x10\x04", 20 if self._model.full_status:
                self._answer(self.full_status())
            case b"\x10\x04", n if n in {1, 2, 3, 4}:
                self._answer(bytes([self.real_time_status(n)]))
            case b"\x10\x05", 1 | 2 as order if self.faults.recoverable_error or self.faults.cutter_error:
                if order == 2:
                    self._clear()
                if self.faults.recoverable_error:
                    self.faults = replace(self.faults, recoverable_error=False)
                    self._recovered()
            case b"\x10\x14", 8:
                self._clear()

    def _clear(self) -> None:
        self._queue.clear()
        self._line.clear()

    def _write(self, data: bytes) -> None:
        text = self._decoder.decode(data) if self._hanzi else of_page(data, self._page)
        for char in text:
            wide = self._hanzi and not char.isascii()
            across, down = self._hanzi_size if wide else self._latin_size
            glyph = Glyph(char, 2 if wide else 1, across, down, self._bold)
            if self._line.column + glyph.width > self.paper.dots // LATIN_DOTS:
                self._end_line()
            self._line.put(glyph)

    def _end_line(self, _data: bytes = b"") -> None:
        self.paper.print(TextRow(self._line.take(), self._align))
        self._printed()

    def _initialise(self, _data: bytes) -> None:
        # Every job begins so: what still hangs here is the piece of one that broke off.
        self.paper.take_off(complete=False)
        self._reset()

    def _set_align(self, data: bytes) -> None:
        self._align = min(data[0] & 0x03, 2)

    def _set_bold(self, data: bytes) -> None:
        self._bold = bool(data[0] & 1)

    def _set_page(self, data: bytes) -> None:
        self._page = data[0]

    def _go_to(self, data: bytes) -> None:
        self._line.column = int.from_bytes(data, "little") // LATIN_DOTS

    def _go_on(self, data: bytes) -> None:
        column = self._line.column + int.from_bytes(data, "little", signed=True) // LATIN_DOTS
        self._line.column = max(0, column)

    def _set_size(self, data: bytes) -> None:
        self._latin_size = self._hanzi_size = ((data[0] >> 4 & 7) + 1, (data[0] & 7) + 1)

    def _set_hanzi_size(self, data: bytes) -> None:
        self._hanzi_size = (2 if data[0] & 0x04 else 1, 2 if data[0] & 0x08 else 1)

    def _hanzi_on(self, _data: bytes) -> None:
        self._hanzi = True

    def _hanzi_off(self, _data: bytes) -> None:
        self._hanzi = False

    def _feed(self, data: bytes) -> None:
        if self._line:
            self._end_line()
        self.paper.print(FeedRow(data[0]))

    def _cut(self, _data: bytes) -> None:
        if self._line:
            self._end_line()
        self.paper.take_off(complete=True)

    def _set_automatic(self, data: bytes) -> None:
        self._automatic = bool(data[0])
        self._last_status = b""
        self.report()

    def _queued_status(self, data: bytes) -> None:
        self._answer(bytes([self._paper_bits() if data[0] in b"\x011" else 0]))

    def _tell_name(self, data: bytes) -> None:
        self._answer(_NAMES.get(data[0], b"_\0"))

    def _raster(self, data: bytes) -> None:
        across = int.from_bytes(data[2:4], "little")
        if across and data[6:]:
            self.paper.print(RasterRow(across, data[6:], self._align))
            self._printed()

    def _extended(self, data: bytes) -> None:
        """GS ( x pL pH ..."""
        kind, body = data[:1], data[3:]
        if kind == b"H" and body[:2] == b"00" and self._model.process_id:
            self._answer(b"\x37\x22" + body[2:6] + b"\0")
        elif kind == b"k" and body[:1] == b"1":
            self._qr(body[1], body[2:])
        elif kind == b"L":
            self._graphics_of(body)

    def _store_graphics(self, data: bytes) -> None:
        """GS 8 L p1 p2 p3 p4 ..., the same with room for more than 64 KiB."""
        self._graphics_of(data[5:])

    def _graphics_of(self, body: bytes) -> None:
        """Functions 112, store a raster, and 50, print it."""
        match body[1:2]:
            case b"p":
                self._graphics = body
            case b"2" | b"\x02" if len(self._graphics) > 10:
                across = (int.from_bytes(self._graphics[6:8], "little") + 7) // 8
                self.paper.print(RasterRow(across, self._graphics[10:], self._align))
                self._graphics = b""
                self._printed()

    def _qr(self, function: int, data: bytes) -> None:
        match function:
            case 0x43:
                self._qr_module = data[0]
            case 0x45:
                self._qr_level = data[0]
            case 0x50:
                self._qr_data = data[1:]
            case 0x51 if self._qr_data:
                level = _QR_LEVELS.get(self._qr_level, "l")
                self.paper.print(QrRow(self._qr_data, self._qr_module, level, self._align))
                self._printed()
