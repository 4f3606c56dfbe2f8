# SPDX-License-Identifier: Apache-2.0
"""An ESC/POS receipt printer, on a TCP port unless it is plugged in elsewhere."""

import argparse
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from device_drivers.receipt_printer.machine import Machine, Model
from device_drivers.receipt_printer.paper import Paper, PrintedSlip
from device_drivers.simulation.device import COMMON_FAULTS, SimulatedDevice, arguments, endpoint, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.requests import Content, Json, NotFound, json_content
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.wire import Wire

if TYPE_CHECKING:
    from device_drivers.simulation.usb_wire import UsbWire

VENDOR, PRODUCT = 0x0416, 0x5011
"""Those of many small Chinese receipt printers."""


class ReceiptPrinterSimulator(SimulatedDevice):
    kind = "receiptPrinter"
    fault_names = COMMON_FAULTS | {
        "silent_after",
        "paper",
        "paper_out_after",
        "paper_jammed",
        "slip_not_taken",
        "cover_open",
        "cutter_error",
        "head_hot",
        "recoverable_error",
        "unrecoverable_error",
    }

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        wire: Wire | None = None,
        dots: int = 576,
        encoding: str = "gb18030",
        process_id: bool = True,
        presenter: bool = False,
        full_status: bool = False,
        line_ms: int = 0,
    ) -> None:
        """`port` 0: any free one, kept for life. `wire`: another than TCP. `line_ms`: how long a printed line
        takes.
        """
        super().__init__()
        self._wire = wire or TcpWire(host, port, baud=None)
        self._line_s = line_ms / 1000
        model = Model(encoding, process_id=process_id, presenter=presenter, full_status=full_status)
        self._machine = Machine(Paper(dots), model, self._answer, self._row_printed, self._recovered)
        self._received = 0
        self._rows = 0
        self._not_before = 0.0

    @property
    def host(self) -> str:
        return str(self._wire.address()["host"])

    @property
    def port(self) -> int:
        """The TCP port; on USB the one where the bus is exported."""
        return int(str(self._wire.address()["port"]))

    def slips(self) -> list[PrintedSlip]:
        return self._machine.paper.slips()

    def state(self) -> dict[str, Json]:
        return {**self._wire.address(), "slips": len(self.slips())}

    def get(self, path: str) -> Content:
        if path == "/slips":
            return json_content(
                [{"n": slip.number, "text": slip.text(), "complete": slip.complete} for slip in self.slips()]
            )
        found = re.fullmatch(r"/slips/([0-9]{1,9})\.(png|txt)", path)
        slip = next((slip for slip in self.slips() if found and slip.number == int(found[1])), None)
        if found is None or slip is None:
            raise NotFound(path)
        if found[2] == "png":
            return Content("image/png", slip.png())
        return Content("text/plain; charset=utf-8", slip.text().encode())

    def delete(self, path: str) -> None:
        if path != "/slips":
            raise NotFound(path)
        self._machine.paper.clear()

    def _plug(self) -> None:
        self._wire.plug()
        self._machine.switch_on()

    def _unplug(self) -> None:
        self._wire.unplug()

    def stop(self) -> None:
        super().stop()
        self._wire.close()

    def _changed(self) -> None:
        self._received = self._rows = 0
        super()._changed()

    def _run(self) -> None:
        while not self._stopping.is_set():
            faults = self._machine.faults = self.faults.now
            if faults.offline:
                self._unplug()
            elif not self._wire.plugged:
                self._plug()
            if not faults.busy and not faults.offline:
                self._machine.report()
                self._work()
            self._listen()

    def _work(self) -> None:
        """Execute what is queued until a line has to be waited for or a fault stops the printer."""
        while self._machine.has_work and time.monotonic() >= self._not_before and not self._stopping.is_set():
            self._machine.work()
            if self._machine.faults is not self.faults.now:
                return

    def _listen(self) -> None:
        """Wait for the host, for a change of faults, or until the next line may be printed."""
        line_due = max(0.0, self._not_before - time.monotonic()) if self._machine.has_work else None
        data = self._wire.receive(self._woken, timeout_s=line_due, listening=not self.faults.now.busy)
        limit = self.faults.now.disconnect_after
        kept = data if limit is None else data[: max(0, limit - self._received)]
        self._received += len(kept)
        self._machine.receive(kept)
        if len(kept) < len(data):
            self.faults.put(disconnect_after=None)
            self._wire.plug()

    def _answer(self, answer: bytes) -> None:
        faults = self.faults.now
        self._stopping.wait(faults.delay_ms / 1000)
        silent = faults.silent_after is not None and self._received >= faults.silent_after
        if not silent:
            self._wire.send(spoil(answer, faults))

    def _recovered(self) -> None:
        self.faults.put(recoverable_error=False)

    def _row_printed(self) -> None:
        self._not_before = time.monotonic() + self._line_s
        self._rows += 1
        limit = self.faults.now.paper_out_after
        if limit is not None and self._rows >= limit:
            self.faults.put(paper="out", paper_out_after=None)


def main() -> None:
    parser = arguments(__doc__ or "", ReceiptPrinterSimulator)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--link", type=Path, metavar="PATH", help="appear as a serial line under this path")
    parser.add_argument("--baud", type=int, default=115_200, help="of the serial line")
    parser.add_argument(
        "--usbip",
        type=endpoint,
        metavar="HOST:PORT",
        help="appear on a USB bus that is exported there; needs the usbip package",
    )
    parser.add_argument("--dots", type=int, default=576, help="width of the paper: 576 (80 mm) or 384 (58 mm)")
    parser.add_argument("--encoding", choices=("gb18030", "gbk"), default="gb18030")
    parser.add_argument("--presenter", action="store_true", help="a kiosk printer that holds the slip out")
    parser.add_argument("--full-status", action="store_true", help="answer DLE EOT 20 as Custom's printers do")
    parser.add_argument("--no-process-id", action="store_true", help="leave GS ( H unanswered, as most printers do")
    parser.add_argument("--line-ms", type=int, default=0, metavar="MS", help="time that a printed line takes")
    options = parser.parse_args()
    printer = ReceiptPrinterSimulator(
        wire=_wire(options),
        dots=options.dots,
        encoding=options.encoding,
        process_id=not options.no_process_id,
        presenter=options.presenter,
        full_status=options.full_status,
        line_ms=options.line_ms,
    )
    serve(printer, options.control)


def usb_wire(host: str = "127.0.0.1", port: int = 0, *, serial: str | None = None) -> "UsbWire":
    """A printer's interface, with endpoints elsewhere than most drivers guess."""
    # Only here: who simulates no USB device needs no usbip.
    from device_drivers.simulation.usb_wire import UsbWire  # noqa: PLC0415

    return UsbWire(
        host, port, vendor=VENDOR, product=PRODUCT, interface=(0x07, 1, 2), out=0x04, into=0x83, serial=serial
    )


def _wire(options: argparse.Namespace) -> Wire:
    if options.link is not None:
        return PtyWire(options.link, options.baud)
    if options.usbip is not None:
        return usb_wire(*options.usbip)
    return TcpWire(options.host, options.port, baud=None)


if __name__ == "__main__":
    main()
