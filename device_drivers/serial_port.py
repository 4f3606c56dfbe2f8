# SPDX-License-Identifier: Apache-2.0
"""A serial port as the drivers use it: 8N1, exclusive, every failure a DeviceNotReady."""

import os
import select
import termios
from pathlib import Path

import serial

from device_drivers.errors import DeviceNotReady

_WRITE_TIMEOUT_S = 2.0
# pyserial lets termios' own error through, which is no OSError.
_FAILURES = (OSError, termios.error)


class SerialPort:
    """The path is looked up at every open, so a device that was unplugged and came back is found again."""

    # Bytes of one answer follow each other without a pause; a USB converter may hold them for some 16 ms.
    gap_s = 0.25

    def __init__(self, path: str, baud: int) -> None:
        self.path = path
        self._baud = baud
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
                self.path, self._baud, timeout=0, write_timeout=_WRITE_TIMEOUT_S, exclusive=True
            )
        except (*_FAILURES, ValueError) as error:
            raise DeviceNotReady(f"{self.path} cannot be opened: {_reason(error)}") from error

    def close(self) -> None:
        port, self._serial = self._serial, None
        if port is not None:
            port.close()

    def discard_input(self) -> None:
        try:
            self._opened().reset_input_buffer()
        except _FAILURES as error:
            raise self._lost(error) from error

    def write(self, data: bytes) -> None:
        try:
            self._opened().write(data)
        except _FAILURES as error:
            raise self._lost(error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting for the first byte; empty after `timeout_s` of silence."""
        port = self._opened()
        try:
            if not select.select([port], [], [], max(timeout_s, 0.0))[0]:
                return b""
            return port.read(4096)
        except _FAILURES as error:
            raise self._lost(error) from error

    def check(self) -> None:
        """Raise DeviceNotReady when the device has gone since the port was opened."""
        try:
            _ = self._opened().in_waiting
        except _FAILURES as error:
            raise self._lost(error) from error

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            raise DeviceNotReady(f"{self.path} is not open")
        return self._serial

    def _lost(self, error: Exception) -> DeviceNotReady:
        self.close()
        return DeviceNotReady(f"{self.path} was lost: {_reason(error)}")


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) else str(error)
