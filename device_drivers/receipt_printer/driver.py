# SPDX-License-Identifier: Apache-2.0
"""Prints slips on an ESC/POS printer in the network."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from device_drivers.errors import DeviceError, DeviceNotReady, OutcomeUnknown, ProtocolError, TimedOut
from device_drivers.receipt_printer.answers import (
    STATUS,
    Fault,
    Kind,
    automatic_faults,
    failure,
    queued_faults,
    real_time_faults,
    status_of,
)
from device_drivers.receipt_printer.codec import END_MARK, START, encode_slip
from device_drivers.receipt_printer.connection import Connection
from device_drivers.receipt_printer.raster import draw_line
from device_drivers.receipt_printer.slip import PrinterProfile, Slip
from device_drivers.status import DeviceState, DeviceStatus

_PIECE = 1024
# Fills up what is left of a raster image whose sender was cut off; until then no query is heard.
_FLUSH = bytes(8192)
_FLUSHES = 2
# DLE ENQ 2 and DLE DC4 8: the rest of a failed slip must not come out when somebody closes the cover.
_DISCARD = b"\x10\x05\x02" + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
_QUIET_S = 0.1


class ReceiptPrinter:
    """Connects anew for every call, so a printer that was away is found again. Owned by one thread."""

    def __init__(
        self,
        host: str,
        port: int = 9100,
        profile: PrinterProfile = PrinterProfile(),  # noqa: B008 -- frozen
        *,
        answer_s: float = 1.0,
    ) -> None:
        self._connection = Connection(host, port)
        self._profile = profile
        self._answer_s = answer_s

    def close(self) -> None:
        self._connection.close()

    def status(self) -> DeviceStatus:
        try:
            with self._connected():
                return status_of(self._faults())
        except DeviceNotReady as error:
            return DeviceStatus(DeviceState.OFFLINE, (), error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)

    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> None:
        """Print, and return when the printer has proved it. `deadline_s` counts from now.

        `before_first_byte` is called once, when the next thing to happen is that the job goes out. An error
        raised before that call means that nothing of it was sent. After it, a fault that the printer itself
        reports is raised as that fault, with `partial`; everything else is OutcomeUnknown.
        A slip that no printer could print (a QR code too long) is a ValueError, before anything.
        """
        end = time.monotonic() + deadline_s
        job = START + encode_slip(slip, self._profile, draw_line) + END_MARK
        with self._connected():
            if error := failure(self._faults(), partial=False):
                raise error
            self._settle(end)
            if time.monotonic() >= end:
                raise TimedOut("the printer was not ready in time")
            before_first_byte()
            try:
                self._send_and_prove(job, end)
            except (OSError, ProtocolError) as error:
                raise OutcomeUnknown(f"contact was lost while printing: {error}") from error

    @contextmanager
    def _connected(self) -> Iterator[None]:
        self._connection.open()
        try:
            yield
        finally:
            self._connection.close()

    def _faults(self) -> frozenset[Fault]:
        bytes_by_n = {1: self._query(1, flushes=_FLUSHES)}
        for n in (2, 3, 4):
            bytes_by_n[n] = self._query(n)
        return real_time_faults(bytes_by_n)

    def _query(self, n: int, *, flushes: int = 0) -> int:
        """DLE EOT n."""
        self._send(STATUS[n])
        answer = self._await(Kind.REAL_TIME, self._answer_s)
        while answer is None and flushes:
            flushes -= 1
            self._send(_FLUSH + STATUS[n])
            answer = self._await(Kind.REAL_TIME, self._answer_s)
            # Perhaps the first query is only answered late: that answer must not be taken for the next one.
            self._await(None, _QUIET_S)
        if answer is None:
            raise DeviceNotReady("the printer does not answer")
        return answer

    def _settle(self, end: float) -> None:
        """Wait until nothing of an earlier job is left in the printer, nor its end mark still to be answered.

        The marks of a job cut short and the one sent here lie side by side in the printer's buffer, so
        their answers come without a pause between them.
        """
        self._send(END_MARK)
        answer = self._await(Kind.QUEUED, end - time.monotonic())
        if answer is None:
            raise TimedOut("the printer was not ready in time")
        self._await(None, _QUIET_S)
        if error := failure(queued_faults(answer), partial=False):
            raise error

    def _send(self, data: bytes) -> None:
        try:
            self._connection.send(data)
        except OSError as error:
            raise DeviceNotReady(f"the printer was lost: {error}") from error

    def _await(self, kind: Kind | None, timeout_s: float) -> int | None:
        """Return the first answer of a kind that has one byte, passing over all others; None after a timeout."""
        end = time.monotonic() + timeout_s
        try:
            while self._connection.wait(to_send=False, timeout_s=end - time.monotonic())[0]:
                for answer in self._connection.receive():
                    if answer.kind is kind:
                        return answer.data[0]
        except OSError as error:
            raise DeviceNotReady(f"the printer was lost: {error}") from error
        return None

    def _send_and_prove(self, job: bytes, end: float) -> None:
        while (left := end - time.monotonic()) > 0:
            readable, writable = self._connection.wait(to_send=bool(job), timeout_s=min(left, self._answer_s))
            # Listening comes first: a printer that stops for want of paper says so, then takes no more bytes.
            if readable:
                if self._is_proved(all_sent=not job):
                    return
            elif writable:
                self._connection.send(job[:_PIECE])
                job = job[_PIECE:]
            elif not job:
                # A printer that stopped before it had read START reports nothing unasked.
                self._connection.send(STATUS[2])
        raise OutcomeUnknown("the printer did not prove in time that the slip was printed")

    def _is_proved(self, *, all_sent: bool) -> bool:
        for answer in self._connection.receive():
            first = answer.data[0]
            end_mark = answer.kind is Kind.QUEUED and all_sent
            if end_mark:
                faults = queued_faults(first)
            elif answer.kind is Kind.AUTOMATIC:
                faults = automatic_faults(answer.data)
            elif answer.kind is Kind.REAL_TIME:
                faults = real_time_faults({2: first}) - {Fault.FEEDING}
            else:
                continue
            if error := failure(faults, partial=True):
                with suppress(OSError):
                    self._connection.send(_DISCARD)
                raise error
            if end_mark:
                return True
        return False
