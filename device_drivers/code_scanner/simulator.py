# SPDX-License-Identifier: Apache-2.0
"""A code scanner on a pseudo-terminal."""

from collections import deque
from collections.abc import Mapping
from pathlib import Path

from device_drivers.simulation.device import COMMON_FAULTS, SerialDevice, arguments, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.requests import Json, Rejected


class CodeScannerSimulator(SerialDevice):
    kind = "codeScanner"
    fault_names = COMMON_FAULTS

    def __init__(
        self,
        link: Path,
        baud: int = 9_600,
        *,
        end: bytes = b"\r\n",
        encoding: str = "utf-8",
        trigger_on: bytes = b"",
        trigger_off: bytes = b"",
    ) -> None:
        """With `trigger_on`, codes are only sent between that command and `trigger_off`."""
        super().__init__(link, baud)
        self._end = end
        self._encoding = encoding
        self._trigger_on = trigger_on
        self._trigger_off = trigger_off
        self._triggered = not trigger_on
        self._waiting: deque[bytes] = deque()
        self._input = b""

    def scan(self, text: str, symbology: str | None = None) -> None:
        """Hold a code before the scanner. `symbology`: its AIM identifier, such as Q1, to be sent before it."""
        aim = f"]{symbology}" if symbology else ""
        self.send(aim.encode() + text.encode(self._encoding) + self._end)

    def send(self, raw: bytes) -> None:
        """Send bytes as they are."""
        self._waiting.append(raw)
        self._wake()

    def state(self) -> dict[str, Json]:
        return {
            "link": str(self._wire.link),
            "baud": self.baud,
            "waiting": len(self._waiting),
            "triggered": self._triggered,
        }

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        if action != "scan":
            return super().act(action, arguments)
        if unknown := set(arguments) - {"text", "symbology"}:
            raise Rejected(f"a scan has no {', '.join(sorted(unknown))}; it has: text, symbology")
        text, symbology = arguments.get("text"), arguments.get("symbology")
        if not isinstance(text, str) or not text:
            raise Rejected("a scan needs 'text'")
        if symbology is not None and not (isinstance(symbology, str) and len(symbology) == 2):
            raise Rejected("'symbology' is an AIM identifier of two characters, such as Q1")
        self.scan(text, symbology)
        return self.state()

    def _powered_up(self) -> None:
        self._input = b""
        self._triggered = not self._trigger_on

    def _turn(self, data: bytes) -> None:
        self._listen(data)
        while self._triggered and self._waiting:
            faults = self.faults.now
            if faults.offline or faults.busy:
                return
            self._stopping.wait(faults.delay_ms / 1000)
            self._emit(spoil(self._waiting.popleft(), faults))

    def _listen(self, data: bytes) -> None:
        self._input = (self._input + data)[-64:]
        for command, triggered in ((self._trigger_on, True), (self._trigger_off, False)):
            if command and command in self._input:
                self._input = self._input.split(command)[-1]
                self._triggered = triggered


def main() -> None:
    parser = arguments(__doc__ or "", CodeScannerSimulator)
    parser.add_argument("--link", type=Path, required=True, metavar="PATH", help="where the serial port appears")
    parser.add_argument("--baud", type=int, default=9_600)
    parser.add_argument("--encoding", choices=("utf-8", "gb18030"), default="utf-8")
    parser.add_argument("--trigger-on", type=bytes.fromhex, default=b"", metavar="HEX", help="for example 16540D")
    parser.add_argument("--trigger-off", type=bytes.fromhex, default=b"", metavar="HEX", help="for example 16550D")
    options = parser.parse_args()
    scanner = CodeScannerSimulator(
        options.link,
        options.baud,
        encoding=options.encoding,
        trigger_on=options.trigger_on,
        trigger_off=options.trigger_off,
    )
    serve(scanner, options.control)


if __name__ == "__main__":
    main()
