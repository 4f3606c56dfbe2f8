# SPDX-License-Identifier: Apache-2.0
"""A serial line on a pseudo-terminal, as slow as its baud rate."""

import os
import pty
import select
import socket
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from device_drivers.simulation.requests import Json

_BITS_A_BYTE = 10  # 8N1
_PIECE_S = 0.001


class PtyWire:
    """The device's end. The host opens `link`, a symlink that stays put while the pty behind it changes."""

    def __init__(self, link: Path, baud: int) -> None:
        self.link = link
        self.baud = baud
        self._byte_s = _BITS_A_BYTE / baud
        self._piece = max(1, int(_PIECE_S / self._byte_s))
        self._ends: tuple[int, int] | None = None

    def address(self) -> dict[str, Json]:
        return {"link": str(self.link), "baud": self.baud}

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

    def receive(self, waker: socket.socket) -> bytes:
        """Wait for bytes from the host or from `waker`; the host's come when their last bit would have."""
        sources = [waker.fileno()] if self._ends is None else [waker.fileno(), self._ends[0]]
        ready, _, _ = select.select(sources, [], [])
        if waker.fileno() in ready:
            waker.recv(4096)
        if self._ends is None or self._ends[0] not in ready:
            return b""
        data = os.read(self._ends[0], 4096)
        time.sleep(len(data) * self._byte_s)
        return data

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Send at line speed. `goes_on` is asked before each piece."""
        if self._ends is None:
            return
        start = time.monotonic()
        sent = 0
        while sent < len(data) and goes_on():
            piece = data[sent : sent + self._piece]
            # A host that does not read loses bytes, as on a real line.
            with suppress(BlockingIOError):
                os.write(self._ends[0], piece)
            sent += len(piece)
            time.sleep(max(0.0, start + sent * self._byte_s - time.monotonic()))


def _close(ends: tuple[int, int] | None) -> None:
    for end in ends or ():
        os.close(end)
