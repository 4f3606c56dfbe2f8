# SPDX-License-Identifier: Apache-2.0
"""A card for pcscd's virtual reader (vsmartcard's vpcd): PC/SC cannot tell it from one of plastic."""

import select
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from device_drivers.simulation.device import COMMON_FAULTS, SimulatedDevice, arguments, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.requests import Json, Rejected
from device_drivers.smart_card.chip import CardData, Chip, card_from_json

__all__ = ["CardData", "SmartCardSimulator"]

DEFAULT_PORT = 0x8C7B
_GET_ATR, _RESETS = b"\x04", (b"\0", b"\1", b"\2")
_IDLE_LINE = b"\xff\xff\xff"
_RETRY_S = 0.1


class SmartCardSimulator(SimulatedDevice):
    """The reader is pcscd's, which listens; a card that is put in connects, and one that is taken hangs up. So
    `offline` is a card that makes no contact, and with `busy` PC/SC waits for as long as it lasts."""

    kind = "smartCard"
    fault_names = COMMON_FAULTS | {"card_removed_after", "mute"}

    def __init__(self, port: int = DEFAULT_PORT, host: str = "127.0.0.1") -> None:
        super().__init__()
        self.port = port
        self._host = host
        self._placed: Chip | None = None
        self._inserted: Chip | None = None
        self._line: socket.socket | None = None
        self._sent = 0

    def put_card(self, card: CardData) -> None:
        self._placed = Chip(card)
        self._wake()

    def take_card(self) -> None:
        self._placed = None
        self._wake()

    def state(self) -> dict[str, Json]:
        chip = self._placed
        state: dict[str, Json] = {"host": self._host, "port": self.port, "card": "none"}
        if chip is not None:
            state["card"] = "read" if chip.read else "present"
            state["pin_tries"] = chip.pin_tries
            state["commands"] = chip.commands
            state["instructions"] = [f"{instruction:02X}" for instruction in sorted(chip.heard)]
        return state

    def answer_next(self, *statuses: int) -> None:
        """The next commands are answered with these status words and nothing else is done about them."""
        if self._placed is None:
            raise Rejected("there is no card that could answer")
        self._placed.next.extend(statuses)

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        if action == "put_card":
            self.put_card(card_from_json(arguments))
        elif action == "answer_next":
            self.answer_next(*_statuses(arguments))
        elif action == "take_card" and not arguments:
            self.take_card()
        else:
            return super().act(action, arguments)
        return self.state()

    def _changed(self) -> None:
        self._sent = 0
        super()._changed()

    def _plug(self) -> None:
        """Nothing without a card."""

    def _unplug(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            chip = None if self.faults.now.offline else self._placed
            if self._inserted is not chip:
                self._unplug()
                self._inserted = chip
            if chip is not None and self._line is None:
                self._connect(chip)
            # Without a reader it is looked for again; while busy the line is left alone.
            line = None if self.faults.now.busy else self._line
            waited = None if chip is None or self._line is not None else _RETRY_S
            ready, _, _ = select.select([self._woken] if line is None else [self._woken, line], [], [], waited)
            if self._woken in ready:
                self._woken.recv(4096)
            if line is not None and line in ready and chip is not None:
                self._turn(chip)

    def _connect(self, chip: Chip) -> None:
        with suppress(OSError):
            line = socket.create_connection((self._host, self.port), timeout=5)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line = line
            chip.reset()

    def _turn(self, chip: Chip) -> None:
        try:
            message = self._receive()
            if message in _RESETS:
                chip.reset()
            elif message == _GET_ATR:
                self._send(_IDLE_LINE if self.faults.now.mute else chip.card.atr())
            else:
                self._answer(chip, message)
        except OSError:
            self._unplug()

    def _answer(self, chip: Chip, command: bytes) -> None:
        faults = self.faults.now
        self._stopping.wait(faults.delay_ms / 1000)
        answer = spoil(chip.answer(command), faults)
        begun, self._sent = self._sent, self._sent + len(answer)
        if faults.card_removed_after is not None and self._sent > faults.card_removed_after:
            self._send(answer, kept=max(0, faults.card_removed_after - begun))
            self._placed = None
        elif faults.disconnect_after is not None and self._sent > faults.disconnect_after:
            self._send(answer, kept=max(0, faults.disconnect_after - begun))
            self.faults.put(disconnect_after=None)
            self._unplug()
        else:
            self._send(answer)

    def _send(self, payload: bytes, *, kept: int | None = None) -> None:
        if self._line is not None:
            self._line.sendall(struct.pack(">H", len(payload)) + payload[:kept])

    def _receive(self) -> bytes:
        (length,) = struct.unpack(">H", self._exactly(2))
        return self._exactly(length)

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = b"" if self._line is None else self._line.recv(count - len(data))
            if self._line is None or not piece:
                raise ConnectionResetError("the reader has gone")
            # vpcd sends length and command apart, and the second waits for the first to be acknowledged.
            self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
            data += piece
        return data


def _statuses(arguments: Mapping[str, Json]) -> list[int]:
    statuses = arguments.get("statuses")
    if set(arguments) != {"statuses"} or not isinstance(statuses, list):
        raise Rejected("'answer_next' has 'statuses', a list")
    numbers = [status for status in statuses if isinstance(status, int) and not isinstance(status, bool)]
    if len(numbers) != len(statuses) or not all(0 <= number <= 0xFFFF for number in numbers):
        raise Rejected("a status is a number from 0 to 65535")
    return numbers


def main() -> None:
    parser = arguments(__doc__ or "", SmartCardSimulator)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--port", type=int, default=DEFAULT_PORT, help="where vpcd's slot listens; the second is one more"
    )
    options = parser.parse_args()
    control: Path | None = options.control
    serve(SmartCardSimulator(options.port, options.host), control)


if __name__ == "__main__":
    main()
