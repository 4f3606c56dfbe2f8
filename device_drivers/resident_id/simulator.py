# SPDX-License-Identifier: Apache-2.0
"""An identity card reader on a pseudo-terminal, a TCP port or a USB bus, made from the SDT tables."""

import argparse
import struct
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from device_drivers.errors import ProtocolError
from device_drivers.resident_id.chip import CardData, Chip, chip_from_json, padded
from device_drivers.resident_id.codec import checksum, encode_frame, negated_sum, split_frame
from device_drivers.simulation.device import COMMON_FAULTS, StreamDevice, arguments, endpoint, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.requests import Json, Rejected
from device_drivers.simulation.tcp_wire import TcpWire
from device_drivers.simulation.wire import Wire

__all__ = ["CardData", "ResidentIdSimulator"]

MODELS = ("sdt", "cvr-100d", "cvr-100r", "cvr-100au-nj")
_AU_NJ = {b"\0\x01": b"\x11\xff", b"\0\x81": b"\x20\x01", b"\0\x82": b"\x20\x02", b"\0\x83": b"\x30\x01"}
_HELLO_HEAD, _HELLO_LENGTH = b"\x02\0\x11\x03", 17


@dataclass
class _Placed:
    """One laying down of a card: the same card laid down again is another one."""

    card: Chip = field(repr=False)
    read: bool = False


class ResidentIdSimulator(StreamDevice[Wire]):
    kind = "residentId"
    fault_names = COMMON_FAULTS | {"bad_checksum", "self_test_failed", "card_removed_after"}

    def __init__(self, wire: Wire | Path, baud: int = 115_200, *, read_ms: int = 0, model: str = "sdt") -> None:
        """A path is that of a pseudo-terminal, which alone has a `baud` here. `read_ms`: how long the reader works on
        30 01 before it answers (real ones: about 700)."""
        super().__init__(PtyWire(wire, baud) if isinstance(wire, Path) else wire)
        self._read_s = read_ms / 1000
        self._model = model
        self._check = negated_sum if model == "cvr-100au-nj" else checksum
        self._placed: _Placed | None = None
        self._found: _Placed | None = None
        self._selected: _Placed | None = None
        self._input = b""
        self._next: deque[int] = deque()

    def put_card(self, card: Chip) -> None:
        self._placed = _Placed(card)

    def take_card(self) -> None:
        self._placed = None

    def state(self) -> dict[str, Json]:
        placed = self._placed
        card = "none" if placed is None else "read" if placed.read else "present"
        return {**self._wire.address(), "card": card}

    def answer_next(self, *statuses: int) -> None:
        """The next commands are answered with these (SW3) and nothing else is done about them."""
        self._next.extend(statuses)

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        if action == "put_card":
            self.put_card(chip_from_json(arguments))
        elif action == "answer_next":
            self.answer_next(*_statuses(arguments))
        elif action == "take_card" and not arguments:
            self.take_card()
        else:
            return super().act(action, arguments)
        return self.state()

    def _powered_up(self) -> None:
        self._input = b""
        self._found = self._selected = None
        if self._placed is not None:
            self._placed.read = False

    def _turn(self, data: bytes) -> None:
        self._input += data
        if self._greeted():
            return
        while True:
            try:
                payload, self._input = split_frame(self._input, (self._check,))
            except ProtocolError:
                self._input = b""
                self._reply(0x10)
                return
            if payload is None:
                return
            self._obey(payload)

    def _greeted(self) -> bool:
        """Whether a vendor's greeting was begun. The CVR-100D gives it back with its nine middle bytes changed; of the
        CVR-100R is only known that there is one. Others are silent."""
        if not self._input.startswith(_HELLO_HEAD):
            return False
        if len(self._input) < _HELLO_LENGTH:
            return True
        hello, self._input = self._input[:_HELLO_LENGTH], self._input[_HELLO_LENGTH:]
        if self._model == "cvr-100d":
            changed = bytes(byte ^ (at + 3) for at, byte in enumerate(hello[6:15]))
            self._emit(hello[:6] + changed + hello[15:])
        elif self._model == "cvr-100r":
            self._emit(hello)
        return True

    def _obey(self, payload: bytes) -> None:
        if self._model == "cvr-100au-nj":
            payload = _AU_NJ.get(payload, b"\xff\xff")
        if self._next:
            self._reply(self._next.popleft())
        elif len(payload) != 2:
            self._reply(0x11)
        elif self.faults.now.self_test_failed:
            self._reply(0x60)
        elif payload == b"\x10\xff":
            self._found = self._selected = None
            self._reply(0x90)
        elif payload == b"\x11\xff" or (payload[0] == 0x60 and payload[1] <= 4):
            self._reply(0x90)
        elif payload == b"\x12\xff":
            self._reply(0x90, struct.pack("<HHIII", 5, 1, 20201117, 12345678, 3141592653))
        elif payload[0] in {0x20, 0x30}:
            self._card_command(payload)
        else:
            self._reply(0x21)

    def _card_command(self, payload: bytes) -> None:
        placed = self._placed
        match payload:
            case b"\x20\x01":
                self._selected = None
                # A card that was read stays selected, and so is not found, until it is lifted.
                self._found = None if placed is None or placed.read else placed
                if self._found is None:
                    self._reply(0x80)
                else:
                    self._reply(0x9F, bytes(4))
            case b"\x20\x02":
                ready = placed is not None and placed is self._found
                self._selected = placed if ready else None
                self._reply(0x90, bytes(8)) if ready else self._reply(0x81)
            case b"\x30\x01":
                self._read(b"")
            case b"\x30\x10":
                self._read(b"\0\0")
            case b"\x30\x03":
                self._read_appended_address()
            case _:
                self._reply(0x21)

    def _read(self, fingerprint_length: bytes) -> None:
        selected = self._selected
        if selected is None:
            self._reply(0x21)
            return
        self._pause(self._read_s)
        card = selected.card
        if self._placed is not selected or card.damaged:
            self._selected = None
            self._reply(0x41)
            return
        lengths = struct.pack(">HH", 256, len(card.photo)) + fingerprint_length
        selected.read = True
        self._reply(0x90, lengths + card.text() + card.photo, card=selected)

    def _read_appended_address(self) -> None:
        placed = self._placed
        if placed is None or not (placed.read or placed is self._selected):
            self._reply(0x41)
        elif placed.card.appended_address:
            self._reply(0x90, padded(placed.card.appended_address, 70))
        else:
            self._reply(0x91)

    def _reply(self, status: int, data: bytes = b"", *, card: _Placed | None = None) -> None:
        """Answer; when `card` leaves the plate meanwhile, the answer ends there."""
        faults = self.faults.now
        self._pause(faults.delay_ms / 1000)
        frame = spoil(encode_frame(bytes([0, 0, status]) + data, self._check), faults)
        if card is not None and faults.card_removed_after is not None:
            frame = frame[: faults.card_removed_after]
            self._placed = None
            self._emit(frame)
            return
        self._emit(frame, goes_on=lambda: card is None or self._placed is card)

    def _pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)


def _statuses(arguments: Mapping[str, Json]) -> list[int]:
    statuses = arguments.get("statuses")
    if set(arguments) != {"statuses"} or not isinstance(statuses, list):
        raise Rejected("'answer_next' has 'statuses', a list")
    numbers = [status for status in statuses if isinstance(status, int) and not isinstance(status, bool)]
    if len(numbers) != len(statuses) or not all(0 <= number <= 255 for number in numbers):
        raise Rejected("a status is a number from 0 to 255")
    return numbers


def main() -> None:
    parser = arguments(__doc__ or "", ResidentIdSimulator)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--link", type=Path, metavar="PATH", help="where the serial port appears")
    where.add_argument("--tcp", type=endpoint, metavar="HOST:PORT", help="where the TCP converter listens")
    where.add_argument(
        "--usbip", type=endpoint, metavar="HOST:PORT", help="where the USB bus is exported; needs the usbip package"
    )
    parser.add_argument("--usb-id", default="0400:c35a", metavar="VENDOR:PRODUCT")
    parser.add_argument("--usb-transfers", choices=("bulk", "interrupt"), default="bulk")
    parser.add_argument("--baud", type=int, default=115_200, help="of the serial line, also behind the converter")
    parser.add_argument("--read-ms", type=int, default=0, metavar="MS", help="work before card data is answered")
    parser.add_argument("--model", choices=MODELS, default="sdt", help="whose frames it speaks")
    options = parser.parse_args()
    device = ResidentIdSimulator(_wire(options), read_ms=options.read_ms, model=options.model)
    serve(device, options.control)


def _wire(options: argparse.Namespace) -> Wire:
    if options.link is not None:
        return PtyWire(options.link, options.baud)
    if options.tcp is not None:
        return TcpWire(*options.tcp, baud=options.baud)
    # Only here: who simulates no USB device needs no usbip.
    from device_drivers.simulation.usb_wire import UsbWire  # noqa: PLC0415

    vendor, product = (int(part, 16) for part in options.usb_id.split(":"))
    return UsbWire(*options.usbip, vendor=vendor, product=product, transfers=options.usb_transfers)


if __name__ == "__main__":
    main()
