# SPDX-License-Identifier: Apache-2.0
"""What a card's status (ISO/IEC 7816-4, 5.1.3) means for reading it: one place for all of them."""

from enum import Enum, auto

from device_drivers.errors import CardUnreadable, DeviceError


class Verdict(Enum):
    DONE = auto()
    ABSENT = auto()
    """The card has no such application, file or record; a result, and no failure."""
    WRONG_LENGTH = auto()
    """To be asked again with the exact length: cards that do not say it by 6Cxx."""
    DENIED = auto()
    """Wants a PIN or a PSAM first. The driver has neither."""
    BLOCKED = auto()
    FAILED = auto()
    """Worth another try from the start."""


_VERDICTS = {
    0x9000: Verdict.DONE,
    0x6282: Verdict.DONE,  # the record ended before the length asked for
    0x6283: Verdict.BLOCKED,
    0x6700: Verdict.WRONG_LENGTH,
    0x6981: Verdict.ABSENT,  # the file has no records
    0x6982: Verdict.DENIED,
    0x6983: Verdict.BLOCKED,
    0x6984: Verdict.BLOCKED,
    0x6985: Verdict.DENIED,
    0x6A81: Verdict.ABSENT,
    0x6A82: Verdict.ABSENT,
    0x6A83: Verdict.ABSENT,
    0x6A86: Verdict.ABSENT,
    0x6A88: Verdict.ABSENT,
    0x6B00: Verdict.ABSENT,
    0x6D00: Verdict.ABSENT,
    0x6E00: Verdict.ABSENT,
    0x9303: Verdict.BLOCKED,  # application locked for good (PBOC)
}
_CODES = {Verdict.DENIED: "cardAccessDenied", Verdict.BLOCKED: "cardBlocked"}
FINAL_CODES = frozenset({*_CODES.values(), "cardKindUnsupported"})
"""Another try ends the same way."""


def verdict(status: int) -> Verdict:
    if status >> 8 == 0x61:
        return Verdict.DONE
    return _VERDICTS.get(status, Verdict.FAILED)


def failure(status: int, doing: str) -> DeviceError:
    code = _CODES.get(verdict(status), "cardUnreadable")
    return CardUnreadable(f"{doing}: the card says {status:04X}", code=code)
