# SPDX-License-Identifier: Apache-2.0
"""A serial line on a pseudo-terminal, as slow as its baud rate."""

import os
import pty
import select
import socket
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from device_drivers.simulation.pace import Pace
from device_drivers.simulation.requests import Json


class PtyWire:
    """The device's end. The host opens `link`, a symlink that stays put while the pty behind it changes."""

    def __init__(self, link: Path, baud: int | None) -> None:
        """Without `baud` it stands for a device file that is no serial line, such as /dev/usb/lp0."""
        self.link = link
        self._pace = Pace(baud)
        self._ends: tuple[int, int] | None = None

    def address(self) -> dict[str, Json]:
        return {"link": str(self.link), "baud": self._pace.baud}

    @property
    def plugged(self) -> bool:
        return self._ends is not None

    def plug(self) -> None:
        """Appear; when plugged already, as a new device under the same path."""
        old, self._ends = self._ends, pty.openpty()
        master, slave = self._ends
        # The slave's end stays open here too, else the master reports an error whenever no host is there.
        tty.setraw(slave)
        os.set_blocking(master, False)
        fresh = self.link.with_name(f".{self.link.name}.{slave}")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.ttyname(slave))
        fresh.replace(self.link)
        _close(old)

    def unplug(self) -> None:
        if self._ends is not None:
            self.link.unlink(missing_ok=True)
        old, self._ends = self._ends, None
        _close(old)

    close = unplug

    def receive(self, waker: socket.socket, *, timeout_s: float | None = None, listening: bool = True) -> bytes:
        """The host's bytes come when their last bit would have."""
        sources = [waker.fileno()]
        if self._ends is not None and listening:
            sources.append(self._ends[0])
        ready, _, _ = select.select(sources, [], [], timeout_s)
        if waker.fileno() in ready:
            waker.recv(4096)
        if self._ends is None or self._ends[0] not in ready:
            return b""
        data = os.read(self._ends[0], self._pace.most)
        self._pace.wait(data)
        return data

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        if self._ends is None:
            return
        for piece in self._pace.pieces(data, goes_on):
            # A host that does not read loses bytes, as on a real line.
            with suppress(BlockingIOError):
                os.write(self._ends[0], piece)


def _close(ends: tuple[int, int] | None) -> None:
    for end in ends or ():
        os.close(end)
