# SPDX-License-Identifier: Apache-2.0
"""A TCP connection to a printer: bytes out, whole answers in."""

import select
import socket

from escpos.printer import Network

from device_drivers.errors import DeviceNotReady
from device_drivers.receipt_printer.answers import Answer, split_answers

_TIMEOUT_S = 2.0


class Connection:
    """python-escpos's network connector, without the parts that guess (text, paper_status, is_online)."""

    def __init__(self, host: str, port: int) -> None:
        self._network = Network(host, port, timeout=_TIMEOUT_S)
        self._buffer = b""

    def open(self) -> None:
        self.close()
        try:
            # Its own open() leaks the socket when nobody answers.
            self._network.device = socket.create_connection(
                (self._network.host, self._network.port), timeout=_TIMEOUT_S
            )
        except OSError as error:
            raise DeviceNotReady(f"the printer cannot be reached: {error.strerror or error}") from error

    def close(self) -> None:
        self._buffer = b""
        self._network.close()

    def send(self, data: bytes) -> None:
        self._network._raw(data)  # noqa: SLF001 -- python-escpos's name for its public transport

    def wait(self, *, to_send: bool, timeout_s: float) -> tuple[bool, bool]:
        """Wait until something can be received or sent; say which."""
        device = self._network.device
        readable, writable, _ = select.select([device], [device] if to_send else [], [], max(0.0, timeout_s))
        return bool(readable), bool(writable)

    def receive(self) -> list[Answer]:
        """Return the answers that are complete. ConnectionError when the printer has hung up."""
        data: bytes = self._network._read()  # noqa: SLF001 -- as above
        if not data:
            raise ConnectionResetError("the printer closed the connection")
        answers, self._buffer = split_answers(self._buffer + data)
        return answers
