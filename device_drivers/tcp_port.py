# SPDX-License-Identifier: Apache-2.0
"""A device behind a TCP converter: the bytes of its serial line, as a stream."""

import select
import socket

from device_drivers.errors import DeviceNotReady

_TIMEOUT_S = 2.0
_MOST_LEFT = 16


class TcpPort:
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
        if opened is not None:
            opened.close()

    def discard_input(self) -> None:
        for _ in range(_MOST_LEFT):  # one that sends without end is none to be heard out
            if not self._arrived(0.0):
                return
            self._receive()

    def write(self, data: bytes) -> None:
        try:
            self._opened().sendall(data)
        except OSError as error:
            raise self._lost(error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, waiting for the first byte; empty after `timeout_s` of silence."""
        return self._receive() if self._arrived(timeout_s) else b""

    def _arrived(self, timeout_s: float) -> bool:
        return bool(select.select([self._opened()], [], [], max(timeout_s, 0.0))[0])

    def _receive(self) -> bytes:
        try:
            data = self._opened().recv(4096)
        except OSError as error:
            raise self._lost(error) from error
        if not data:
            raise self._lost(ConnectionResetError("the other side has hung up"))
        return data

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise DeviceNotReady(f"{self._name} is not open")
        return self._socket

    def _lost(self, error: Exception) -> DeviceNotReady:
        self.close()
        return DeviceNotReady(f"{self._name} was lost: {error}")

    @property
    def _name(self) -> str:
        return f"{self._address[0]}:{self._address[1]}"
