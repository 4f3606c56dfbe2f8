# SPDX-License-Identifier: Apache-2.0
"""The commands that cards are sent (ISO/IEC 7816-4), and their answers. There are four: none can carry a PIN."""

from dataclasses import dataclass, field, replace
from enum import IntEnum

from device_drivers.errors import ProtocolError


class Instruction(IntEnum):
    """All there are. VERIFY (20), CHANGE REFERENCE DATA (24) and RESET RETRY COUNTER (2C) must never be among them: a
    PIN that is tried costs the resident one of a few tries."""

    SELECT = 0xA4
    READ_RECORD = 0xB2
    GET_RESPONSE = 0xC0
    GET_DATA = 0xCA
    """Only to the reader itself (class FF, PC/SC part 3), which knows the card's UID."""


class Protocol(IntEnum):
    """How reader and card speak; numbered as PC/SC does, where 1 is T=0."""

    T0 = 1
    T1 = 2


@dataclass(frozen=True)
class Command:
    """`le`: bytes expected, 0 for all there are, None for none. `fetch`: whether the answer's data is wanted; if not,
    what a card keeps ready after 61xx stays in it."""

    instruction: Instruction
    p1: int
    p2: int
    data: bytes = b""
    le: int | None = None
    fetch: bool = True

    def __post_init__(self) -> None:
        # A number that is no Instruction is a ValueError here: whoever gets around the types gets no further either.
        Instruction(self.instruction)
        if self.data and self.instruction is not Instruction.SELECT:
            raise ValueError("only SELECT carries data")
        if len(self.data) > 16 or not all(0 <= part <= 255 for part in (self.p1, self.p2, self.le or 0)):
            raise ValueError("names have 16 bytes at most, parameters one")

    def encode(self, protocol: Protocol) -> bytes:
        """With T=0 a command that carries data says no length of the answer: the card says it (61xx)."""
        card_class = 0xFF if self.instruction is Instruction.GET_DATA else 0x00
        head = bytes([card_class, self.instruction, self.p1, self.p2])
        data = bytes([len(self.data)]) + self.data if self.data else b""
        le = b"" if self.le is None or (data and protocol is Protocol.T0) else bytes([self.le])
        return head + data + le


@dataclass(frozen=True)
class Answer:
    """`status`: SW1 SW2."""

    status: int
    data: bytes = field(default=b"", repr=False)


def select_application(name: bytes, *, fetch: bool = True) -> Command:
    """The name may be the beginning of one."""
    return Command(Instruction.SELECT, 0x04, 0x00, name, None if fetch else 0, fetch)


def select_file(identifier: int) -> tuple[Command, Command]:
    """Both forms that are used in the field: as a file of the application, and with nothing said."""
    data = identifier.to_bytes(2, "big")
    return Command(Instruction.SELECT, 0x02, 0x00, data), Command(Instruction.SELECT, 0x00, 0x00, data)


def read_record_number(number: int, *, le: int = 0) -> Command:
    """In the file that is selected."""
    return Command(Instruction.READ_RECORD, number, 0x04, le=le)


def read_record_tag(tag: int, *, le: int = 0) -> Command:
    return Command(Instruction.READ_RECORD, tag, 0x00, le=le)


def get_uid() -> Command:
    """UID, PUPI or IDm of a contactless card."""
    return Command(Instruction.GET_DATA, 0x00, 0x00, le=0)


def decode_answer(answer: bytes) -> Answer:
    """Raises ProtocolError for what is too short to hold a status."""
    if len(answer) < 2:
        raise ProtocolError("the card's answer holds no status")
    return Answer(int.from_bytes(answer[-2:], "big"), answer[:-2])


def follow(command: Command, answer: Answer) -> Command | None:
    """What is to be sent next to have the whole answer; None when there is nothing more."""
    low = answer.status & 0xFF
    match answer.status >> 8:
        case 0x61 if command.fetch:
            return Command(Instruction.GET_RESPONSE, 0, 0, le=low)
        case 0x6C if command.le != low:
            return replace(command, le=low)
    return None
