# SPDX-License-Identifier: Apache-2.0
"""One run of a program whose output stays in memory, and which ends when it is told to."""

import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

from device_drivers.errors import Cancelled, DeviceNotReady, ProtocolError, TimedOut

_SLICE_S = 0.05
# scanimage answers SIGTERM by ordering the scanner to stop and to move its lamp home.
_GRACE_S = 3.0
_MAX_OUTPUT = 256 * 1024 * 1024
_MAX_WORDS = 64 * 1024
_FAILED = re.compile(rb"^scanimage: sane_[a-z_]+: .*\n", re.MULTILINE)
"""Its last word: after it a scan only closes. Some backends hang there (SANE's own test scanner one time in four)."""
_CLOSING_S = 2.0

NOT_INSTALLED = "scanProgramMissing"
"""The code, and the device's fault, when the machine has no such program."""


def run(
    command: Sequence[str], environment: dict[str, str], *, deadline_s: float, cancelled: Callable[[], bool]
) -> tuple[int, bytes, str]:
    """Return exit status, stdout, stderr. Raises TimedOut, Cancelled, DeviceNotReady (no such program), ProtocolError
    (output without end); the program and its children have ended by then."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            # A group of its own: some backends fork a reader, which has to end with it.
            start_new_session=True,
        )
    except OSError as error:
        raise DeviceNotReady(f"{command[0]} cannot be started: {error.strerror}", code=NOT_INSTALLED) from error
    image, words = bytearray(), bytearray()
    try:
        _gather(process, image, words, time.monotonic() + deadline_s, cancelled)
    except TimedOut:
        if not _FAILED.search(words):
            raise
    finally:
        _end(process)
    return process.returncode, bytes(image), words.decode(errors="replace")


def _gather(
    process: subprocess.Popen[bytes],
    image: bytearray,
    words: bytearray,
    end: float,
    cancelled: Callable[[], bool],
) -> None:
    out, err = _pipes(process)
    heard = {out.fileno(): image, err.fileno(): words}
    failed = False
    with selectors.DefaultSelector() as selector:
        for pipe in heard:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select(min(_SLICE_S, _left_s(end, cancelled))):
                piece = os.read(key.fd, 65_536)
                if not piece:
                    selector.unregister(key.fd)
                heard[key.fd] += piece
            if len(image) > _MAX_OUTPUT or len(words) > _MAX_WORDS:
                raise ProtocolError("the scanner's output has no end")
            if not failed and _FAILED.search(words):
                failed, end = True, min(end, time.monotonic() + _CLOSING_S)
    # Its pipes are closed, so it is about to go; one that is not has the same limits.
    while process.poll() is None:
        time.sleep(min(_SLICE_S, _left_s(end, cancelled)))


def _left_s(end: float, cancelled: Callable[[], bool]) -> float:
    if cancelled():
        raise Cancelled("the scan was cancelled")
    left = end - time.monotonic()
    if left <= 0:
        raise TimedOut("the scanner did not end in time")
    return left


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdout is None or process.stderr is None:  # asked for above
        raise RuntimeError("no pipes")
    return process.stdout, process.stderr


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing, for one that has ended; else SIGTERM, and SIGKILL for all that is left."""
    for pipe in _pipes(process):
        pipe.close()
    if process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        process.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()
    # A child that it left behind has the group's number still; where none is left, neither is the group.
    _signal(process, signal.SIGKILL)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
