# SPDX-License-Identifier: Apache-2.0
"""ESC/POS: what the printer answers, bit by bit (Epson, Citizen, Bixolon and Custom manuals)."""

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.errors import CoverOpen, DeviceError, DeviceNotReady, HardwareError, PaperOut, ProtocolError
from device_drivers.status import DeviceState, DeviceStatus

FULL = 20
STATUS = {n: b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4, FULL)}
"""DLE EOT n. `FULL` tells of all at once; Custom's kiosk printers (KPM, VKP) and those that follow them know it."""


class Fault(StrEnum):
    OFFLINE = "offline"
    FEEDING = "feeding"
    COVER_OPEN = "coverOpen"
    PAPER_OUT = "paperOut"
    PAPER_LOW = "paperLow"
    PAPER_NOT_TAKEN = "paperNotTaken"
    PAPER_JAMMED = "paperJammed"
    HEAD_HOT = "headHot"
    CUTTER = "cutterError"
    RECOVERABLE = "recoverableError"
    UNRECOVERABLE = "unrecoverableError"
    AUTO_RECOVERABLE = "autoRecoverableError"
    ERROR = "hardwareError"


class Kind(StrEnum):
    REAL_TIME = "realTime"
    AUTOMATIC = "automatic"
    BLOCK = "block"
    QUEUED = "queued"
    FULL = "full"


@dataclass(frozen=True)
class Answer:
    kind: Kind
    data: bytes


_BITS = {
    1: ((0x08, Fault.OFFLINE),),
    2: (
        (0x04, Fault.COVER_OPEN),
        (0x08, Fault.FEEDING),
        (0x20, Fault.PAPER_OUT),
        (0x40, Fault.ERROR),
    ),
    3: (
        (0x04, Fault.RECOVERABLE),
        (0x08, Fault.CUTTER),
        (0x20, Fault.UNRECOVERABLE),
        (0x40, Fault.AUTO_RECOVERABLE),
    ),
    4: (
        (0x04, Fault.PAPER_LOW),
        (0x08, Fault.PAPER_LOW),
        (0x20, Fault.PAPER_OUT),
        (0x40, Fault.PAPER_NOT_TAKEN),
    ),
}
_ASB_BITS = (
    ((0x08, Fault.OFFLINE), (0x20, Fault.COVER_OPEN)),
    (
        (0x04, Fault.RECOVERABLE),
        (0x08, Fault.CUTTER),
        (0x20, Fault.UNRECOVERABLE),
        (0x40, Fault.AUTO_RECOVERABLE),
    ),
    ((0x01, Fault.PAPER_LOW), (0x02, Fault.PAPER_LOW), (0x04, Fault.PAPER_OUT), (0x08, Fault.PAPER_OUT)),
    (),
)
# Citizen PPU-231II alone gives a meaning to this bit of the second byte; elsewhere it is a button or nothing.
_PRESENTER_JAM = 0x02
# After 10 0F: paper, user, recoverable errors, unrecoverable errors (Custom KPM150H, KPM210, KPM300).
_FULL_BITS = (
    ((0x01, Fault.PAPER_OUT), (0x04, Fault.PAPER_LOW), (0x20, Fault.PAPER_NOT_TAKEN)),
    ((0x01, Fault.COVER_OPEN), (0x02, Fault.COVER_OPEN), (0x08, Fault.FEEDING)),
    ((0x01, Fault.HEAD_HOT), (0x08, Fault.RECOVERABLE), (0x40, Fault.PAPER_JAMMED), (0x80, Fault.RECOVERABLE)),
    ((0x01, Fault.CUTTER), (0x02, Fault.COVER_OPEN), (0x04, Fault.UNRECOVERABLE), (0x08, Fault.UNRECOVERABLE)),
)
_NAMED_ERRORS = frozenset(
    {
        Fault.RECOVERABLE,
        Fault.CUTTER,
        Fault.UNRECOVERABLE,
        Fault.AUTO_RECOVERABLE,
        Fault.HEAD_HOT,
        Fault.PAPER_JAMMED,
    }
)
_FULL_START = b"\x10\x0f"
_HARMLESS = frozenset({Fault.PAPER_LOW, Fault.PAPER_NOT_TAKEN})
_HUMAN = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN})
PASSING = frozenset({Fault.AUTO_RECOVERABLE, Fault.HEAD_HOT, Fault.FEEDING})
"""A printer in these goes on by itself, with the job that it has."""
_BLOCK_STARTS = frozenset(b"\x35\x37\x3b\x3d\x5f")
_MAX_BLOCK = 128


def split_answers(buffer: bytes, *, full_status: bool = False) -> tuple[list[Answer], bytes]:
    """Take whole answers off the buffer; the first byte of each tells its kind.

    `full_status`: the printer may answer `FULL`, whose beginning would else be an automatic status with every fault.
    """
    answers = []
    while buffer:
        kind = _kind_of(buffer[0])
        if full_status and kind is Kind.AUTOMATIC:
            if len(buffer) == 1:
                break
            kind = Kind.FULL if buffer.startswith(_FULL_START) else kind
        size = _size_of(kind, buffer)
        if len(buffer) < size:
            break
        data, buffer = buffer[:size], buffer[size:]
        if kind is Kind.AUTOMATIC and any(byte & 0x90 for byte in data[1:]):
            raise ProtocolError("broken automatic status")
        answers.append(Answer(kind, data))
    return answers, buffer


def _size_of(kind: Kind, buffer: bytes) -> int:
    if kind is Kind.BLOCK:
        size = buffer.find(b"\0") + 1 or _MAX_BLOCK + 1
        if size > _MAX_BLOCK and len(buffer) > _MAX_BLOCK:
            raise ProtocolError("block answer without end")
        return size
    return {Kind.AUTOMATIC: 4, Kind.FULL: 6}.get(kind, 1)


def _kind_of(first: int) -> Kind:
    if first & 0x93 == 0x12:
        return Kind.REAL_TIME
    if first & 0x93 == 0x10:
        return Kind.AUTOMATIC
    if first in _BLOCK_STARTS:
        return Kind.BLOCK
    if first & 0x90 == 0:
        return Kind.QUEUED
    raise ProtocolError(f"answer begins with {first:02X}")


def process_id(data: bytes) -> bytes | None:
    """Return the four bytes that a block answers to GS ( H function 48, None when it is another block."""
    return data[2:6] if len(data) == 7 and data.startswith(b"\x37\x22") else None


def real_time_faults(answers: dict[int, int]) -> frozenset[Fault]:
    """Evaluate the bytes answered to DLE EOT n, keyed by n.

    Bits stand singly: Epson sets both paper-end bits of n = 4, kiosk printers use the second one alone for
    a slip that waits at the presenter.
    """
    faults = {fault for n, byte in answers.items() for bit, fault in _BITS[n] if byte & bit}
    return _causes(faults)


def automatic_faults(data: bytes, *, presenter: bool = False) -> frozenset[Fault]:
    faults = {fault for byte, bits in zip(data, _ASB_BITS, strict=True) for bit, fault in bits if byte & bit}
    return _causes(faults | ({Fault.PAPER_JAMMED} if presenter and data[1] & _PRESENTER_JAM else set()))


def full_faults(data: bytes) -> frozenset[Fault]:
    """Evaluate the six bytes of the answer to `FULL`."""
    told = zip(data[2:], _FULL_BITS, strict=True)
    return _causes({fault for byte, bits in told for bit, fault in bits if byte & bit})


def together(*parts: frozenset[Fault]) -> frozenset[Fault]:
    """Join what several answers of the same moment say."""
    return _causes({fault for part in parts for fault in part})


def queued_faults(byte: int) -> frozenset[Fault]:
    """Evaluate the answer to GS r 1."""
    low = {Fault.PAPER_LOW} if byte & 0x03 else set()
    return _causes(low | ({Fault.PAPER_OUT} if byte & 0x0C else set()))


def _causes(faults: set[Fault]) -> frozenset[Fault]:
    """Drop what another fault explains: out of paper implies low, and off-line has a reason."""
    kept = set(faults)
    if Fault.PAPER_OUT in kept:
        kept -= {Fault.PAPER_LOW, Fault.PAPER_NOT_TAKEN}
    if Fault.HEAD_HOT in kept:
        kept -= {Fault.AUTO_RECOVERABLE}
    if kept & _NAMED_ERRORS:
        kept -= {Fault.ERROR}
    if kept - _HARMLESS - {Fault.OFFLINE}:
        kept -= {Fault.OFFLINE}
    return frozenset(kept)


def failure(faults: frozenset[Fault], *, partial: bool) -> DeviceError | None:
    """Return the error that keeps the printer from printing, if any."""
    stopping = sorted(faults - _HARMLESS)
    if not stopping:
        return None
    message = f"the printer reports {', '.join(stopping)}"
    if Fault.COVER_OPEN in faults:
        return CoverOpen(message, partial=partial)
    if Fault.PAPER_OUT in faults:
        return PaperOut(message, partial=partial)
    if faults & {Fault.OFFLINE, Fault.FEEDING}:
        return DeviceNotReady(message, partial=partial)
    if Fault.PAPER_JAMMED in faults:
        return HardwareError(message, code="paperJammed", partial=partial)
    return HardwareError(message, partial=partial)


def status_of(faults: frozenset[Fault]) -> DeviceStatus:
    stopping = faults - _HARMLESS
    if not stopping:
        state = DeviceState.ONLINE
    elif stopping - _HUMAN - {Fault.OFFLINE, Fault.FEEDING}:
        state = DeviceState.HARDWARE_ERROR
    elif stopping & _HUMAN:
        state = DeviceState.USER_ERROR
    else:
        state = DeviceState.DEVICE_BUSY if Fault.FEEDING in stopping else DeviceState.OFFLINE
    words = tuple(str(fault) for fault in sorted(faults))
    return DeviceStatus(state, words, f"the printer reports {', '.join(words)}" if words else "")
