# SPDX-License-Identifier: Apache-2.0
"""ESC/POS: what the printer answers, bit by bit (Epson, Citizen and Bixolon manuals)."""

from dataclasses import dataclass
from enum import StrEnum

from device_drivers.errors import CoverOpen, DeviceError, DeviceNotReady, HardwareError, PaperOut, ProtocolError
from device_drivers.status import DeviceState, DeviceStatus

STATUS = {n: b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4)}
"""DLE EOT n."""


class Fault(StrEnum):
    OFFLINE = "offline"
    FEEDING = "feeding"
    COVER_OPEN = "coverOpen"
    PAPER_OUT = "paperOut"
    PAPER_LOW = "paperLow"
    PAPER_NOT_TAKEN = "paperNotTaken"
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
_HARMLESS = frozenset({Fault.PAPER_LOW, Fault.PAPER_NOT_TAKEN})
_HUMAN = frozenset({Fault.PAPER_OUT, Fault.COVER_OPEN})
_BLOCK_STARTS = frozenset(b"\x35\x37\x3b\x3d\x5f")
_MAX_BLOCK = 128


def split_answers(buffer: bytes) -> tuple[list[Answer], bytes]:
    """Take whole answers off the buffer; the first byte of each tells its kind."""
    answers = []
    while buffer:
        kind = _kind_of(buffer[0])
        if kind is Kind.BLOCK:
            size = buffer.find(b"\0") + 1 or _MAX_BLOCK + 1
            if size > _MAX_BLOCK and len(buffer) > _MAX_BLOCK:
                raise ProtocolError("block answer without end")
        else:
            size = 4 if kind is Kind.AUTOMATIC else 1
        if len(buffer) < size:
            break
        data, buffer = buffer[:size], buffer[size:]
        if kind is Kind.AUTOMATIC and any(byte & 0x90 for byte in data[1:]):
            raise ProtocolError("broken automatic status")
        answers.append(Answer(kind, data))
    return answers, buffer


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


def real_time_faults(answers: dict[int, int]) -> frozenset[Fault]:
    """Evaluate the bytes answered to DLE EOT n, keyed by n.

    Bits stand singly: Epson sets both paper-end bits of n = 4, kiosk printers use the second one alone for
    a slip that waits at the presenter.
    """
    faults = {fault for n, byte in answers.items() for bit, fault in _BITS[n] if byte & bit}
    return _causes(faults)


def automatic_faults(data: bytes) -> frozenset[Fault]:
    return _causes({fault for byte, bits in zip(data, _ASB_BITS, strict=True) for bit, fault in bits if byte & bit})


def queued_faults(byte: int) -> frozenset[Fault]:
    """Evaluate the answer to GS r 1."""
    low = {Fault.PAPER_LOW} if byte & 0x03 else set()
    return _causes(low | ({Fault.PAPER_OUT} if byte & 0x0C else set()))


def _causes(faults: set[Fault]) -> frozenset[Fault]:
    """Drop what another fault explains: out of paper implies low, and off-line has a reason."""
    kept = set(faults)
    if Fault.PAPER_OUT in kept:
        kept -= {Fault.PAPER_LOW, Fault.PAPER_NOT_TAKEN}
    if kept & {Fault.RECOVERABLE, Fault.CUTTER, Fault.UNRECOVERABLE, Fault.AUTO_RECOVERABLE}:
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
