# SPDX-License-Identifier: Apache-2.0
"""A conversation with a printer: bytes out, whole answers in."""

import time

from device_drivers.errors import LineLost
from device_drivers.port import DuplexPort
from device_drivers.receipt_printer.answers import Answer, split_answers

_SEND_S = 2.0


class Connection:
    """Every step raises LineLost when the printer is lost, and ProtocolError when it talks nonsense."""

    def __init__(self, port: DuplexPort, *, full_status: bool) -> None:
        self._port = port
        self._full_status = full_status
        self._buffer = b""
        self._heard: list[Answer] = []

    def open(self) -> None:
        """Afresh. Raises DeviceNotReady."""
        self._buffer = b""
        self._heard.clear()
        self._port.close()
        self._port.open()

    def close(self) -> None:
        self._port.close()

    def send(self, data: bytes) -> None:
        """Send a query whole; answers that come meanwhile are kept."""
        end = time.monotonic() + _SEND_S
        while data:
            left = end - time.monotonic()
            if left <= 0:
                raise LineLost("the printer takes no bytes")
            sent = self._exchange(data, left)
            data = data[sent:]

    def turn(self, data: bytes, timeout_s: float) -> tuple[int, list[Answer]]:
        """Wait until the printer takes some of `data` or answers; return how many bytes went out, and the answers."""
        sent = 0 if self._heard else self._exchange(data, timeout_s)
        answers, self._heard = self._heard, []
        return sent, answers

    def put_back(self, answers: list[Answer]) -> None:
        """The next turn hears these first."""
        self._heard = answers + self._heard

    def takes_s(self, data: bytes) -> float:
        """At least."""
        return self._port.takes_s(len(data))

    def _exchange(self, data: bytes, timeout_s: float) -> int:
        sent, received = self._port.exchange(data, timeout_s)
        answers, self._buffer = split_answers(self._buffer + received, full_status=self._full_status)
        self._heard += answers
        return sent
