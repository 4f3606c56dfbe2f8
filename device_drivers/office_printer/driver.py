# SPDX-License-Identifier: Apache-2.0
"""Prints slips as A4 pages through CUPS, with its own ipptool: no library of it is loaded here.

Not verified on hardware: a real cupsd took part in the tests, with a backend that plays the printer.
"""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from device_drivers.errors import DeviceError, DeviceNotReady, HardwareError, OutcomeUnknown, TimedOut
from device_drivers.office_printer.codec import (
    GET_PRINTER,
    PRINT,
    Answer,
    JobState,
    answer_of,
    cancel_job,
    failure,
    faults_of,
    get_job,
    is_closed,
    status_of,
)
from device_drivers.receipt_printer.slip import Slip
from device_drivers.status import DeviceState, DeviceStatus

_ANSWER_S = 5
_POLL_S = 0.5
_RENDER_S = 30
_BEGUN = frozenset({JobState.PROCESSING, JobState.STOPPED})
SYSTEM_CUPS = "/run/cups/cups.sock"
SERVICE_GONE = "printServiceGone"
"""The code, and the device's fault, when CUPS or its ipptool is not there or does not answer."""
QUEUE_MISSING = "printQueueMissing"
"""The code, and the device's fault, when CUPS has no such queue."""


class OfficePrinter:
    """Owned by one thread. CUPS keeps the document until it is printed; it must be told to keep it no longer
    (PreserveJobFiles No)."""

    def __init__(self, queue: str, server: str = SYSTEM_CUPS) -> None:
        """`server`: CUPS's Unix socket (a path), or host:port."""
        host = quote(server, safe="") if server.startswith("/") else server
        self._uri = f"ipp://{host}/printers/{quote(queue, safe='')}"

    def close(self) -> None:
        """Nothing is held between calls."""

    def status(self) -> DeviceStatus:
        try:
            return status_of(faults_of(self._printer()))
        except DeviceNotReady as error:
            return DeviceStatus(DeviceState.OFFLINE, (error.code,), error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)

    def print(self, slip: Slip, *, deadline_s: float, before_first_byte: Callable[[], None]) -> None:
        """Print the slip as `pdf` renders it; else as `print_pdf`."""
        end = time.monotonic() + deadline_s
        document = _render(slip)
        self.print_pdf(document, deadline_s=end - time.monotonic(), before_first_byte=before_first_byte)

    def print_pdf(self, document: bytes, *, deadline_s: float, before_first_byte: Callable[[], None]) -> None:
        """Print, and return when CUPS says that the job is completed. `deadline_s` counts from now.

        That is the printer's own word where CUPS speaks IPP with it; with other backends it means that the printer has
        taken all bytes. Errors and `before_first_byte` as for the receipt printer. A job that is not done at the
        deadline is cancelled: a known failure when it never began, else OutcomeUnknown.
        """
        end = time.monotonic() + deadline_s
        printer = self._printer()
        if is_closed(printer) and (error := failure(faults_of(printer), partial=False)):
            raise error
        if time.monotonic() >= end:
            raise TimedOut("the printer was not ready in time")
        before_first_byte()
        self._wait(self._submit(document), end)

    def _printer(self) -> Answer:
        answer = self._ask(GET_PRINTER)
        if not answer.succeeded:
            word = QUEUE_MISSING if answer.status == "client-error-not-found" else SERVICE_GONE
            raise DeviceNotReady(f"the queue does not answer: {answer.status or answer.message}", code=word)
        return answer

    def _submit(self, document: bytes) -> int:
        answer = self._ask_once_begun(PRINT, document)
        if not answer.succeeded:
            raise HardwareError(f"the queue refuses the job: {answer.status}")
        job = answer.number("job-id")
        if job is None:
            raise OutcomeUnknown("CUPS took the job and gave it no number")
        return job

    def _wait(self, job: int, end: float) -> None:
        began = False
        while time.monotonic() < end:
            answer = self._ask_once_begun(get_job(job))
            state = answer.number("job-state")
            match state:
                case JobState.COMPLETED:
                    return
                case JobState.CANCELED | JobState.ABORTED:
                    reasons = ", ".join(answer.words("job-state-reasons"))
                    raise HardwareError(f"the job has ended: {reasons}", partial=True)
                case None:
                    raise OutcomeUnknown(f"CUPS does not know the job: {answer.status}")
            # A job that CUPS will try again is waiting too, but has a time when it began.
            began = began or state in _BEGUN or isinstance(answer.attributes.get("time-at-processing"), int)
            time.sleep(min(_POLL_S, max(0.0, end - time.monotonic())))
        self._give_up(job, began=began)

    def _give_up(self, job: int, *, began: bool) -> None:
        faults = faults_of(self._ask_once_begun(GET_PRINTER))
        cancelled = self._ask_once_begun(cancel_job(job)).succeeded
        if began or not cancelled:
            raise OutcomeUnknown("the printer did not finish in time")
        raise failure(faults, partial=False) or TimedOut("the printer did not begin in time")

    def _ask_once_begun(self, request: str, document: bytes | None = None) -> Answer:
        """As `_ask`, when the job may be out: silence leaves its outcome open."""
        try:
            answer = self._ask(request, document)
        except DeviceError as error:
            raise OutcomeUnknown(f"CUPS was lost while printing: {error.message}") from error
        if answer.status is None:
            raise OutcomeUnknown(f"CUPS was lost while printing: {answer.message}")
        return answer

    def _ask(self, request: str, document: bytes | None = None) -> Answer:
        """Raises DeviceNotReady when ipptool is missing or silent, ProtocolError when it cannot be understood."""
        command = ["ipptool", "-X", "-T", str(_ANSWER_S)]
        with _Document(document) as held:
            if held is not None:
                command += ["-f", f"/dev/fd/{held}"]
            try:
                done = subprocess.run(
                    [*command, self._uri, "/dev/stdin"],
                    input=request.encode(),
                    capture_output=True,
                    timeout=4 * _ANSWER_S,
                    pass_fds=[held] if held is not None else [],
                    env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired) as error:
                raise DeviceNotReady(f"ipptool failed: {type(error).__name__}", code=SERVICE_GONE) from error
        return answer_of(done.stdout)


class _Document:
    """A file in memory: what is printed never lies on this side's disk."""

    def __init__(self, data: bytes | None) -> None:
        self._data = data
        self._file: int | None = None

    def __enter__(self) -> int | None:
        if self._data is not None:
            self._file = os.memfd_create("document")
            with os.fdopen(os.dup(self._file), "wb") as file:
                file.write(self._data)
            os.lseek(self._file, 0, os.SEEK_SET)
        return self._file

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            os.close(self._file)


def _render(slip: Slip) -> bytes:
    """In a process of its own, see there. ValueError and DeviceNotReady as `pdf`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "device_drivers.receipt_printer.pdf"],
            input=pickle.dumps(slip),
            capture_output=True,
            timeout=_RENDER_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeviceNotReady(f"the document could not be made: {type(error).__name__}") from error
    if done.returncode == 2:
        raise ValueError(done.stderr.decode())
    if done.returncode:
        raise DeviceNotReady(f"the document could not be made: exit code {done.returncode}")
    return done.stdout
