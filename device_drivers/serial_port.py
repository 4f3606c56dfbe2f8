# SPDX-License-Identifier: Apache-2.0
"""A serial port as the drivers use it: 8N1, exclusive, every failure a DeviceNotReady."""

import os
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

import serial

from device_drivers.errors import DeviceNotReady, LineLost
from device_drivers.port import wait_ready

_WRITE_TIMEOUT_S = 2.0
_DRAIN_S, _DRAIN_POLL_S = 0.5, 0.01
_READ, _PIECE = 4096, 1024
_BITS_A_BYTE = 10  # 8N1
# pyserial lets termios' own error through, which is no OSError.
_FAILURES = (OSError, termios.error)

FlowControl = Literal["none", "rtscts", "xonxoff"]


class SerialPort:
    """A Port and a DuplexPort. The path is looked up at every open, so a device that was unplugged and came back is
    found again. With `xonxoff` the line keeps the host's 11 and 13 to itself; no status answer has these values."""

    # Bytes of one answer follow each other without a pause; a USB converter may hold them for some 16 ms.
    gap_s = 0.25

    def __init__(self, path: str, baud: int, flow: FlowControl = "none") -> None:
        self.path = path
        self._baud = baud
        self._flow = flow
        self._serial: serial.Serial | None = None

    @property
    def is_open(self) -> bool:
        return self._serial is not None

    def is_missing(self) -> bool:
        return not Path(self.path).exists()

    def open(self) -> None:
        if self._serial is not None:
            return
        try:
            self._serial = serial.Serial(
                self.path,
                self._baud,
                timeout=0,
                write_timeout=0,
                rtscts=self._flow == "rtscts",
                xonxoff=self._flow == "xonxoff",
                exclusive=True,
            )
        except (*_FAILURES, ValueError) as error:
            raise DeviceNotReady(f"{self.path} cannot be opened: {_reason(error)}") from error

    def close(self) -> None:
        port, self._serial = self._serial, None
        if port is None:
            return
        with suppress(*_FAILURES):  # gone already
            end = time.monotonic() + _DRAIN_S
            while port.out_waiting and time.monotonic() < end:
                time.sleep(_DRAIN_POLL_S)
            # Else closing waits until a stopped device has taken all: half a minute by the kernel's default.
            port.reset_output_buffer()
        with suppress(*_FAILURES):
            port.close()

    def discard_input(self) -> None:
        try:
            self._opened().reset_input_buffer()
        except _FAILURES as error:
            raise self._lost(error) from error

    def write(self, data: bytes) -> None:
        port = self._opened()
        end = time.monotonic() + _WRITE_TIMEOUT_S
        try:
            while data:
                if not wait_ready(port.fileno(), end - time.monotonic(), to_write=True, to_read=False)[1]:
                    raise TimeoutError("it takes no bytes")
                data = data[port.write(data) or 0 :]
        except _FAILURES as error:
            raise self._lost(error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting for the first byte; empty after `timeout_s` of silence."""
        return self.exchange(b"", timeout_s)[1]

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        port = self._opened()
        try:
            readable, writable = wait_ready(port.fileno(), timeout_s, to_write=bool(data))
            if readable:
                return 0, port.read(_READ)
            return (port.write(data[:_PIECE]) or 0 if writable else 0), b""
        except _FAILURES as error:
            raise self._lost(error) from error

    def takes_s(self, count: int) -> float:
        return count * _BITS_A_BYTE / self._baud

    def check(self) -> None:
        """Raise DeviceNotReady when the device has gone since the port was opened."""
        try:
            _ = self._opened().in_waiting
        except _FAILURES as error:
            raise self._lost(error) from error

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            raise LineLost(f"{self.path} is not open")
        return self._serial

    def _lost(self, error: Exception) -> LineLost:
        self.close()
        return LineLost(f"{self.path} was lost: {_reason(error)}")


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else str(error)
