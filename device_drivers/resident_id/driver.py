# SPDX-License-Identifier: Apache-2.0
"""Reads resident ID cards through an SDT reader on a serial port."""

import time
from collections.abc import Callable
from pathlib import Path

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
from device_drivers.resident_id.card import ResidentCard, decode_card
from device_drivers.resident_id.codec import (
    FAULTS,
    RESEND,
    RESTART,
    Command,
    Reply,
    SamNumber,
    Status,
    decode_reply,
    request,
    sam_number,
    split_frame,
    text_block,
)
from device_drivers.serial_port import SerialPort
from device_drivers.status import DeviceState, DeviceStatus

# As public implementations wait: 1 s for a reply, 2 s for the first bytes of a card's data.
_REPLY_S, _READ_REPLY_S = 1.0, 2.0
# Bytes of one reply follow each other without a pause; a USB converter may hold them for some 16 ms.
_GAP_S = 0.25
_MAX_REPLY_BYTES = 16_384
_RESENDS = 3
# After a card was seen: how often to start again before it counts as unreadable or taken away.
_RESTARTS = 3
_CANCEL_SLICE_S = 0.05


class ResidentIdReader:
    """Owned by one thread."""

    def __init__(self, port: str, baud: int = 115_200, *, find_interval_s: float = 0.25) -> None:
        self._port = SerialPort(port, baud)
        self._find_interval_s = find_interval_s

    def open(self) -> None:
        self._port.open()

    def close(self) -> None:
        self._port.close()

    def status(self) -> DeviceStatus:
        try:
            reply = self._ask(Command.STATUS)
        except DeviceNotReady as error:
            # A port that is there but silent belongs to a reader that is switched off.
            gone = not Path(self._port.path).exists()
            return DeviceStatus(DeviceState.NO_DEVICE if gone else DeviceState.OFFLINE, (), error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)
        if reply.status is Status.OK:
            return DeviceStatus(DeviceState.ONLINE)
        fault = _FAULT_WORDS.get(reply.status, "hardwareError")
        return DeviceStatus(DeviceState.HARDWARE_ERROR, (fault,), f"SAM status {reply.status:02X}")

    def sam_number(self) -> SamNumber:
        """Identity of the reader."""
        return sam_number(_expect(self._ask(Command.SAM_NUMBER), Status.OK).data)

    def read(self, *, deadline_s: float, cancelled: Callable[[], bool]) -> ResidentCard:
        """Wait for a card and read it. `deadline_s` counts from now.

        A command once sent is waited for even when `cancelled`: replies do not name their command, so a
        late one would be taken for the answer to the next.
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
                outcome = self._attempt()
            except DeviceNotReady:
                if reopened:
                    raise
                reopened = True
                self.close()
                continue
            reopened = False
            if isinstance(outcome, ResidentCard):
                return outcome
            no_card = outcome.status is Status.NO_CARD
            if restarts or not no_card:
                restarts += 1
            if restarts > _RESTARTS:
                raise CardRemoved("the card was taken away") if no_card else _unreadable(outcome)
            self._pause(min(started + self._find_interval_s, end), cancelled)

    def _attempt(self) -> ResidentCard | Reply:
        """Find, select, read. A Reply says why the sequence has to start again."""
        reply = _expect(self._ask(Command.FIND), Status.FOUND, Status.NO_CARD)
        if reply.status is Status.NO_CARD:
            return reply
        for command in (Command.SELECT, Command.READ):
            reply = self._ask(command)
            if reply.status in RESTART:
                return reply
            _expect(reply, Status.OK)
        return decode_card(text_block(reply.data))

    def _ask(self, command: Command) -> Reply:
        """Send until the reply is whole and the reader does not complain about the request."""
        for attempts_left in reversed(range(_RESENDS + 1)):
            try:
                reply = self._exchange(command)
            except ProtocolError:
                if attempts_left == 0:
                    raise
                continue
            if reply.status not in RESEND:
                return reply
        raise ProtocolError(f"the reader refuses {command.name} with {reply.status:02X}")

    def _exchange(self, command: Command) -> Reply:
        self.open()
        self._port.discard_input()
        self._port.write(request(command))
        buffer = self._port.read(_READ_REPLY_S if command is Command.READ else _REPLY_S)
        if not buffer:
            self.close()
            raise DeviceNotReady("the reader does not answer")
        received = len(buffer)
        while received <= _MAX_REPLY_BYTES:
            payload, buffer = split_frame(buffer)
            if payload is not None:
                return decode_reply(payload)
            piece = self._port.read(_GAP_S)
            if not piece:
                raise ProtocolError("the reply stops before its end")
            received += len(piece)
            buffer += piece
        raise ProtocolError("the reader sends without end")

    def _pause(self, until: float, cancelled: Callable[[], bool]) -> None:
        while (left := until - time.monotonic()) > 0 and not cancelled():
            time.sleep(min(left, _CANCEL_SLICE_S))


_FAULT_WORDS = {Status.SELF_TEST_FAILED: "selfTestFailed", Status.NOT_AUTHORISED: "notAuthorised"}


def _expect(reply: Reply, *wanted: Status) -> Reply:
    if reply.status in wanted:
        return reply
    if reply.status in FAULTS:
        raise HardwareError(f"the reader reports {_FAULT_WORDS[reply.status]}")
    raise ProtocolError(f"unexpected status {reply.status:02X}")


def _unreadable(reply: Reply) -> CardUnreadable:
    return CardUnreadable(f"the card cannot be read: {reply.status:02X}, card status {reply.card_status:04X}")
