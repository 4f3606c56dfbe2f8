# SPDX-License-Identifier: Apache-2.0
"""Reads identity cards through an SDT reader, over whatever port it is reached.

Not verified on hardware: all that could be tried are the published frames, a simulated reader, and libusb itself.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from device_drivers.errors import (
    Cancelled,
    CardUnreadable,
    DeviceError,
    DeviceNotReady,
    ProtocolError,
    TimedOut,
)
from device_drivers.port import Port
from device_drivers.resident_id.card import Card, CardKind, ResidentCard, decode_card
from device_drivers.resident_id.codec import (
    Command,
    Reply,
    SamNumber,
    Status,
    decode_address,
    decode_reply,
    is_answer,
    sam_number,
    split_card_data,
)
from device_drivers.resident_id.framing import SDT, Framing
from device_drivers.resident_id.photo import NoPhoto, Photo, PhotoDecoder, photo_of
from device_drivers.resident_id.policy import RESENDS, RULES, Step, failure
from device_drivers.serial_port import SerialPort
from device_drivers.status import DeviceState, DeviceStatus

# As public implementations wait: 1 s for a reply, 2 s for the first bytes of a card's data.
_REPLY_S, _READ_REPLY_S = 1.0, 2.0
_MAX_REPLY_BYTES = 16_384
# The longest reply (a card with photo and fingerprints) takes 2.5 s at 9600 baud.
_WHOLE_REPLY_S = 5.0
_CANCEL_SLICE_S = 0.05


@dataclass(frozen=True)
class Reading:
    """One card, and what else the flow asked for. `newest_address`: None when none was appended, or not asked for."""

    card: Card
    newest_address: str | None = field(default=None, repr=False)
    photo: Photo | NoPhoto = NoPhoto.NOT_ASKED


@dataclass(frozen=True)
class _Chip:
    """`photo` is still as on the chip."""

    card: Card
    newest_address: str | None = field(repr=False)
    photo: bytes = field(repr=False)


@dataclass(frozen=True)
class _Again:
    """Why the sequence has to start again, and whether a card had been seen in it."""

    reply: Reply
    seen: bool


class ResidentIdReader:
    """Owned by one thread."""

    def __init__(
        self, port: str | Port, baud: int = 115_200, *, framing: Framing = SDT, find_interval_s: float = 0.25
    ) -> None:
        """`port`: the path of a serial port, which alone has a `baud`, or any other port."""
        self._port = SerialPort(port, baud) if isinstance(port, str) else port
        self._framing = framing
        self._find_interval_s = find_interval_s

    def open(self) -> None:
        """Raises DeviceNotReady."""
        if self._port.is_open:
            return
        self._port.open()
        if self._framing.hello is not None:
            self._port.discard_input()
            self._port.write(self._framing.hello)
            # Not looked into: a reader that does not know the greeting is silent, and works all the same.
            heard = len(self._port.read(_REPLY_S))
            while 0 < heard < len(self._framing.hello) and (more := self._port.read(self._port.gap_s)):
                heard += len(more)

    def close(self) -> None:
        self._port.close()

    def status(self) -> DeviceStatus:
        try:
            reply = self._ask(Command.STATUS)
        except DeviceNotReady as error:
            # A port that is there but silent belongs to a reader that is switched off.
            gone = self._port.is_missing()
            return DeviceStatus(DeviceState.NO_DEVICE if gone else DeviceState.OFFLINE, (), error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)
        if reply.status is Status.OK:
            return DeviceStatus(DeviceState.ONLINE)
        word = RULES[reply.status].word
        return DeviceStatus(DeviceState.HARDWARE_ERROR, (word,), f"SAM status {reply.status:02X}")

    def sam_number(self) -> SamNumber:
        """Identity of the reader."""
        return sam_number(_sound(self._ask(Command.SAM_NUMBER)).data)

    def read(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> ResidentCard:
        """As `read_card`, for flows that take a resident's own card alone: any other kind is a CardUnreadable with
        `cardKindUnsupported`."""
        card = self.read_card(deadline_s=deadline_s, cancelled=cancelled).card
        if isinstance(card, ResidentCard):
            return card
        raise CardUnreadable(f"this flow takes no card of kind {CardKind(card.kind)}", code="cardKindUnsupported")

    def read_card(
        self,
        *,
        deadline_s: float,
        cancelled: Callable[[], bool],
        newest_address: bool = False,
        photo_decoder: PhotoDecoder | None = None,
    ) -> Reading:
        """Wait for a card of any kind and read it. `deadline_s` counts from now.

        The photo is handed out only to who brings a decoder; else it is dropped as it arrives. A command once sent is
        waited for even when `cancelled`: replies do not name their command, so a late one would be taken for the
        answer to the next.
        """
        end = time.monotonic() + deadline_s
        restarts = 0
        reopened = False
        while True:
            if cancelled():
                raise Cancelled("card reading was cancelled")
            if time.monotonic() >= end:
                raise TimedOut("no card was read in time")
            started = time.monotonic()
            try:
                outcome = self._attempt(newest_address)
            except DeviceNotReady:
                if reopened:
                    raise
                reopened = True
                self.close()
                continue
            reopened = False
            if isinstance(outcome, _Chip):
                return Reading(outcome.card, outcome.newest_address, photo_of(outcome.photo, photo_decoder))
            if restarts or outcome.seen:
                restarts += 1
            if restarts > RULES[outcome.reply.status].tries:
                raise failure(outcome.reply)
            self._pause(min(started + self._find_interval_s, end), cancelled)

    def is_card_there(self) -> bool:
        """Whether the card that was read last still lies on the plate. It is not read again: asked is for its appended
        address, which only a card that is still selected answers."""
        reply = _sound(self._ask(Command.READ_APPENDED_ADDRESS, accept=Status.BAD_COMMAND))
        return reply.status in {Status.OK, Status.NO_ITEM}

    def _attempt(self, newest_address: bool) -> _Chip | _Again:
        """Find, select, read."""
        reply = _sound(self._ask(Command.FIND))
        if _is_lost(reply):
            return _Again(reply, seen=reply.status is not Status.NO_CARD)
        for command in (Command.SELECT, Command.READ):
            reply = _sound(self._ask(command))
            if _is_lost(reply):
                return _Again(reply, seen=True)
        text, photo = split_card_data(reply.data)
        card = decode_card(text)
        if not newest_address:
            return _Chip(card, None, photo)
        reply = _sound(self._ask(Command.READ_APPENDED_ADDRESS))
        if _is_lost(reply):
            return _Again(reply, seen=True)
        return _Chip(card, decode_address(reply.data) if reply.status is Status.OK else None, photo)

    def _ask(self, command: Command, *, accept: Status = Status.OK) -> Reply:
        """Send until the reply is whole and the reader does not complain about the request. `accept` is none."""
        for attempts_left in reversed(range(RESENDS + 1)):
            try:
                reply = self._exchange(command)
            except ProtocolError:
                if attempts_left == 0:
                    raise
                continue
            if RULES[reply.status].step is not Step.RESEND or reply.status is accept:
                return reply
        raise failure(reply)

    def _exchange(self, command: Command) -> Reply:
        request = self._framing.request(command)
        self.open()
        self._port.discard_input()
        self._port.write(request)
        buffer = self._port.read(_READ_REPLY_S if command is Command.READ else _REPLY_S)
        if not buffer:
            self.close()
            raise DeviceNotReady("the reader does not answer")
        received = len(buffer)
        end = time.monotonic() + _WHOLE_REPLY_S
        while received <= _MAX_REPLY_BYTES and time.monotonic() < end:
            payload, buffer = self._framing.split(buffer)
            if payload is not None:
                reply = decode_reply(payload)
                if not is_answer(reply, command):
                    raise ProtocolError(f"{reply.status:02X} is no answer to {command.name}")
                return reply
            piece = self._port.read(self._port.gap_s)
            if not piece:
                raise ProtocolError("the reply stops before its end")
            received += len(piece)
            buffer += piece
        raise ProtocolError("the reader sends without end")

    def _pause(self, until: float, cancelled: Callable[[], bool]) -> None:
        while (left := until - time.monotonic()) > 0 and not cancelled():
            time.sleep(min(left, _CANCEL_SLICE_S))


def _is_lost(reply: Reply) -> bool:
    return RULES[reply.status].step in {Step.WAIT, Step.RESTART}


def _sound(reply: Reply) -> Reply:
    if RULES[reply.status].step is Step.REPORT:
        raise failure(reply)
    return reply
