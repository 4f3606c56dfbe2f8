# SPDX-License-Identifier: Apache-2.0
"""The four kinds of card that a reader reads, and what each says about its holder (GA/T 490 and its successors)."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol, TypeAlias

from device_drivers.errors import CardUnreadable
from device_drivers.resident_id.numbers import (
    is_id_number,
    is_permanent_residence_2017,
    is_permanent_residence_2023,
    travel_document_check,
)
from device_drivers.resident_id.tables import NATIONS, SEXES

_KIND_AT = 248


class CardKind(StrEnum):
    RESIDENT = "resident"
    HK_MACAO_TAIWAN = "hkMacaoTaiwanResidence"
    FOREIGNER_2017 = "foreignerPermanentResidence2017"
    FOREIGNER_2023 = "foreignerPermanentResidence2023"


@dataclass(frozen=True)
class _Holder:
    """Fields as on the chip: dates YYYYMMDD, sex and nation as codes, `valid_to` a date or 长期."""

    id_number: str = field(repr=False)
    sex: str = field(repr=False)
    birth: str = field(repr=False)
    valid_from: str = field(repr=False)
    valid_to: str = field(repr=False)

    @property
    def sex_name(self) -> str:
        return SEXES.get(self.sex, "")


@dataclass(frozen=True)
class ResidentCard(_Holder):
    """居民身份证"""

    name: str = field(repr=False)
    nation: str = field(repr=False)
    address: str = field(repr=False)
    issuer: str = field(repr=False)

    kind: ClassVar = CardKind.RESIDENT

    @property
    def nation_name(self) -> str:
        """Empty for a code that GB/T 3304 does not have."""
        return NATIONS.get(self.nation, "")


@dataclass(frozen=True)
class HkMacaoTaiwanPermit(_Holder):
    """港澳台居民居住证. `issue_count`: how often it was issued, as written there."""

    name: str = field(repr=False)
    address: str = field(repr=False)
    issuer: str = field(repr=False)
    travel_permit: str = field(repr=False)
    issue_count: str = field(repr=False)

    kind: ClassVar = CardKind.HK_MACAO_TAIWAN


@dataclass(frozen=True)
class _Foreigner(_Holder):
    """`nationality`: three letters (GB/T 2659, ISO 3166-1). The issuing authority is not on the chip."""

    english_name: str = field(repr=False)
    chinese_name: str = field(repr=False)
    nationality: str = field(repr=False)

    @property
    def name(self) -> str:
        """What the holder is called at a counter: the Chinese name, for who has one."""
        return self.chinese_name or self.english_name


@dataclass(frozen=True)
class Foreigner2017(_Foreigner):
    """外国人永久居留身份证, 2017 form: the number has 15 characters."""

    version: str = field(repr=False)
    authority: str = field(repr=False)

    kind: ClassVar = CardKind.FOREIGNER_2017


@dataclass(frozen=True)
class Foreigner2023(_Foreigner):
    """外国人永久居留身份证, 2023 form: the number has 18 digits. `renewals` as written there."""

    renewals: str = field(repr=False)
    old_number_link: str = field(repr=False)

    kind: ClassVar = CardKind.FOREIGNER_2023

    @property
    def old_number(self) -> str | None:
        """Number of the 2017 card before this one, rebuilt from the link; None when there was none.
        One source; not verified on hardware."""
        link, number = self.old_number_link, self.id_number
        stem = f"{self.nationality}{number[1:3]}{link[:2]}{number[8:14]}{link[2:]}"
        whole = is_permanent_residence_2017(f"{stem}0")
        return f"{stem}{travel_document_check(stem)}" if whole else None


Card: TypeAlias = ResidentCard | HkMacaoTaiwanPermit | Foreigner2017 | Foreigner2023


def decode_card(text: bytes) -> Card:
    """Read the 256 byte text block. Raises CardUnreadable when no name or no number stands where it belongs."""

    def at(offset: int, length: int) -> str:
        # Unused positions hold spaces, with some readers NUL. Half a surrogate pair shows as U+FFFD:
        # a name with one damaged character still identifies, and such a string can be stored.
        return text[offset : offset + length].decode("utf-16-le", "replace").strip(" \0")

    # The flag chooses the layout before anything else: with a wrong one, every field is nonsense.
    match at(_KIND_AT, 2):
        case "I":
            card: Card = _foreigner_2017(at)
            good = is_permanent_residence_2017(card.id_number)
        case "Y":
            card = _foreigner_2023(at)
            good = is_permanent_residence_2023(card.id_number)
        case "J":
            card = _permit(at)
            good = is_id_number(card.id_number)
        case _:
            card = _resident(at)
            good = is_id_number(card.id_number)
    if not card.name or not good:
        raise CardUnreadable("the card holds no name or no valid number")
    return card


class _At(Protocol):
    """Text of `length` bytes from `offset`."""

    def __call__(self, offset: int, length: int) -> str: ...


def _resident(at: _At) -> ResidentCard:
    return ResidentCard(
        name=at(0, 30),
        sex=at(30, 2),
        nation=at(32, 4),
        birth=at(36, 16),
        address=at(52, 70),
        id_number=at(122, 36),
        issuer=at(158, 30),
        valid_from=at(188, 16),
        valid_to=at(204, 16),
    )


def _permit(at: _At) -> HkMacaoTaiwanPermit:
    return HkMacaoTaiwanPermit(
        name=at(0, 30),
        sex=at(30, 2),
        birth=at(36, 16),
        address=at(52, 70),
        id_number=at(122, 36),
        issuer=at(158, 30),
        valid_from=at(188, 16),
        valid_to=at(204, 16),
        travel_permit=at(220, 18),
        issue_count=at(238, 4),
    )


def _foreigner_2017(at: _At) -> Foreigner2017:
    return Foreigner2017(
        english_name=at(0, 120),
        sex=at(120, 2),
        id_number=at(122, 30),
        nationality=at(152, 6),
        chinese_name=at(158, 30),
        valid_from=at(188, 16),
        valid_to=at(204, 16),
        birth=at(220, 16),
        version=at(236, 4),
        authority=at(240, 8),
    )


def _foreigner_2023(at: _At) -> Foreigner2023:
    # The English name goes on in a second field after 35 characters, of which the last may be the space between names.
    begun, rest = at(52, 70), at(220, 22)
    return Foreigner2023(
        chinese_name=at(0, 30),
        sex=at(30, 2),
        renewals=at(32, 4),
        birth=at(36, 16),
        english_name=f"{begun.ljust(35)}{rest}" if rest else begun,
        id_number=at(122, 36),
        valid_from=at(188, 16),
        valid_to=at(204, 16),
        nationality=at(242, 6),
        old_number_link=at(250, 6),
    )
