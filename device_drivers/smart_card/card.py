# SPDX-License-Identifier: Apache-2.0
"""What a card that was presented turned out to be."""

from dataclasses import dataclass, field
from enum import StrEnum

from device_drivers.smart_card.apdu import Command, select_application
from device_drivers.smart_card.social_security import SocialSecurityCard


class CardKind(StrEnum):
    SOCIAL_SECURITY = "socialSecurity"
    BANK = "bank"
    STORAGE = "storage"
    """A contactless memory card: door keys, canteen cards."""
    OTHER = "other"


@dataclass(frozen=True)
class Uid:
    """What a contactless card calls itself: 4, 7 or 10 bytes. Whoever can read it can copy it: it proves nothing."""

    value: bytes = field(repr=False)

    @property
    def is_random(self) -> bool:
        """Made anew each time (ISO/IEC 14443-3: four bytes that begin with 08), as phones and identity cards do."""
        return len(self.value) == 4 and self.value[0] == 0x08


@dataclass(frozen=True)
class Reading:
    """`reader`: name of the slot, as PC/SC calls it. Of a bank card nothing is read but that it is one."""

    kind: CardKind
    reader: str
    contactless: bool
    uid: Uid | None = None
    social_security: SocialSecurityCard | None = None


BANK_NAMES = (b"2PAY.SYS.DDF01", b"1PAY.SYS.DDF01", bytes.fromhex("A0000003330101"))
"""The directories of payment applications, contactless and contact (EMV book 1), and the beginning of UnionPay's."""


def bank_selections() -> tuple[Command, ...]:
    """The answers are not fetched: being selected is answer enough."""
    return tuple(select_application(name, fetch=False) for name in BANK_NAMES)
