# SPDX-License-Identifier: Apache-2.0
"""Prints slips on an ESC/POS printer, over whatever port it is reached.

Not verified on hardware: a simulated printer on real sockets, pseudo-terminals and a USB/IP bus took part in the tests.
"""

import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from device_drivers.errors import DeviceError, DeviceNotReady, LineLost, OutcomeUnknown, ProtocolError, TimedOut
from device_drivers.port import DuplexPort
from device_drivers.receipt_printer.answers import (
    FULL,
    STATUS,
    Answer,
    Fault,
    Kind,
    failure,
    full_faults,
    process_id,
    queued_faults,
    real_time_faults,
    status_of,
    together,
)
from device_drivers.receipt_printer.codec import CLEAR, INITIALISE, START, encode_slip, end_mark
from device_drivers.receipt_printer.connection import Connection
from device_drivers.receipt_printer.job import Job
from device_drivers.receipt_printer.raster import draw
from device_drivers.receipt_printer.report import PrinterReport, report_of
from device_drivers.receipt_printer.slip import PrinterProfile, Proof, Slip
from device_drivers.status import DeviceState, DeviceStatus
from device_drivers.tcp_port import TcpPort

# Fills up what is left of a raster image whose sender was cut off; until then no query is heard.
_FLUSH = bytes(8192)
_FLUSHES = 2
_QUIET_S = 0.1
_RECOVERY_POLL_S = 0.5


class ReceiptPrinter:
    """Connects anew for every call, so a printer that was away is found again. Owned by one thread."""

    def __init__(
        self,
        host: str | DuplexPort,
        port: int = 9100,
        profile: PrinterProfile = PrinterProfile(),  # noqa: B008 -- frozen
        *,
        answer_s: float = 1.0,
    ) -> None:
        """`host`: a name or address in the network, or a port of another kind, to which `port` means nothing."""
        way = TcpPort(host, port) if isinstance(host, str) else host
        self._connection = Connection(way, full_status=profile.full_status)
        self._profile = profile
        self._answer_s = answer_s
        self._ids = itertools.count(secrets.randbelow(_IDS))

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

    def report(self) -> PrinterReport:
        """Ask part by part. Raises DeviceNotReady or ProtocolError when the printer does not tell."""
        with self._connected():
            return report_of(self._faults(), self._profile)

    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> Proof:
        """Print, and return how the printer has proved it. `deadline_s` counts from now.

        `before_first_byte` is called once, when the next thing to happen is that the job goes out. An error
        raised before that call means that nothing of it was sent. After it, a fault that the printer itself
        reports is raised as that fault, with `partial`; everything else is OutcomeUnknown.
        A hot head is waited out. A slip that no printer could print (a QR code too long) is a ValueError, before
        anything.
        """
        end = time.monotonic() + deadline_s
        content = encode_slip(slip, self._profile, draw)
        with self._connected():
            if error := failure(self._faults(), partial=False):
                raise error
            proofs = self._settle(end)
            if time.monotonic() >= end:
                raise TimedOut("the printer was not ready in time")
            mark = self._new_id()
            data = START + content + end_mark(proofs, mark)
            if time.monotonic() + self._connection.takes_s(data) >= end:  # half a slip is worse than none
                raise TimedOut(f"the line is too slow for {len(data)} bytes in time")
            job = Job(self._connection, data, mark, self._profile, self._answer_s)
            before_first_byte()
            try:
                return job.run(end)
            except (LineLost, ProtocolError) as error:
                raise OutcomeUnknown(f"contact was lost while printing: {error}") from error

    def recover(self, *, deadline_s: float) -> DeviceStatus:
        """Bring the printer back after a fault; nothing is printed by it.

        What is left of a job is dropped, never resumed: its outcome has been told, and a slip that came out
        afterwards would be a second one. Only DLE ENQ 2 and DLE DC4 8 are sent while the printer is stopped, both
        heard at once; when it is back, it is initialised and nothing waits in it. Returns its last status.
        """
        end = time.monotonic() + deadline_s
        try:
            with self._connected():
                faults = self._faults()
                self._connection.send(CLEAR)
                while failure(faults, partial=False) and time.monotonic() < end:
                    self._await(None, min(_RECOVERY_POLL_S, end - time.monotonic()))
                    faults = self._faults()
                if not failure(faults, partial=False):
                    self._connection.send(INITIALISE)
                    self._settle(end)
                return status_of(faults)
        except DeviceNotReady as error:
            return DeviceStatus(DeviceState.OFFLINE, (), error.message)
        except TimedOut as error:
            return DeviceStatus(DeviceState.DEVICE_BUSY, (error.code,), error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)

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
        faults = real_time_faults(bytes_by_n)
        if not self._profile.full_status:
            return faults
        self._connection.send(STATUS[FULL])
        answer = self._await(lambda heard: heard.kind is Kind.FULL, self._answer_s)
        return together(faults, full_faults(answer.data)) if answer else faults

    def _query(self, n: int, *, flushes: int = 0) -> int:
        """DLE EOT n."""
        self._connection.send(STATUS[n])
        answer = self._await(_is_real_time, self._answer_s)
        while answer is None and flushes:
            flushes -= 1
            self._connection.send(_FLUSH + STATUS[n])
            answer = self._await(_is_real_time, self._answer_s)
            # Perhaps the first query is only answered late: that answer must not be taken for the next one.
            self._await(None, _QUIET_S)
        if answer is None:
            raise DeviceNotReady("the printer does not answer")
        return answer.data[0]

    def _settle(self, end: float) -> tuple[Proof, ...]:
        """Wait until nothing of an earlier job is left in the printer, nor its end mark still to be answered.

        Returns the proofs that the printer gives: marks are answered in order, so one that has not been answered when
        the last one is, is not known to it. The marks of a job cut short and the one sent here lie
        side by side in the printer's buffer, so their answers come without a pause between them.
        """
        mark = self._new_id()
        wanted = self._profile.proofs
        if not wanted:
            return ()
        self._connection.send(end_mark(wanted, mark))
        known: set[Proof] = set()
        faults: frozenset[Fault] = frozenset()
        while True:
            timeout_s = _QUIET_S if wanted[-1] in known else end - time.monotonic()
            answer = self._await(lambda heard: _proof_of(heard, mark) in wanted, timeout_s)
            proof = _proof_of(answer, mark) if answer else None
            if answer is None or proof is None:
                break
            known.add(proof)
            if answer.kind is Kind.QUEUED:
                faults = queued_faults(answer.data[0])
        if wanted[-1] not in known:
            raise TimedOut("the printer was not ready in time")
        if error := failure(faults, partial=False):
            raise error
        return tuple(proof for proof in wanted if proof in known)

    def _new_id(self) -> bytes:
        number = next(self._ids) % _IDS
        return bytes(0x30 + (number >> shift & 0x3F) for shift in (18, 12, 6, 0))

    def _await(self, wanted: Callable[[Answer], bool] | None, timeout_s: float) -> Answer | None:
        """Return the first answer that is wanted, passing over all before it; None after a timeout."""
        end = time.monotonic() + timeout_s
        while (left := end - time.monotonic()) > 0:
            _, answers = self._connection.turn(b"", left)
            for at, answer in enumerate(answers):
                if wanted is not None and wanted(answer):
                    self._connection.put_back(answers[at + 1 :])
                    return answer
        return None


_IDS = 1 << 24


def _is_real_time(answer: Answer) -> bool:
    return answer.kind is Kind.REAL_TIME


def _proof_of(answer: Answer, mark: bytes) -> Proof | None:
    if answer.kind is Kind.QUEUED:
        return Proof.QUEUED_STATUS
    return Proof.PROCESS_ID if answer.kind is Kind.BLOCK and process_id(answer.data) == mark else None
