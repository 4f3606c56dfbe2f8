# SPDX-License-Identifier: Apache-2.0
"""A serial line behind a TCP converter, as slow as its baud rate."""

import select
import socket
import time
from collections.abc import Callable

from device_drivers.simulation.requests import Json

_BITS_A_BYTE = 10  # 8N1
_PIECE_S = 0.001


class TcpWire:
    """The converter serves one connection at a time; the next one waits."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, baud: int = 115_200) -> None:
        """`port` 0: any free one, kept for life."""
        self.host = host
        self.port = port
        self.baud = baud
        self._byte_s = _BITS_A_BYTE / baud
        self._piece = max(1, int(_PIECE_S / self._byte_s))
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None

    def address(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port, "baud": self.baud}

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    def plug(self) -> None:
        self._hang_up()
        if self._listener is None:
            self._listener = socket.create_server((self.host, self.port))
            self.port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        self._hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    close = unplug

    def receive(self, waker: socket.socket) -> bytes:
        here = self._client or self._listener
        ready, _, _ = select.select([waker] if here is None else [waker, here], [], [])
        if waker in ready:
            waker.recv(4096)
        if here is None or here not in ready:
            return b""
        if here is self._listener:
            self._client, _ = self._listener.accept()
            self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        return self._read(here)

    def _read(self, client: socket.socket) -> bytes:
        try:
            data = client.recv(4096)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        time.sleep(len(data) * self._byte_s)
        return data

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        start = time.monotonic()
        sent = 0
        while sent < len(data) and self._client is not None and goes_on():
            piece = data[sent : sent + self._piece]
            try:
                self._client.sendall(piece)
            except OSError:
                self._hang_up()
                return
            sent += len(piece)
            time.sleep(max(0.0, start + sent * self._byte_s - time.monotonic()))

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
