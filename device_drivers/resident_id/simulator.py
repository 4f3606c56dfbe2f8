# SPDX-License-Identifier: Apache-2.0
"""A resident ID card reader on a pseudo-terminal, made from the SDT tables."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Literal, get_args

from device_drivers.errors import ProtocolError
from device_drivers.resident_id.codec import encode_frame, split_frame
from device_drivers.simulation.device import COMMON_FAULTS, SerialDevice, arguments, serve
from device_drivers.simulation.faults import spoil
from device_drivers.simulation.requests import Json, Rejected

KindFlag = Literal[" ", "I", "J", "Y"]


@dataclass(frozen=True)
class CardData:
    """Fields as on the chip. Empty `sex` and `birth` are taken from the number."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    address: str = field(default="邻里县和平街道幸福社区1号", repr=False)
    sex: str = field(default="", repr=False)
    nation: str = field(default="01", repr=False)
    birth: str = field(default="", repr=False)
    issuer: str = field(default="邻里县公安局", repr=False)
    valid_from: str = field(default="20200101", repr=False)
    valid_to: str = field(default="长期", repr=False)
    appended_address: str = field(default="", repr=False)
    kind: KindFlag = " "
    damaged: bool = False
    photo: bytes = field(default=bytes(1024), repr=False)

    def text(self) -> bytes:
        """GA/T 490: field after field in UTF-16LE, filled with spaces; the kind stands at offset 248."""
        sex = self.sex or ("1" if int(self.id_number[16]) % 2 else "2")
        birth = self.birth or self.id_number[6:14]
        return b"".join(
            _padded(value, size)
            for value, size in (
                (self.name, 30),
                (sex, 2),
                (self.nation, 4),
                (birth, 16),
                (self.address, 70),
                (self.id_number, 36),
                (self.issuer, 30),
                (self.valid_from, 16),
                (self.valid_to, 16),
                (" " * 14 + self.kind, 36),
            )
        )

    @classmethod
    def from_json(cls, values: Mapping[str, Json]) -> "CardData":
        known = {spec.name for spec in fields(cls)} - {"photo"}
        for key, value in values.items():
            if key not in known:
                raise Rejected(f"a card has no {key!r}; it has: {', '.join(sorted(known))}")
            if not isinstance(value, bool if key == "damaged" else str):
                raise Rejected(f"{key!r} has the wrong type")
        if not values.get("name") or not re.fullmatch(r"[0-9]{17}[0-9X]", str(values.get("id_number"))):
            raise Rejected("a card needs 'name' and an 'id_number' of 17 digits and a check character")
        if values.get("kind", " ") not in get_args(KindFlag):
            raise Rejected("'kind' is ' ', 'I', 'J' or 'Y'")
        return cls(**values)  # type: ignore[arg-type]  # checked just above


def _padded(text: str, size: int) -> bytes:
    return (text.encode("utf-16-le", "surrogatepass") + b" \0" * size)[:size]


@dataclass
class _Placed:
    """One laying down of a card: the same card laid down again is another one."""

    card: CardData = field(repr=False)
    read: bool = False


class ResidentIdSimulator(SerialDevice):
    kind = "residentId"
    fault_names = COMMON_FAULTS | {"bad_checksum", "self_test_failed", "card_removed_after"}

    def __init__(self, link: Path, baud: int = 115_200, *, read_ms: int = 0) -> None:
        """`read_ms`: how long the reader works on 30 01 before it answers (real ones: about 700)."""
        super().__init__(link, baud)
        self._read_s = read_ms / 1000
        self._placed: _Placed | None = None
        self._found: _Placed | None = None
        self._selected: _Placed | None = None
        self._input = b""

    def put_card(self, card: CardData) -> None:
        self._placed = _Placed(card)

    def take_card(self) -> None:
        self._placed = None

    def state(self) -> dict[str, Json]:
        placed = self._placed
        card = "none" if placed is None else "read" if placed.read else "present"
        return {"link": str(self._wire.link), "baud": self.baud, "card": card}

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        if action == "put_card":
            self.put_card(CardData.from_json(arguments))
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
        while True:
            try:
                payload, self._input = split_frame(self._input)
            except ProtocolError:
                self._input = b""
                self._reply(0x10)
                return
            if payload is None:
                return
            self._obey(payload)

    def _obey(self, payload: bytes) -> None:
        if len(payload) != 2:
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
            self._reply(0x90, _padded(placed.card.appended_address, 70))
        else:
            self._reply(0x91)

    def _reply(self, status: int, data: bytes = b"", *, card: _Placed | None = None) -> None:
        """Answer; when `card` leaves the plate meanwhile, the answer ends there."""
        faults = self.faults.now
        self._pause(faults.delay_ms / 1000)
        frame = spoil(encode_frame(bytes([0, 0, status]) + data), faults)
        if card is not None and faults.card_removed_after is not None:
            frame = frame[: faults.card_removed_after]
            self._placed = None
            self._emit(frame)
            return
        self._emit(frame, goes_on=lambda: card is None or self._placed is card)

    def _pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--link", type=Path, required=True, metavar="PATH", help="where the serial port appears")
    parser.add_argument("--baud", type=int, default=115_200)
    parser.add_argument("--read-ms", type=int, default=0, metavar="MS", help="work before card data is answered")
    options = parser.parse_args()
    serve(ResidentIdSimulator(options.link, options.baud, read_ms=options.read_ms), options.control)


if __name__ == "__main__":
    main()
