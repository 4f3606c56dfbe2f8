# SPDX-License-Identifier: Apache-2.0
"""Reads social-security cards and recognises others, through any PC/SC reader.

Not verified on hardware: tried with the real pcscd and a card that is a program. Host it in a process that can be
killed: PC/SC's calls end only when pcscd lets them.
"""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from device_drivers.errors import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceError,
    DeviceNotReady,
    HardwareError,
    ProtocolError,
    TimedOut,
)
from device_drivers.smart_card.apdu import (
    Answer,
    get_uid,
    read_record_number,
    read_record_tag,
    select_application,
    select_file,
)
from device_drivers.smart_card.atr import Atr, decode_atr
from device_drivers.smart_card.card import CardKind, Reading, Uid, bank_selections
from device_drivers.smart_card.social_security import (
    APPLICATION,
    FILES,
    Record,
    SocialSecurityCard,
    decode_card,
    record_value,
)
from device_drivers.smart_card.status_words import FINAL_CODES, Verdict, failure, verdict
from device_drivers.status import DeviceState, DeviceStatus

if TYPE_CHECKING:
    from device_drivers.smart_card.pcsc import Card, Pcsc, SlotState

SERVICE_GONE = "cardServiceGone"
"""The fault when pcscd does not run."""
_TRIES = 4
_BACK_S = 1.5
"""How long a card that was lost in the middle may stay away; pcscd looks for cards every 0.4 s."""
_SERVICE_BACK_S = 5.0
"""How long the service or the reader may be away while a card is waited for: pcscd's restart takes about one."""
_SLICE_S = 0.1
_PAUSE_S = 0.2


def stem(reader: str) -> str:
    """The name without the two numbers at its end, which tell the order of plugging in."""
    return re.sub(r" [0-9A-F]{2} [0-9A-F]{2}$", "", reader)


def smart_card_reader(*, reader: str = "") -> "SmartCardReader":
    """For the process that hosts it."""
    return SmartCardReader(reader)


class ReaderNames:
    """All readers that there are, for a process that looks once and ends."""

    def close(self) -> None:
        """Nothing is held between calls."""

    def names(self) -> tuple[str, ...]:
        """As `find`."""
        return find()


def reader_names() -> ReaderNames:
    return ReaderNames()


def find() -> tuple[str, ...]:
    """Stems of all readers, each once. Raises DeviceNotReady when there is no PC/SC service."""
    pcsc = _pcsc()
    try:
        return tuple(dict.fromkeys(stem(name) for name in pcsc.readers()))
    finally:
        pcsc.close()


class SmartCardReader:
    """Owned by one thread. One reader may have several slots (contact, contactless): a card in any of them counts."""

    def __init__(self, reader: str = "") -> None:
        """`reader`: part of the name that PC/SC gives it, in any case; empty for whatever reader there is."""
        self._wanted = reader.casefold()
        self._pcsc = _pcsc()
        self._known: dict[str, SlotState] = {}
        self._last: tuple[str, int] | None = None

    def open(self) -> None:
        """Raises DeviceNotReady."""
        if not self._slots():
            raise DeviceNotReady("no such card reader is plugged in")

    def close(self) -> None:
        self._known = {}
        self._last = None
        self._pcsc.close()

    def status(self) -> DeviceStatus:
        try:
            slots = self._slots()
            states = self._pcsc.states(dict.fromkeys(slots), 0) if slots else {}
        except DeviceError as error:
            word = SERVICE_GONE if isinstance(error, DeviceNotReady) else error.code
            return DeviceStatus(DeviceState.OFFLINE, (word,), error.message)
        if not any(state.usable for state in states.values()):
            return DeviceStatus(DeviceState.NO_DEVICE, (), "no such card reader is plugged in")
        return DeviceStatus(DeviceState.ONLINE, (), ", ".join(slots))

    def read(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> SocialSecurityCard:
        """As `read_card`, for flows that take a social-security card alone: any other is a CardUnreadable with
        `cardKindUnsupported`."""
        reading = self.read_card(deadline_s=deadline_s, cancelled=cancelled)
        if reading.social_security is not None:
            return reading.social_security
        raise CardUnreadable(f"this flow takes no card of kind {reading.kind}", code="cardKindUnsupported")

    def read_card(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> Reading:
        """Wait for a card, also one that lies there already, and read it. `deadline_s` counts from now.

        A card that is lost in the middle is read anew when it comes back. When the service or the reader goes away, it
        is waited for a while."""
        end = time.monotonic() + deadline_s
        patience = _Patience()
        while True:
            if cancelled():
                raise Cancelled("card reading was cancelled")
            left = end - time.monotonic()
            if left <= 0:
                raise TimedOut("no card was read in time")
            try:
                found = self._slot_with_card(min(_SLICE_S, left))
                if found is not None:
                    return self._read_from(*found)
            except DeviceNotReady as error:
                self._known = {}
                patience.not_ready(error)
            except (CardRemoved, CardUnreadable, ProtocolError, HardwareError) as error:
                patience.card_lost(error)
            else:
                patience.no_card()
                continue
            time.sleep(_PAUSE_S)

    def is_card_there(self) -> bool:
        """Whether the card that was read last is still in its slot, without asking the card."""
        if self._last is None:
            return False
        slot, count = self._last
        try:
            state = self._pcsc.states({slot: None}, 0).get(slot)
        except DeviceNotReady:
            state = None
        if state is None or not state.present or state.count != count:
            self._last = None
            return False
        return True

    def _slots(self) -> tuple[str, ...]:
        return tuple(name for name in self._pcsc.readers() if self._wanted in name.casefold())

    def _slot_with_card(self, timeout_s: float) -> "tuple[str, SlotState] | None":
        """The first slot that holds a card, waiting for one to come."""
        slots = self._slots()
        if not slots:
            raise DeviceNotReady("no such card reader is plugged in")
        known = {name: self._known.get(name) for name in slots}
        self._known = self._pcsc.states(known, timeout_s)
        return next(((name, state) for name, state in self._known.items() if state.present), None)

    def _read_from(self, slot: str, state: "SlotState") -> Reading:
        with self._pcsc.connect(slot) as card:
            reading = _read(card, slot, state.atr)
        self._last = slot, state.count
        return reading


def _pcsc() -> "Pcsc":
    """The native library is loaded by the process that reads cards, and by no other that imports this module."""
    from device_drivers.smart_card.pcsc import Pcsc  # noqa: PLC0415

    return Pcsc()


class _Patience:
    """How long service and card may stay away, and how often one card may fail, before that is the outcome."""

    def __init__(self) -> None:
        self._not_ready_until: float | None = None
        self._card_until: float | None = None
        self._failures = 0

    def not_ready(self, error: DeviceNotReady) -> None:
        now = time.monotonic()
        if self._not_ready_until is None:
            self._not_ready_until = now + _SERVICE_BACK_S
        elif now >= self._not_ready_until:
            raise error

    def card_lost(self, error: DeviceError) -> None:
        self._failures += 1
        if self._failures >= _TRIES or error.code in FINAL_CODES:
            raise error
        self._card_until = time.monotonic() + _BACK_S

    def no_card(self) -> None:
        self._not_ready_until = None
        if self._card_until is not None and time.monotonic() >= self._card_until:
            raise CardRemoved("the card was taken away")


def _read(card: "Card", slot: str, reset: bytes) -> Reading:
    try:
        atr = decode_atr(reset)
    except ProtocolError:  # PC/SC talks with the card all the same
        atr = Atr((), b"", contactless=False)
    uid = _uid(card) if atr.contactless else None
    if atr.storage is not None:
        return Reading(CardKind.STORAGE, slot, contactless=True, uid=uid)
    if _selected(card.ask(select_application(APPLICATION)), "selecting the social-security application"):
        holder = _social_security(card)
        return Reading(CardKind.SOCIAL_SECURITY, slot, atr.contactless, uid, holder)
    is_bank = any(verdict(card.ask(command).status) is Verdict.DONE for command in bank_selections())
    return Reading(CardKind.BANK if is_bank else CardKind.OTHER, slot, atr.contactless, uid)


def _uid(card: "Card") -> Uid | None:
    """None when the reader does not tell."""
    answer = card.ask(get_uid())
    return Uid(answer.data) if verdict(answer.status) is Verdict.DONE and answer.data else None


def _selected(answer: Answer, doing: str) -> bool:
    """False when there is no such thing. Raises when the card refuses."""
    match verdict(answer.status):
        case Verdict.DONE:
            return True
        case Verdict.ABSENT:
            return False
    raise failure(answer.status, doing)


def _social_security(card: "Card") -> SocialSecurityCard:
    values: dict[int, bytes] = {}
    for identifier, records in FILES.items():
        if not any(
            _selected(card.ask(command), f"selecting EF{identifier & 0xFF:02X}") for command in select_file(identifier)
        ):
            raise CardUnreadable(f"the card has no EF{identifier & 0xFF:02X}")
        for record in records:
            value = _value(card, record)
            if value is not None:
                values[record.tag] = value
    return decode_card(values)


def _value(card: "Card", record: Record) -> bytes | None:
    """By number; if another tag stands there, by tag. None for what the card does not have, or keeps to itself and
    nobody needs."""
    exact = record.length + 2
    for ask, which in ((read_record_number, record.number), (read_record_tag, record.tag)):
        answer = card.ask(ask(which))
        if verdict(answer.status) is Verdict.WRONG_LENGTH:
            answer = card.ask(ask(which, le=exact))
        match verdict(answer.status):
            case Verdict.DONE:
                value = record_value(answer.data, record.tag)
                if value is not None:
                    return value
            case Verdict.ABSENT:
                pass
            case Verdict.DENIED if not record.required:
                return None
            case _:
                raise failure(answer.status, f"reading record {record.tag:02X}")
    if record.required:
        raise CardUnreadable(f"the card has no record {record.tag:02X}")
    return None
