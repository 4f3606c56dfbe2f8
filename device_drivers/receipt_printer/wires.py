# SPDX-License-Identifier: Apache-2.0
"""The ways to a printer behind one interface: TCP, a serial line, the kernel's /dev/usb/lp*. USB has its own file.

Own transports: those of python-escpos cannot listen while they send (a printer that stops for want of paper says so,
then takes no more bytes), wait for ever for a stopped printer on USB and serial lines, reset a USB device at each
opening, and cannot read /dev/usb/lp* at all.
"""

import errno
import os
import select
import socket
import termios
import time
from contextlib import suppress
from typing import Literal, Protocol

import serial

from device_drivers.errors import DeviceNotReady

_OPEN_S = 2.0
_PIECE = 1024
_READ = 4096
_PAUSE_S = 0.05
_DRAIN_S = 0.5


class Wire(Protocol):
    """Every failure of an open wire is an OSError; the driver says what it means for the job."""

    def open(self) -> None:
        """Open afresh. Raises DeviceNotReady."""

    def close(self) -> None:
        """May be called at any time, also twice."""

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        """Wait until the printer takes some of `data` or says something; return how many bytes went out, and what came.

        (0, b"") after `timeout_s`.
        """


class TcpWire:
    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def open(self) -> None:
        self.close()
        try:
            self._socket = socket.create_connection(self._address, timeout=_OPEN_S)
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            raise DeviceNotReady(f"the printer cannot be reached: {error}") from error

    def close(self) -> None:
        device, self._socket = self._socket, None
        if device is not None:
            # What was sent last may be the order to drop a job; unread answers would turn the closing into a reset, and
            # a reset overtakes it.
            with suppress(OSError):
                device.shutdown(socket.SHUT_WR)
                device.setblocking(False)
                while device.recv(_READ):
                    pass
            device.close()

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        if self._socket is None:
            raise ConnectionResetError("the connection is closed")
        readable, writable = _ready(self._socket.fileno(), data, timeout_s)
        # Listening comes first: see above.
        if readable:
            received = self._socket.recv(_READ)
            if not received:
                raise ConnectionResetError("the printer closed the connection")
            return 0, received
        return (self._socket.send(data[:_PIECE]) if writable else 0), b""


class FileWire:
    """/dev/usb/lp*, the kernel's usblp. Not verified on hardware."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: int | None = None

    def open(self) -> None:
        self.close()
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise DeviceNotReady(f"{self._path} cannot be opened: {error.strerror}") from error

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            # usblp forgets at closing what it has not sent yet; it is writable when it has.
            select.select([], [file], [], _DRAIN_S)
            os.close(file)

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        if self._file is None:
            raise ConnectionResetError(f"{self._path} is closed")
        readable, writable = _ready(self._file, data, timeout_s)
        if readable and (received := self._read(self._file)):
            return 0, received
        if writable and (sent := self._write(self._file, data[:_PIECE])):
            return sent, b""
        if readable or writable:
            time.sleep(min(timeout_s, _PAUSE_S))  # ready in name only
        return 0, b""

    @staticmethod
    def _read(file: int) -> bytes:
        try:
            return os.read(file, _READ)
        except BlockingIOError:
            return b""

    @staticmethod
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


FlowControl = Literal["none", "rtscts", "xonxoff"]


class SerialWire:
    """8N1. With `xonxoff` the line itself keeps 11 and 13 from the driver; no status answer has these values."""

    def __init__(self, path: str, baud: int = 115_200, flow: FlowControl = "none") -> None:
        self._path = path
        self._baud = baud
        self._flow = flow
        self._port: serial.Serial | None = None

    def open(self) -> None:
        self.close()
        try:
            self._port = serial.Serial(
                self._path,
                self._baud,
                timeout=0,
                write_timeout=0,
                rtscts=self._flow == "rtscts",
                xonxoff=self._flow == "xonxoff",
                exclusive=True,
            )
        except (OSError, ValueError, termios.error) as error:
            raise DeviceNotReady(f"{self._path} cannot be opened: {error}") from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            try:
                end = time.monotonic() + _DRAIN_S
                while port.out_waiting and time.monotonic() < end:
                    time.sleep(_PAUSE_S / 5)
                # Else closing waits until a stopped printer has taken all: half a minute by the kernel's default.
                port.reset_output_buffer()
                port.close()
            except (OSError, termios.error):
                port.fd = None  # gone already

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        port = self._port
        if port is None:
            raise ConnectionResetError(f"{self._path} is closed")
        try:
            readable, writable = _ready(port.fileno(), data, timeout_s)
            if readable:
                return 0, port.read(_READ)
            return (port.write(data[:_PIECE]) or 0 if writable else 0), b""
        except termios.error as error:
            raise ConnectionResetError(f"{self._path} was lost: {error}") from error


def _ready(file: int, data: bytes, timeout_s: float) -> tuple[bool, bool]:
    readable, writable, _ = select.select([file], [file] if data else [], [], max(0.0, timeout_s))
    return bool(readable), bool(writable)
