# SPDX-License-Identifier: Apache-2.0
"""Cards for the simulated reader: what each kind's chip holds, written from the tables of the published layouts."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar, Literal

from device_drivers.simulation.requests import Json, Rejected

KindFlag = Literal[" ", "I", "J", "Y"]


@dataclass(frozen=True)
class Chip(ABC):
    """Fields as on the chip."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    sex: str = field(default="", repr=False)
    birth: str = field(default="", repr=False)
    valid_from: str = field(default="20200101", repr=False)
    valid_to: str = field(default="长期", repr=False)
    appended_address: str = field(default="", repr=False)
    damaged: bool = False
    photo: bytes = field(default=bytes(1024), repr=False)

    flag: ClassVar[KindFlag]
    number_form: ClassVar[str]

    @abstractmethod
    def rows(self) -> Iterable[tuple[str, int]]:
        """Field after field with its bytes, of 256 in all."""

    def text(self) -> bytes:
        """UTF-16LE, filled with spaces; the kind stands at offset 248."""
        return b"".join(padded(value, size) for value, size in self.rows())


@dataclass(frozen=True)
class CardData(Chip):
    """Of a resident. Empty `sex` and `birth` are taken from the number."""

    address: str = field(default="邻里县和平街道幸福社区1号", repr=False)
    nation: str = field(default="01", repr=False)
    issuer: str = field(default="邻里县公安局", repr=False)

    flag = " "
    number_form = r"[0-9]{17}[0-9X]"

    def rows(self) -> Iterable[tuple[str, int]]:
        return (
            (self.name, 30),
            (self.sex or ("1" if int(self.id_number[16]) % 2 else "2"), 2),
            (self.nation, 4),
            (self.birth or self.id_number[6:14], 16),
            (self.address, 70),
            (self.id_number, 36),
            (self.issuer, 30),
            (self.valid_from, 16),
            (self.valid_to, 16),
            ("", 36),
        )


@dataclass(frozen=True)
class PermitData(Chip):
    """Of a resident from Hong Kong, Macao or Taiwan."""

    address: str = field(default="邻里县和平街道幸福社区2号", repr=False)
    issuer: str = field(default="邻里县公安局", repr=False)
    travel_permit: str = field(default="H12345678", repr=False)
    issue_count: str = field(default="01", repr=False)

    flag = "J"
    number_form = r"8[123]0000[0-9]{11}[0-9X]"

    def rows(self) -> Iterable[tuple[str, int]]:
        return (
            (self.name, 30),
            (self.sex or ("1" if int(self.id_number[16]) % 2 else "2"), 2),
            ("", 4),
            (self.birth or self.id_number[6:14], 16),
            (self.address, 70),
            (self.id_number, 36),
            (self.issuer, 30),
            (self.valid_from, 16),
            (self.valid_to, 16),
            (self.travel_permit, 18),
            (self.issue_count, 4),
            ("", 6),
            ("J", 2),
            ("", 6),
        )


@dataclass(frozen=True)
class Foreigner2017Data(Chip):
    """`name` is the English one; the birth date cannot be taken from the number, which has no century."""

    chinese_name: str = field(default="", repr=False)
    nationality: str = field(default="CAN", repr=False)
    version: str = field(default="01", repr=False)
    authority: str = field(default="1500", repr=False)

    flag = "I"
    number_form = r"[A-Z]{3}[0-9]{12}"

    def rows(self) -> Iterable[tuple[str, int]]:
        return (
            (self.name, 120),
            (self.sex or "1", 2),
            (self.id_number, 30),
            (self.nationality, 6),
            (self.chinese_name, 30),
            (self.valid_from, 16),
            (self.valid_to, 16),
            (self.birth or "19810803", 16),
            (self.version, 4),
            (self.authority, 8),
            ("I", 2),
            ("", 6),
        )


@dataclass(frozen=True)
class Foreigner2023Data(Chip):
    """`name` is the English one, in two fields. Empty `sex` and `birth` are taken from the number."""

    chinese_name: str = field(default="", repr=False)
    nationality: str = field(default="CAN", repr=False)
    renewals: str = field(default="00", repr=False)
    old_number_link: str = field(default="", repr=False)

    flag = "Y"
    number_form = r"9[0-9]{16}[0-9X]"

    def rows(self) -> Iterable[tuple[str, int]]:
        return (
            (self.chinese_name, 30),
            (self.sex or ("1" if int(self.id_number[16]) % 2 else "2"), 2),
            (self.renewals, 4),
            (self.birth or self.id_number[6:14], 16),
            (self.name[:35], 70),
            (self.id_number, 36),
            ("", 30),
            (self.valid_from, 16),
            (self.valid_to, 16),
            (self.name[35:], 22),
            (self.nationality, 6),
            ("Y", 2),
            (self.old_number_link, 6),
        )


KINDS: dict[KindFlag, type[Chip]] = {
    chip.flag: chip for chip in (CardData, PermitData, Foreigner2017Data, Foreigner2023Data)
}


def chip_from_json(values: Mapping[str, Json]) -> Chip:
    """`kind` is the flag on the chip; without it the card is a resident's. Raises Rejected, naming no value."""
    values = dict(values)
    kind = values.pop("kind", " ")
    chip = next((chip for flag, chip in KINDS.items() if flag == kind), None)
    if chip is None:
        raise Rejected("'kind' is ' ', 'I', 'J' or 'Y'")
    known = {spec.name for spec in fields(chip)} - {"photo"}
    for key, value in values.items():
        if key not in known:
            raise Rejected(f"a card of this kind has no {key!r}; it has: {', '.join(sorted(known))}")
        if not isinstance(value, bool if key == "damaged" else str):
            raise Rejected(f"{key!r} has the wrong type")
    if not values.get("name") or not re.fullmatch(chip.number_form, str(values.get("id_number"))):
        raise Rejected(f"a card needs 'name' and an 'id_number' of the form {chip.number_form}")
    return chip(**values)  # type: ignore[arg-type]  # checked just above


def padded(text: str, size: int) -> bytes:
    return (text.encode("utf-16-le", "surrogatepass") + b" \0" * size)[:size]
