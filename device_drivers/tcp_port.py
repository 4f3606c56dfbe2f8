# SPDX-License-Identifier: Apache-2.0
"""A device in the network, or a serial line behind a TCP converter: bytes as a stream."""

import socket
from contextlib import suppress

from device_drivers.errors import DeviceNotReady, LineLost
from device_drivers.port import wait_ready

_TIMEOUT_S = 2.0
_MOST_LEFT = 16
_READ, _PIECE = 4096, 1024


class TcpPort:
    """A Port and a DuplexPort."""

    # A lost segment is sent again after 200 ms at the earliest, then after 400.
    gap_s = 1.0

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def is_missing(self) -> bool:
        return False

    def open(self) -> None:
        if self._socket is not None:
            return
        try:
            self._socket = socket.create_connection(self._address, timeout=_TIMEOUT_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            self.close()
            raise DeviceNotReady(f"{self._name} cannot be reached: {error}") from error

    def close(self) -> None:
        opened, self._socket = self._socket, None
        if opened is None:
            return
        # What was sent last may be the order to drop a job; unread answers would turn the closing into a reset, and a
        # reset overtakes it.
        with suppress(OSError):
            opened.shutdown(socket.SHUT_WR)
            opened.setblocking(False)
            for _ in range(_MOST_LEFT):
                if not opened.recv(_READ):
                    break
        opened.close()

    def discard_input(self) -> None:
        for _ in range(_MOST_LEFT):  # one that sends without end is none to be heard out
            if not self.read(0.0):
                return

    def write(self, data: bytes) -> None:
        try:
            self._opened().sendall(data)
        except OSError as error:
            raise self._lost(error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting for the first byte; empty after `timeout_s` of silence."""
        return self.exchange(b"", timeout_s)[1]

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        opened = self._opened()
        try:
            readable, writable = wait_ready(opened.fileno(), timeout_s, to_write=bool(data))
            if not readable:
                return (opened.send(data[:_PIECE]) if writable else 0), b""
            if received := opened.recv(_READ):
                return 0, received
            raise ConnectionResetError("the other side has hung up")
        except OSError as error:
            raise self._lost(error) from error

    def takes_s(self, _count: int) -> float:
        return 0.0

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LineLost(f"{self._name} is not open")
        return self._socket

    def _lost(self, error: Exception) -> LineLost:
        self.close()
        return LineLost(f"{self._name} was lost: {error}")

    @property
    def _name(self) -> str:
        return f"{self._address[0]}:{self._address[1]}"
