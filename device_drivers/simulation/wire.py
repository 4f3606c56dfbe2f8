# SPDX-License-Identifier: Apache-2.0
"""The device's end of a line to the host."""

import socket
from collections.abc import Callable
from typing import Protocol

from device_drivers.simulation.requests import Json


class Wire(Protocol):
    @property
    def plugged(self) -> bool: ...

    def plug(self) -> None:
        """Appear; when plugged already, as a new device at the same address."""

    def unplug(self) -> None: ...

    def close(self) -> None:
        """Gone for good."""

    def receive(self, waker: socket.socket, *, timeout_s: float | None = None, listening: bool = True) -> bytes:
        """Wait for bytes from the host or from `waker`, which is emptied. The host's may be none. A device that is not
        `listening` leaves them in the line until that is full."""

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Send at line speed. `goes_on` is asked before each piece."""

    def address(self) -> dict[str, Json]:
        """Where the host finds it."""
