# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's sockets: where its host plugs in. USB has its own file."""

import os
import pty
import select
import socket
import tty
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias

from device_drivers.simulation.requests import Json

_READ = 4096
Source: TypeAlias = "socket.socket | int"


class Port(Protocol):
    """One host at a time. The device's thread alone calls this."""

    @property
    def plugged(self) -> bool: ...
    def where(self) -> dict[str, Json]: ...
    def plug(self) -> None: ...
    def unplug(self) -> None: ...

    def hang_up(self) -> None:
        """Cut the host off; it may come again."""

    def sources(self) -> Sequence[Source]:
        """What to wait on before `receive`."""

    def receive(self, ready: Sequence[Source]) -> bytes | None:
        """None when nothing came of it; empty when the host has gone."""

    def send(self, data: bytes) -> None:
        """A host that does not read, or has gone, loses it."""


class TcpPort:
    """Serves one connection at a time, as printers do; the next one waits."""

    def __init__(self, host: str, port: int) -> None:
        """`port` 0: any free one, kept for life."""
        self.host = host
        self.port = port
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None

    @property
    def plugged(self) -> bool:
        return self._listener is not None

    def where(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port}

    def plug(self) -> None:
        self._listener = socket.create_server((self.host, self.port))
        self.port = self._listener.getsockname()[1]

    def unplug(self) -> None:
        self.hang_up()
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def sources(self) -> Sequence[Source]:
        here = self._client or self._listener
        return [here] if here is not None else []

    def receive(self, ready: Sequence[Source]) -> bytes | None:
        if self._client is not None and self._client in ready:
            try:
                return self._client.recv(_READ)
            except OSError:
                return b""
        if self._listener is not None and self._listener in ready:
            self._client, _ = self._listener.accept()
        return None

    def send(self, data: bytes) -> None:
        if self._client is not None:
            with suppress(OSError):
                self._client.sendall(data)


class PtyPort:
    """A serial line, or what stands for /dev/usb/lp*. `link` stays put while the pty behind it changes."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._ends: tuple[int, int] | None = None

    @property
    def plugged(self) -> bool:
        return self._ends is not None

    def where(self) -> dict[str, Json]:
        return {"path": str(self.link)}

    def plug(self) -> None:
        host_end, own_end = self._ends = pty.openpty()
        # The slave's end stays open here too, else the master reports an error whenever no host is there.
        tty.setraw(own_end)
        os.set_blocking(host_end, False)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(os.ttyname(own_end))

    def unplug(self) -> None:
        ends, self._ends = self._ends, None
        if ends is not None:
            self.link.unlink(missing_ok=True)
            for end in ends:
                os.close(end)

    def hang_up(self) -> None:
        self.unplug()
        self.plug()

    def sources(self) -> Sequence[Source]:
        return [self._ends[0]] if self._ends is not None else []

    def receive(self, ready: Sequence[Source]) -> bytes | None:
        if self._ends is None or self._ends[0] not in ready:
            return None
        # A terminal has no end of file: who closed it may come again, and the printer works on.
        return os.read(self._ends[0], _READ) or None

    def send(self, data: bytes) -> None:
        if self._ends is not None:
            with suppress(BlockingIOError):
                os.write(self._ends[0], data)


def wait(sources: Sequence[Source], timeout_s: float | None) -> list[Source]:
    return select.select(sources, [], [], timeout_s)[0]
