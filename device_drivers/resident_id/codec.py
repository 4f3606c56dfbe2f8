# SPDX-License-Identifier: Apache-2.0
"""SDT, the protocol of resident ID card readers (GA 450, GA 467): frames, commands, replies."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from functools import reduce
from operator import xor
from typing import TypeAlias

from device_drivers.errors import ProtocolError

PREAMBLE = bytes.fromhex("AA AA AA 96 69")
# A UART may lose or repeat the first AA, so only the last four bytes are searched for.
_SYNC = PREAMBLE[1:]
_HEAD = len(_SYNC) + 2
# LEN counts CHK. The longest known reply (30 10, two fingers) has 2314; more is a preamble found in noise.
_MIN_LENGTH, _MAX_LENGTH = 3, 4096

TEXT_LENGTH = 256
ADDRESS_LENGTH = 70


class Command(Enum):
    """CMD, PARA."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_NUMBER = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"
    READ_APPENDED_ADDRESS = b"\x30\x03"


class Status(IntEnum):
    """SW3."""

    OK = 0x90
    FOUND = 0x9F
    NO_ITEM = 0x91
    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    NOT_PERMITTED = 0x23
    UNRECOGNISED = 0x24
    CARD_REJECTS_READER = 0x31
    READER_REJECTS_CARD = 0x32
    BAD_MAC = 0x33
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81


@dataclass(frozen=True)
class Reply:
    """`card_status` (SW1 SW2) is the card's own APDU status with SW3 31, 41, 47 and 81."""

    status: Status
    card_status: int
    data: bytes = field(repr=False)


def checksum(body: bytes) -> int:
    return reduce(xor, body, 0)


def negated_sum(body: bytes) -> int:
    """Check byte of one vendor's reader: the two's complement of the sum."""
    return -sum(body) & 0xFF


Check: TypeAlias = Callable[[bytes], int]
"""Of LEN and payload."""


def encode_frame(payload: bytes, check: Check = checksum) -> bytes:
    body = (len(payload) + 1).to_bytes(2, "big") + payload
    return PREAMBLE + body + bytes([check(body)])


def request(command: Command) -> bytes:
    return encode_frame(command.value)


def split_frame(buffer: bytes, checks: tuple[Check, ...] = (checksum,)) -> tuple[bytes | None, bytes]:
    """Take the first complete payload off the buffer; None when more bytes are needed. One of `checks` has to hold.

    Bytes before a preamble are dropped. Inside a frame no preamble is looked for: the photo may hold one.
    """
    start = buffer.find(_SYNC)
    while start >= 0:
        length = int.from_bytes(buffer[start + 4 : start + _HEAD], "big")
        end = start + _HEAD + length
        if len(buffer) < start + _HEAD:
            return None, buffer[start:]
        if _MIN_LENGTH <= length <= _MAX_LENGTH:
            if len(buffer) < end:
                return None, buffer[start:]
            body, check = buffer[start + 4 : end - 1], buffer[end - 1]
            if all(of(body) != check for of in checks):
                raise ProtocolError("frame with wrong checksum")
            return body[2:], buffer[end:]
        start = buffer.find(_SYNC, start + 1)
    return None, buffer[-(len(_SYNC) - 1) :]


def decode_reply(payload: bytes) -> Reply:
    if len(payload) < 3:
        raise ProtocolError("reply without status")
    try:
        status = Status(payload[2])
    except ValueError:
        raise ProtocolError(f"unknown status {payload[2]:02X}") from None
    return Reply(status, int.from_bytes(payload[:2], "big"), payload[3:])


def is_answer(reply: Reply, command: Command) -> bool:
    """Whether a reply can be one to this command. Replies do not name theirs, and a host that was killed and came back
    may be given the answer to what it had asked before."""
    match reply.status:
        case Status.FOUND:
            return command is Command.FIND
        case Status.NO_ITEM:
            return command is Command.READ_APPENDED_ADDRESS
        case Status.OK:
            has_card = len(reply.data) >= 4 + TEXT_LENGTH
            return command is not Command.FIND and has_card == (command is Command.READ)
        case _:
            return True


def split_card_data(data: bytes) -> tuple[bytes, bytes]:
    """Text and photo (WLT, 1024 bytes or none) of a 30 01 reply."""
    if len(data) < 4:
        raise ProtocolError("card data without lengths")
    text, photo = struct.unpack_from(">HH", data)
    if text != TEXT_LENGTH or len(data) != 4 + text + photo:
        raise ProtocolError("card data of wrong length")
    return data[4 : 4 + text], data[4 + text :]


def text_block(data: bytes) -> bytes:
    return split_card_data(data)[0]


def decode_address(data: bytes) -> str:
    """The appended address of a 30 03 reply: 70 bytes of UTF-16LE."""
    if len(data) != ADDRESS_LENGTH:
        raise ProtocolError("appended address of wrong length")
    return data.decode("utf-16-le", "replace").strip(" \0")


@dataclass(frozen=True)
class SamNumber:
    """Identity of the security module, and so of the reader. `made` is YYYYMMDD."""

    maker: int
    kind: int
    made: int
    serial: int
    check: int

    def __str__(self) -> str:
        return f"{self.maker:02}.{self.kind:02}-{self.made}-{self.serial:010}-{self.check:010}"


def sam_number(data: bytes) -> SamNumber:
    if len(data) != 16:
        raise ProtocolError("SAM number of wrong length")
    return SamNumber(*struct.unpack("<HHIII", data))
