# SPDX-License-Identifier: Apache-2.0
"""A TCP connection to a printer: bytes out, whole answers in."""

import select
import socket

from device_drivers.errors import DeviceNotReady
from device_drivers.receipt_printer.answers import Answer, split_answers

_TIMEOUT_S = 2.0


class Connection:
    """A plain socket. python-escpos's network connector would add guesses about status, a temporary folder at each
    import and a line in the log at each poll; its USB and serial connectors are another matter."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._buffer = b""

    def open(self) -> None:
        self.close()
        try:
            self._socket = socket.create_connection(self._address, timeout=_TIMEOUT_S)
        except (OSError, ValueError) as error:  # ValueError: a host name that cannot be one
            raise DeviceNotReady(f"the printer cannot be reached: {error}") from error

    def close(self) -> None:
        self._buffer = b""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, data: bytes) -> None:
        self._open_socket().sendall(data)

    def wait(self, *, to_send: bool, timeout_s: float) -> tuple[bool, bool]:
        """Wait until something can be received or sent; say which."""
        device = self._open_socket()
        readable, writable, _ = select.select([device], [device] if to_send else [], [], max(0.0, timeout_s))
        return bool(readable), bool(writable)

    def receive(self) -> list[Answer]:
        """Return the answers that are complete. ConnectionError when the printer has hung up."""
        data = self._open_socket().recv(4096)
        if not data:
            raise ConnectionResetError("the printer closed the connection")
        answers, self._buffer = split_answers(self._buffer + data)
        return answers

    def _open_socket(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionResetError("the connection is closed")
        return self._socket
