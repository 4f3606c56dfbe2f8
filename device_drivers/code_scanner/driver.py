# SPDX-License-Identifier: Apache-2.0
"""Reads codes from a serial code scanner."""

import time
from pathlib import Path

from device_drivers.code_scanner.codec import Scan, decode_scan, split_scan
from device_drivers.errors import DeviceNotReady, ProtocolError
from device_drivers.serial_port import SerialPort
from device_drivers.status import DeviceState, DeviceStatus

# Bytes of one code follow each other at line speed.
_GAP_S = 0.5
_SKIP_GAP_S = 0.1
_MAX_SKIP = 65_536


class CodeScanner:
    """Owned by one thread. Scanners with a trigger get `trigger_on` and `trigger_off` around each read."""

    def __init__(self, port: str, baud: int = 9_600, *, trigger_on: bytes = b"", trigger_off: bytes = b"") -> None:
        self._port = SerialPort(port, baud)
        self._trigger_on = trigger_on
        self._trigger_off = trigger_off
        self._buffer = b""

    def open(self) -> None:
        self._port.open()

    def close(self) -> None:
        self._buffer = b""
        self._port.close()

    def status(self) -> DeviceStatus:
        """Scanners answer no questions: a port that is there counts as a scanner that works."""
        try:
            self.open()
            self._port.check()
        except DeviceNotReady as error:
            gone = not Path(self._port.path).exists()
            return DeviceStatus(DeviceState.NO_DEVICE if gone else DeviceState.OFFLINE, (), error.message)
        return DeviceStatus(DeviceState.ONLINE)

    def discard(self) -> None:
        """Forget what was scanned so far; at the start of a session, since it belongs to somebody else."""
        self.open()
        self._buffer = b""
        self._port.discard_input()

    def read(self, *, timeout_s: float) -> Scan | None:
        """Return the next code; None when none began within `timeout_s`."""
        self.open()
        self._port.write(self._trigger_on)
        try:
            code = self._next_code(time.monotonic() + timeout_s)
        except ProtocolError:
            self._skip()
            raise
        finally:
            if self._port.is_open:
                self._port.write(self._trigger_off)
        return None if code is None else decode_scan(code)

    def _next_code(self, end: float) -> bytes | None:
        while True:
            code, self._buffer = split_scan(self._buffer)
            if code is not None:
                return code
            piece = self._port.read(_GAP_S if self._buffer else end - time.monotonic())
            if not piece and self._buffer:
                raise ProtocolError("a code stopped before its end")
            if not piece:
                return None
            self._buffer += piece

    def _skip(self) -> None:
        """Drop the rest of what could not be read, so that it is not taken for a code of its own."""
        self._buffer = b""
        skipped = 0
        while skipped < _MAX_SKIP and (piece := self._port.read(_SKIP_GAP_S)):
            skipped += len(piece)
