# SPDX-License-Identifier: Apache-2.0
"""A device in the network, or a serial line behind a TCP converter, as slow as its baud rate."""

import select
import socket
from collections.abc import Callable

from device_drivers.simulation.pace import Pace
from device_drivers.simulation.requests import Json


class TcpWire:
    """Serves one connection at a time; the next one waits."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, *, baud: int | None = 115_200) -> None:
        """`port` 0: any free one, kept for life. Without `baud` there is no serial line behind it."""
        self.host = host
        self.port = port
        self._pace = Pace(baud)
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None

    def address(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port, "baud": self._pace.baud}

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

    def receive(self, waker: socket.socket, *, timeout_s: float | None = None, listening: bool = True) -> bytes:
        here = (self._client or self._listener) if listening else None
        ready, _, _ = select.select([waker] if here is None else [waker, here], [], [], timeout_s)
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
            data = client.recv(self._pace.most)
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        self._pace.wait(data)
        return data

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        for piece in self._pace.pieces(data, lambda: self._client is not None and goes_on()):
            try:
                if self._client is not None:
                    self._client.sendall(piece)
            except OSError:
                self._hang_up()

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
