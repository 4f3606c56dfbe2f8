# SPDX-License-Identifier: Apache-2.0
"""One print job on an open connection: out it goes, and the printer's answers decide what became of it."""

import time
from contextlib import suppress

from device_drivers.errors import DeviceError, OutcomeUnknown
from device_drivers.receipt_printer.answers import (
    PASSING,
    STATUS,
    Answer,
    Fault,
    Kind,
    automatic_faults,
    failure,
    process_id,
    queued_faults,
    real_time_faults,
)
from device_drivers.receipt_printer.codec import CLEAR, RESUME
from device_drivers.receipt_printer.connection import Connection
from device_drivers.receipt_printer.slip import PrinterProfile, Proof

_RESUMABLE = frozenset({Fault.RECOVERABLE, Fault.CUTTER})
_ERROR_BIT = 0x40


class Job:
    def __init__(
        self, connection: Connection, data: bytes, mark: bytes, profile: PrinterProfile, answer_s: float
    ) -> None:
        self._connection = connection
        self._left = data
        self._orders = b""
        self._mark = mark
        self._profile = profile
        self._answer_s = answer_s
        self._may_resume = profile.resumes
        self._asked = 0
        self._offline_cause: int | None = None
        self._unnamed = False

    def run(self, end: float) -> Proof:
        """Send the job and wait for its proof until `end` (monotonic).

        Raises what the printer reports as DeviceError with `partial`, OutcomeUnknown when neither fault nor proof
        came, LineLost and ProtocolError.
        """
        while (left := end - time.monotonic()) > 0:
            all_sent = not self._left
            sent, answers = self._connection.turn(self._left or self._orders, min(left, self._answer_s))
            if all_sent:
                self._orders = self._orders[sent:]
            self._left = self._left[sent:]
            for answer in answers:
                if proof := self._hear(answer, all_sent=all_sent):
                    return proof
            if all_sent and not answers and not self._orders and not sent:
                # A printer that stopped before it had read START reports nothing unasked.
                self._ask(2)
        raise OutcomeUnknown("the printer did not prove in time that the slip was printed")

    def _hear(self, answer: Answer, *, all_sent: bool) -> Proof | None:
        match answer.kind:
            case Kind.AUTOMATIC:
                faults = automatic_faults(answer.data, presenter=self._profile.presenter)
                self._judge(faults, may_resume=all_sent)
            case Kind.REAL_TIME:
                self._hear_cause(answer.data[0])
            case Kind.QUEUED if all_sent:
                self._judge(queued_faults(answer.data[0]), may_resume=False)
                return Proof.QUEUED_STATUS
            case Kind.BLOCK if process_id(answer.data) == self._mark:
                return Proof.PROCESS_ID
        return None

    def _ask(self, n: int) -> None:
        self._asked = self._asked + 1 if n == 2 else 0
        self._offline_cause = self._offline_cause if n == 3 else None
        self._orders += STATUS[n]

    def _hear_cause(self, byte: int) -> None:
        """DLE EOT 2 tells that there is an error, 3 which: a hot head passes by itself, also between the two."""
        if self._offline_cause is not None:
            faults = real_time_faults({2: self._offline_cause, 3: byte})
            self._offline_cause = None
            if faults == {Fault.ERROR} and not self._unnamed:
                self._unnamed = True
                self._asked = 0
            else:
                self._judge(faults, may_resume=True)
        elif not byte & _ERROR_BIT:
            self._unnamed = False
            self._judge(real_time_faults({2: byte}), may_resume=False)
            self._asked = 0
        elif self._asked == 1:
            self._offline_cause = byte
            self._ask(3)
        else:
            # Late answers to several questions cannot be told from the next one's: the next round asks afresh.
            self._asked = 0

    def _judge(self, faults: frozenset[Fault], *, may_resume: bool) -> None:
        """Go on, resume once, or give the job up and say why; then no more of it may come out.

        Resuming is safe here alone: the error stopped this very job, which is still under way. It is not while
        bytes of the job are still to go: within a picture the order would be taken for dots.
        """
        error = failure(faults - PASSING, partial=True)
        if error is None:
            return
        if may_resume and self._may_resume and not faults - PASSING - _RESUMABLE:
            self._may_resume = False
            self._orders += RESUME
            return
        with suppress(DeviceError):
            self._connection.send(CLEAR)
        raise error
