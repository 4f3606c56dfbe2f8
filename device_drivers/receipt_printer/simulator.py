# SPDX-License-Identifier: Apache-2.0
"""An ESC/POS receipt printer on a TCP port."""

import re
import select
import socket
import time
from contextlib import suppress

from device_drivers.receipt_printer.machine import Machine
from device_drivers.receipt_printer.paper import Paper, PrintedSlip
from device_drivers.simulation.device import COMMON_FAULTS, SimulatedDevice, arguments, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.requests import Content, Json, NotFound, json_content


class ReceiptPrinterSimulator(SimulatedDevice):
    """Serves one connection at a time, as printers do; the next one waits."""

    kind = "receiptPrinter"
    fault_names = COMMON_FAULTS | {"silent_after", "paper", "paper_out_after", "cover_open", "cutter_error"}

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        dots: int = 576,
        encoding: str = "gb18030",
        line_ms: int = 0,
    ) -> None:
        """`port` 0: any free one, kept for life. `line_ms`: how long a printed line takes."""
        super().__init__()
        self.host = host
        self.port = port
        self._line_s = line_ms / 1000
        self._machine = Machine(Paper(dots), encoding, self._answer, self._row_printed)
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._received = 0
        self._rows = 0
        self._not_before = 0.0

    def slips(self) -> list[PrintedSlip]:
        return self._machine.paper.slips()

    def state(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port, "slips": len(self.slips())}

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
        self._listener = socket.create_server((self.host, self.port))
        self.port = self._listener.getsockname()[1]
        self._machine.switch_on()

    def _unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _changed(self) -> None:
        self._received = self._rows = 0
        super()._changed()

    def _run(self) -> None:
        while not self._stopping.is_set():
            faults = self._machine.faults = self.faults.now
            if faults.offline:
                self._unplug()
            elif self._listener is None:
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
        sources = [self._woken]
        here = self._client or self._listener
        if here is not None and not self.faults.now.busy:
            sources.append(here)
        line_due = max(0.0, self._not_before - time.monotonic()) if self._machine.has_work else None
        ready, _, _ = select.select(sources, [], [], line_due)
        if self._woken in ready:
            self._woken.recv(4096)
        elif self._client is not None and self._client in ready:
            self._receive(self._client)
        elif self._listener is not None and self._listener in ready:
            self._client, _ = self._listener.accept()

    def _receive(self, client: socket.socket) -> None:
        try:
            data = client.recv(4096)
        except OSError:
            data = b""
        limit = self.faults.now.disconnect_after
        kept = data if limit is None else data[: max(0, limit - self._received)]
        self._received += len(kept)
        self._machine.receive(kept)
        if len(kept) < len(data):
            self.faults.put(disconnect_after=None)
            self._hang_up()
        elif not data:
            self._hang_up()

    def _answer(self, answer: bytes) -> None:
        faults = self.faults.now
        self._stopping.wait(faults.delay_ms / 1000)
        silent = faults.silent_after is not None and self._received >= faults.silent_after
        if self._client is not None and not silent:
            with suppress(OSError):
                self._client.sendall(spoil(answer, faults))

    def _row_printed(self) -> None:
        self._not_before = time.monotonic() + self._line_s
        self._rows += 1
        limit = self.faults.now.paper_out_after
        if limit is not None and self._rows >= limit:
            self.faults.put(paper="out", paper_out_after=None)

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9100)
    parser.add_argument("--dots", type=int, default=576, help="width of the paper: 576 (80 mm) or 384 (58 mm)")
    parser.add_argument("--encoding", choices=("gb18030", "gbk"), default="gb18030")
    parser.add_argument("--line-ms", type=int, default=0, metavar="MS", help="time that a printed line takes")
    options = parser.parse_args()
    printer = ReceiptPrinterSimulator(
        options.host, options.port, dots=options.dots, encoding=options.encoding, line_ms=options.line_ms
    )
    serve(printer, options.control)


if __name__ == "__main__":
    main()
