# SPDX-License-Identifier: Apache-2.0
"""Simulated cards: what they hold, and how they answer commands."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from device_drivers.simulation.requests import Json, Rejected

Kind = Literal["socialSecurity", "bank", "storage", "other"]
Lengths = Literal["any", "told", "refused"]
Records = Literal["number", "tag"]
_CHOICES = {
    "kind": get_args(Kind),
    "lengths": get_args(Lengths),
    "records": get_args(Records),
    "protocol": ("T=0", "T=1"),
}
_OPTIONAL = frozenset({2, 3, 4, 5, 6, 0x0A, 0x0B, 0x0C, 0x0D})
_OK = b"\x90\0"
_SOCIAL = b"sx1.sh." + "社会保障".encode("gbk")
_PAYMENT = (b"2PAY.SYS.DDF01", b"1PAY.SYS.DDF01", bytes.fromhex("A000000333010101"))


@dataclass(frozen=True)
class CardData:
    """`lengths`: what a card says to a wrong Le with T=1: it takes any, tells the right one (6Cxx, as always with T=0),
    or refuses (6700). `records`: how its records are addressed. Empty `sex` and `birth` come from the number."""

    kind: Kind = "socialSecurity"
    protocol: str = "T=1"
    contactless: bool = False
    name: str = field(default="", repr=False)
    id_number: str = field(default="", repr=False)
    card_number: str = field(default="A12345678", repr=False)
    uid: str = field(default="04A1B2C3D4E5F6", repr=False)
    pan: str = field(default="6222020000000000000", repr=False)
    lengths: Lengths = "any"
    records: Records = "number"
    short: bool = False
    """Without the records that a card may lack."""
    pin_first: bool = False
    """EF06 wants a PIN."""

    def atr(self) -> bytes:
        if self.kind == "storage":
            return bytes.fromhex("3B8F8001804F0CA000000306030001000000006A")
        if self.contactless:
            return bytes.fromhex("3B80800101")
        return bytes.fromhex("3B6500009A33020001" if self.protocol == "T=0" else "3B800181")

    @property
    def is_t0(self) -> bool:
        return self.protocol == "T=0" and not self.contactless

    def files(self) -> dict[bytes, list[tuple[int, bytes]]]:
        """Tag and value of each record, in order."""
        number = self.id_number
        ef05 = [
            (0x01, bytes.fromhex("110105") + bytes(range(13))),
            (0x02, b"3"),
            (0x03, b"3.00"),
            (0x04, bytes.fromhex("110105") + bytes(9)),
            (0x05, bytes.fromhex("20260102")),
            (0x06, bytes.fromhex("20360102")),
            (0x07, self.card_number.encode("ascii")),
        ]
        ef06 = [
            (0x08, number.encode("ascii")),
            (0x09, self.name.encode("gb18030").ljust(30, b"\0")),
            (0x0A, b"1" if number[16:17].isdigit() and int(number[16]) % 2 else b"2"),
            (0x0B, b"\x01"),
            (0x0C, bytes.fromhex("110105")),
            (0x0D, bytes.fromhex(number[6:14]) if number[6:14].isdigit() else bytes(4)),
        ]
        return {b"\xef\x05": ef05, b"\xef\x06": ef06}


class Chip:
    """A card's program. `heard`: instructions that it was ever sent; `commands`: how many commands."""

    def __init__(self, card: CardData) -> None:
        self.card = card
        self.pin_tries = 3
        self.heard: set[int] = set()
        self.commands = 0
        self.next: deque[int] = deque()
        self.read = False
        self.reset()

    def reset(self) -> None:
        self._application: bytes | None = None
        self._file: list[tuple[int, bytes]] | None = None
        self._file_name = b""
        self._ready = b""

    def answer(self, command: bytes) -> bytes:
        self.heard.add(command[1])
        self.commands += 1
        if self.next:
            return self.next.popleft().to_bytes(2, "big")
        ready, self._ready = self._ready, b""
        match command[0], command[1]:
            case 0xFF, 0xCA:
                return bytes.fromhex(self.card.uid) + _OK if self.card.contactless else b"\x6a\x81"
            case _ if self.card.kind == "storage":
                return b"\x6e\0"
            case 0x00, 0xA4:
                return self._select(command)
            case 0x00, 0xB2:
                return self._read_record(command)
            case 0x00, 0xC0:
                return ready[: command[4] or 256] + _OK if ready else b"\x69\x85"
            case 0x00, 0x20:
                self.pin_tries = max(0, self.pin_tries - 1)
                return bytes([0x63, 0xC0 | self.pin_tries])
        return b"\x6d\0"

    def _select(self, command: bytes) -> bytes:
        name = command[5 : 5 + command[4]]
        if command[2] == 0x04:
            return self._select_application(name)
        files = self.card.files() if self._application == _SOCIAL else {}
        # The older form of selecting stands for the whole house of cards addressed by tag.
        if name not in files or command[2] != (0x00 if self.card.records == "tag" else 0x02):
            return b"\x6a\x82"
        self._file, self._file_name = files[name], name
        return _OK

    def _select_application(self, name: bytes) -> bytes:
        names = {"socialSecurity": (_SOCIAL, *_PAYMENT), "bank": _PAYMENT}.get(self.card.kind, ())
        full = next((whole for whole in names if name and whole.startswith(name)), None)
        if full is None:
            return b"\x6a\x82"
        self._application, self._file = full, None
        information = bytes([0x6F, len(full) + 2, 0x84, len(full)]) + full
        if self.card.is_t0:
            self._ready = information
            return bytes([0x61, len(information)])
        return information + _OK

    def _read_record(self, command: bytes) -> bytes:
        if self._application in _PAYMENT:
            self.read = True
            return bytes.fromhex(f"5A0A{self.card.pan:F<20}") + _OK
        if self._file is None:
            return b"\x69\x86"
        if self.card.pin_first and self._file_name == b"\xef\x06":
            return b"\x69\x82"
        by_number = command[3] == 0x04
        if by_number != (self.card.records == "number"):
            return b"\x6a\x83"
        rows = dict(enumerate(self._file, 1)) if by_number else {row[0]: row for row in self._file}
        row = rows.get(command[2])
        if row is None or (self.card.short and row[0] in _OPTIONAL):
            return b"\x6a\x83"
        record = bytes([row[0], len(row[1])]) + row[1]
        if command[4] != len(record) and (self.card.is_t0 or self.card.lengths != "any"):
            return b"\x67\0" if self.card.lengths == "refused" else bytes([0x6C, len(record)])
        self.read = self.read or row[0] == 0x09
        return record + _OK


def card_from_json(values: Mapping[str, Json]) -> CardData:
    """Raises Rejected, naming no value."""
    known = {spec.name: spec.type for spec in fields(CardData)}
    for key, value in values.items():
        if key not in known:
            raise Rejected(f"a card has no {key!r}; it has: {', '.join(sorted(known))}")
        if not isinstance(value, bool if known[key] is bool else str):
            raise Rejected(f"{key!r} has the wrong type")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise Rejected(f"{key!r} is one of {', '.join(_CHOICES[key])}")
    card = CardData(**values)  # type: ignore[arg-type]  # checked just above
    if card.kind == "socialSecurity" and not (card.name and len(card.id_number) == 18 and card.id_number.isascii()):
        raise Rejected("a social-security card needs 'name' and an 'id_number' of 18 characters")
    return card
