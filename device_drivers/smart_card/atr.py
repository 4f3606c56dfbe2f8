# SPDX-License-Identifier: Apache-2.0
"""The answer to reset (ISO/IEC 7816-3), and what PC/SC part 3 writes into it for a contactless card."""

from dataclasses import dataclass, field

from device_drivers.errors import ProtocolError

_STORAGE = bytes.fromhex("804F0CA000000306")
"""Category, tag, length and the PC/SC workgroup's RID; then the standard, the card's name and four reserved bytes."""


@dataclass(frozen=True)
class Storage:
    """A memory card without applications. `standard`: 03 is ISO 14443 A part 3; `name`: 0001 is MIFARE Classic 1K."""

    standard: int
    name: int


@dataclass(frozen=True)
class Atr:
    """`protocols`: numbers of T=0 to T=14 as offered. Historical bytes may be one card's own, so they do not print."""

    protocols: tuple[int, ...]
    historical: bytes = field(repr=False)
    contactless: bool
    storage: Storage | None = None


def decode_atr(atr: bytes) -> Atr:
    """Raises ProtocolError for what is no answer to reset, or one with a wrong check byte."""
    if not 2 <= len(atr) <= 33 or atr[0] not in {0x3B, 0x3F}:
        raise ProtocolError("no answer to reset")
    protocols: list[int] = []
    at, presence = 2, atr[1] >> 4
    while presence:
        at += presence.bit_count()
        if not presence & 8:
            break
        if at > len(atr):
            raise ProtocolError("the answer to reset stops before its end")
        offered = atr[at - 1]
        presence = offered >> 4
        if offered & 0x0F != 15:  # T=15 only announces global interface bytes
            protocols.append(offered & 0x0F)
    end = at + (atr[1] & 0x0F)
    # The check byte is there unless T=0 is the only protocol.
    checked = any(protocols)
    if end + checked > len(atr):
        raise ProtocolError("the answer to reset stops before its end")
    if checked and _xor(atr[1 : end + 1]):
        raise ProtocolError("the answer to reset has a wrong check byte")
    historical = atr[at:end]
    contactless = atr[0] == 0x3B and atr[1] >> 4 == 8 and atr[2:4] == b"\x80\x01"
    storage = None
    if contactless and len(historical) == 15 and historical.startswith(_STORAGE):
        storage = Storage(historical[8], int.from_bytes(historical[9:11], "big"))
    return Atr(tuple(protocols) or (0,), historical, contactless, storage)


def _xor(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check
