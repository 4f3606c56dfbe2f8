# SPDX-License-Identifier: Apache-2.0
"""PC/SC through pyscard's lowest layer: contexts, states, one card. The only module that calls the native library.

pyscard's own monitors are not used: after pcscd was restarted they never report again. Calls wait as long as pcscd
does (other threads run meanwhile): when a card or the daemon hangs, the process that hosts the driver has to be killed.
"""

from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from smartcard.scard import (
    SCARD_LEAVE_CARD,
    SCARD_PCI_T0,
    SCARD_PCI_T1,
    SCARD_PROTOCOL_T0,
    SCARD_PROTOCOL_T1,
    SCARD_RESET_CARD,
    SCARD_SCOPE_SYSTEM,
    SCARD_SHARE_EXCLUSIVE,
    SCARD_STATE_MUTE,
    SCARD_STATE_PRESENT,
    SCARD_STATE_UNAWARE,
    SCARD_STATE_UNKNOWN,
    SCardConnect,
    SCardDisconnect,
    SCardEstablishContext,
    SCardGetErrorMessage,
    SCardGetStatusChange,
    SCardIsValidContext,
    SCardListReaders,
    SCardReleaseContext,
    SCardTransmit,
)

from device_drivers.errors import CardRemoved, CardUnreadable, DeviceError, DeviceNotReady, HardwareError
from device_drivers.smart_card.apdu import Answer, Command, Protocol, decode_answer, follow

CARD_MUTE = "cardMute"
"""The code of a card that answers nothing that could be understood."""

# Results as pcsc-lite numbers them.
_TIMEOUT = 0x8010000A
_NO_READERS = 0x8010002E
# Invalid handle, no memory (so a daemon in trouble is told), internal, service absent, stopped, line to it lost.
_SERVICE_LOST = frozenset({0x80100001, 0x80100003, 0x80100006, 0x80100013, 0x8010001D, 0x8010001E, 0x8010002F})
# Unknown reader, held by another program, reader unplugged.
_READER_LOST = frozenset({0x80100009, 0x8010000B, 0x80100017})
# No card, not transacted, card was reset, removed.
_CARD_LOST = frozenset({0x8010000C, 0x80100016, 0x80100068, 0x80100069})
# No protocol in common, not supported, silent, without power.
_CARD_MUTE = frozenset({0x8010000F, 0x80100065, 0x80100066, 0x80100067})
_MAX_FOLLOWED = 8
_MAX_DATA = 4096


@dataclass(frozen=True)
class SlotState:
    """`raw`: PC/SC's flags, with its count of insertions and removals in the upper 16 bits."""

    raw: int
    atr: bytes = field(default=b"", repr=False)

    @property
    def present(self) -> bool:
        return bool(self.raw & SCARD_STATE_PRESENT)

    @property
    def mute(self) -> bool:
        """A card is there and did not answer its reset."""
        return bool(self.raw & SCARD_STATE_MUTE)

    @property
    def usable(self) -> bool:
        """Whether the slot itself is still known."""
        return not self.raw & SCARD_STATE_UNKNOWN

    @property
    def count(self) -> int:
        return self.raw >> 16


class Pcsc:
    """One context, established when it is needed and dropped when the service has gone. Every failure is a
    DeviceError; when it is about the service or the reader, a DeviceNotReady."""

    def __init__(self) -> None:
        self._context: int | None = None

    def open(self) -> int:
        if self._context is not None and SCardIsValidContext(self._context) == 0:
            return self._context
        self.close()
        result, context = SCardEstablishContext(SCARD_SCOPE_SYSTEM)
        self._check(result, "PC/SC service")
        self._context = int(context)
        return self._context

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            SCardReleaseContext(context)

    def readers(self) -> tuple[str, ...]:
        result, names = SCardListReaders(self.open(), [])
        if result & 0xFFFFFFFF == _NO_READERS:
            return ()
        self._check(result, "list of readers")
        return tuple(names)

    def states(self, known: dict[str, SlotState | None], timeout_s: float) -> dict[str, SlotState]:
        """Wait until a slot is no longer as `known` (None: not known, so at once), or until the time has passed."""
        asked = [(name, SCARD_STATE_UNAWARE if state is None else state.raw) for name, state in known.items()]
        result, slots = SCardGetStatusChange(self.open(), max(0, int(timeout_s * 1000)), asked)
        if result & 0xFFFFFFFF != _TIMEOUT:
            self._check(result, "state of readers")
        return {name: SlotState(raw & 0xFFFFFFFF, bytes(atr)) for name, raw, atr in slots}

    def connect(self, reader: str) -> "Card":
        """For this program alone: nobody else's commands come between selecting and reading."""
        result, handle, protocol = SCardConnect(
            self.open(), reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1
        )
        self._check(result, "card")
        return Card(self, handle, Protocol.T0 if protocol == SCARD_PROTOCOL_T0 else Protocol.T1)

    def _check(self, result: int, what: str) -> None:
        code = result & 0xFFFFFFFF
        if code == 0:
            return
        if code in _SERVICE_LOST:
            self.close()
        raise _failure(code, f"{what}: {SCardGetErrorMessage(result).strip()}")


class Card:
    """A powered card. Reset when it has been read, so that nothing stays selected in it."""

    def __init__(self, pcsc: Pcsc, handle: int, protocol: Protocol) -> None:
        self._pcsc = pcsc
        self._handle = handle
        self.protocol = protocol

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # After a failure the card may have gone: pcscd that is to reset it then takes the slot for empty, also when the
        # card is back before it looked (every 0.4 s), until it is taken out for good. It powers the card off by itself.
        SCardDisconnect(self._handle, SCARD_RESET_CARD if error is None else SCARD_LEAVE_CARD)

    def ask(self, command: Command) -> Answer:
        """Send it and fetch all of the answer (61xx, 6Cxx)."""
        data = b""
        step: Command | None = command
        for _ in range(_MAX_FOLLOWED):
            assert step is not None
            answer = self._transmit(step)
            data += answer.data
            step = follow(step, answer)
            if step is None or len(data) > _MAX_DATA:
                break
        if step is not None:
            raise CardUnreadable("the card answers without end")
        return Answer(answer.status, data)

    def _transmit(self, command: Command) -> Answer:
        pci = SCARD_PCI_T0 if self.protocol is Protocol.T0 else SCARD_PCI_T1
        result, answer = SCardTransmit(self._handle, pci, list(command.encode(self.protocol)))
        self._pcsc._check(result, "card")  # noqa: SLF001 -- one unit: the context has to go with the service
        if not answer:
            # A driver that lost the card in mid-answer says so, or only answers nothing.
            raise CardRemoved("the card's answer is empty")
        return decode_answer(bytes(byte & 0xFF for byte in answer))


def _failure(code: int, message: str) -> DeviceError:
    if code in _SERVICE_LOST | _READER_LOST:
        return DeviceNotReady(message)
    if code in _CARD_LOST:
        return CardRemoved(message)
    if code in _CARD_MUTE:
        return CardUnreadable(message, code=CARD_MUTE)
    return HardwareError(f"{message} ({code:08X})")
