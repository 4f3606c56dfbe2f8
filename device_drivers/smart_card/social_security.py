# SPDX-License-Identifier: Apache-2.0
"""The social-security card (社会保障卡): its application, its two open files, and what they say about the holder.

Layouts as public implementations agree on them; the record numbers 3 to 6 of EF06 follow from the order of its tags.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from device_drivers.errors import CardUnreadable, ProtocolError
from device_drivers.resident_id.numbers import is_id_number
from device_drivers.resident_id.tables import NATIONS, SEXES

APPLICATION = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
"""`sx1.sh.` and 社会保障 in GBK."""


@dataclass(frozen=True)
class Record:
    """`length` of the value, in bytes. Without a `required` one the card identifies nobody."""

    tag: int
    number: int
    length: int
    required: bool = False


FILES = {
    0xEF05: (
        Record(0x01, 1, 16, required=True),
        Record(0x02, 2, 1),
        Record(0x03, 3, 4),
        Record(0x04, 4, 12),
        Record(0x05, 5, 4),
        Record(0x06, 6, 4),
        Record(0x07, 7, 9, required=True),
    ),
    0xEF06: (
        Record(0x08, 1, 18, required=True),
        Record(0x09, 2, 30, required=True),
        Record(0x0A, 3, 1),
        Record(0x0B, 4, 1),
        Record(0x0C, 5, 3),
        Record(0x0D, 6, 4),
    ),
}


@dataclass(frozen=True)
class SocialSecurityCard:
    """Dates YYYYMMDD, sex, nation and birth place as codes (GB/T 2261, GB/T 3304, GB/T 2260). What the card does not
    say is empty. `card_id` and `issuer` are hexadecimal digits."""

    card_id: str = field(repr=False)
    card_class: str
    version: str
    """`1.00`, `2.00`, `3.00`: the generation."""
    issuer: str
    issued: str = field(repr=False)
    expires: str = field(repr=False)
    card_number: str = field(repr=False)
    id_number: str = field(repr=False)
    """社会保障号码: a resident's ID number; foreigners have one of the same length with letters in it."""
    name: str = field(repr=False)
    sex: str = field(repr=False)
    nation: str = field(repr=False)
    birth_place: str = field(repr=False)
    birth: str = field(repr=False)

    @property
    def region(self) -> str:
        """统筹区 that issued the card: six digits of GB/T 2260."""
        return self.card_id[:6]

    @property
    def is_residents(self) -> bool:
        """Whether the number is an ID number by its check digit."""
        return is_id_number(self.id_number)

    @property
    def sex_name(self) -> str:
        return SEXES.get(self.sex, "")

    @property
    def nation_name(self) -> str:
        return NATIONS.get(self.nation, "")


def record_value(record: bytes, tag: int) -> bytes | None:
    """The value of a record that is tag, length, value; None when it is another tag's. Raises ProtocolError when it is
    shorter than it says."""
    if len(record) < 2:
        raise ProtocolError("a record is too short to hold tag and length")
    if record[0] != tag:
        return None
    value = record[2 : 2 + record[1]]
    if len(value) != record[1]:
        raise ProtocolError("a record stops before its end")
    return value


def decode_card(values: Mapping[int, bytes]) -> SocialSecurityCard:
    """`values` by tag; a tag may be missing. Raises CardUnreadable when number or name are not there or no text."""
    card = SocialSecurityCard(
        card_id=values.get(0x01, b"").hex().upper(),
        card_class=_ascii(values.get(0x02)),
        version=_ascii(values.get(0x03)),
        issuer=values.get(0x04, b"").hex().upper(),
        issued=_digits(values.get(0x05)),
        expires=_digits(values.get(0x06)),
        card_number=_ascii(values.get(0x07)),
        id_number=_ascii(values.get(0x08)),
        name=_text(values.get(0x09)),
        sex=_ascii(values.get(0x0A)),
        nation=_digits(values.get(0x0B)),
        birth_place=_digits(values.get(0x0C)),
        birth=_digits(values.get(0x0D)),
    )
    if not card.name or not card.card_number or len(card.id_number) != 18:
        raise CardUnreadable("the card holds no name or no valid number")
    return card


def _ascii(value: bytes | None) -> str:
    text = (value or b"").strip(b"\0 \xff").decode("ascii", "replace")
    return text if text.isascii() and text.isprintable() else ""


def _text(value: bytes | None) -> str:
    # No character of GB18030 ends in one of these bytes. A name with one damaged character still identifies.
    return (value or b"").rstrip(b"\0 \xff").decode("gb18030", "replace").strip(" ")


def _digits(value: bytes | None) -> str:
    """Two decimal digits a byte; empty for what holds others."""
    digits = (value or b"").hex()
    return digits if digits.isdigit() else ""
