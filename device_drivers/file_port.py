# SPDX-License-Identifier: Apache-2.0
"""A printer behind a device file of the kernel: /dev/usb/lp*, usblp's. Not verified on hardware."""

import errno
import os
import time
from contextlib import suppress

from device_drivers.errors import DeviceNotReady, LineLost
from device_drivers.port import wait_ready

_READ, _PIECE = 4096, 1024
_PAUSE_S = 0.05
_DRAIN_S = 0.5


class FilePort:
    """A DuplexPort."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def open(self) -> None:
        if self._file is not None:
            return
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise DeviceNotReady(f"{self._path} cannot be opened: {error.strerror}") from error

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            # usblp forgets at closing what it has not sent yet; it is writable when it has.
            with suppress(OSError):  # gone already
                wait_ready(file, _DRAIN_S, to_write=True, to_read=False)
            with suppress(OSError):
                os.close(file)

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        if self._file is None:
            raise LineLost(f"{self._path} is not open")
        end = time.monotonic() + timeout_s
        try:
            while True:
                readable, writable = wait_ready(self._file, end - time.monotonic(), to_write=bool(data))
                if readable and (received := _read(self._file)):
                    return 0, received
                if writable and (sent := _write(self._file, data[:_PIECE])):
                    return sent, b""
                left = end - time.monotonic()
                if left <= 0:
                    return 0, b""
                time.sleep(min(left, _PAUSE_S))  # ready in name only
        except OSError as error:
            self.close()
            raise LineLost(f"{self._path} was lost: {error.strerror}") from error

    def takes_s(self, _count: int) -> float:
        return 0.0


def _read(file: int) -> bytes:
    try:
        return os.read(file, _READ)
    except BlockingIOError:
        return b""


def _write(file: int, data: bytes) -> int:
    """ENOSPC is usblp's word for a printer without paper: it takes nothing now, and says why by itself."""
    try:
        return os.write(file, data)
    except BlockingIOError:
        return 0
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return 0
        raise
