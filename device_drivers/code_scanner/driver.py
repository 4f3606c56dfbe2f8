# SPDX-License-Identifier: Apache-2.0
"""Reads codes from a scanner on a serial port (also USB-CDC, which is one) or on a keyboard's.

Not verified on hardware: tried with a simulated scanner on a pseudo-terminal and with replayed key events.
"""

import time
from typing import Protocol

from device_drivers.code_scanner.codec import Scan, decode_scan, split_scan
from device_drivers.code_scanner.profile import ScannerProfile
from device_drivers.errors import DeviceNotReady, ProtocolError
from device_drivers.port import Port
from device_drivers.serial_port import SerialPort
from device_drivers.status import DeviceState, DeviceStatus

# Bytes of one code follow each other at line speed, or as fast as the scanner types.
_GAP_S = 0.5
_SKIP_GAP_S = 0.1
_MAX_SKIP = 65_536
# The longest code takes 4.3 s at 9600 baud; one of 700 characters, typed at 20 ms each, 14 s.
_WHOLE_S, _SKIP_S = 15.0, 1.0
_DEFAULT = ScannerProfile()


class ScannerPort(Port, Protocol):
    def check(self) -> None:
        """Raise DeviceNotReady when the device has gone since the port was opened."""


class CodeScanner:
    """Owned by one thread. Scanners with a trigger get `trigger_on` and `trigger_off` around each read."""

    def __init__(self, port: str | ScannerPort, baud: int = 9_600, profile: ScannerProfile = _DEFAULT) -> None:
        """`port`: the path of a serial port, which alone has a `baud`, or a KeyboardPort."""
        self._port = SerialPort(port, baud) if isinstance(port, str) else port
        self._profile = profile
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
            gone = self._port.is_missing()
            return DeviceStatus(DeviceState.NO_DEVICE if gone else DeviceState.OFFLINE, (), error.message)
        return DeviceStatus(DeviceState.ONLINE)

    def discard(self) -> None:
        """Forget what was scanned so far; at the start of a session, since it belongs to somebody else."""
        self.open()
        self._buffer = b""
        self._port.discard_input()

    def read(self, *, timeout_s: float) -> Scan | None:
        """Return the next code; None when none began within `timeout_s`. Raises DeviceNotReady, ProtocolError (the
        code was no readable text, had no end, or was too long: scan it again), Unsupported."""
        self.open()
        self._port.write(self._profile.trigger_on)
        try:
            code = self._next_code(time.monotonic() + timeout_s)
        except ProtocolError:
            self._skip()
            raise
        except DeviceNotReady:
            # Half a code must not become the beginning of the next one.
            self._buffer = b""
            raise
        finally:
            if self._port.is_open:
                self._port.write(self._profile.trigger_off)
        return None if code is None else decode_scan(code, self._profile)

    def _next_code(self, end: float) -> bytes | None:
        whole = time.monotonic() + _WHOLE_S
        while True:
            code, self._buffer = split_scan(self._buffer, self._profile.end)
            if code is not None:
                return code
            piece = self._port.read(_GAP_S if self._buffer else end - time.monotonic())
            if not piece and self._buffer:
                raise ProtocolError("a code stopped before its end")
            if not piece:
                return None
            if not self._buffer:
                whole = time.monotonic() + _WHOLE_S
            elif time.monotonic() >= whole:
                raise ProtocolError("a code that does not end")
            self._buffer += piece

    def _skip(self) -> None:
        """Drop the rest of what could not be read, so that it is not taken for a code of its own."""
        self._buffer = b""
        skipped = 0
        end = time.monotonic() + _SKIP_S
        while skipped < _MAX_SKIP and time.monotonic() < end and (piece := self._port.read(_SKIP_GAP_S)):
            skipped += len(piece)
