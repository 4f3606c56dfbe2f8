# SPDX-License-Identifier: Apache-2.0
"""Hears from the kernel and from udev that something was plugged in or pulled out, and has all devices looked at.

What it hears is a hint and no more: anybody may send it, and it may get lost. The look that follows is the truth, and
the workers' own slow looks are the net under it.
"""

import logging
import os
import select
import socket
import threading
import time
from collections.abc import Callable

log = logging.getLogger("agent.devices")

NETLINK_KOBJECT_UEVENT = 15
"""linux/netlink.h; the socket module does not have it."""
_KERNEL, _UDEV = 1, 2
"""Its groups. The first is there without udev; the second comes when its links are made."""
_SUBSYSTEMS = tuple(f"SUBSYSTEM={name}\0".encode() for name in ("usb", "usbmisc", "tty", "hidraw", "input"))
_ACTIONS = tuple(f"ACTION={name}\0".encode() for name in ("add", "remove", "bind", "unbind"))
SETTLE_S = 0.1
"""One device makes a dozen events; this much after the first all are taken as one."""
AGAIN_S = 0.7
"""Whoever stands between a driver and its device (pcscd, CUPS) learns of it when we do, and needs a moment: a second
look comes this much after the first, still within the second in which a plug is to be seen."""


class Plugs:
    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        self._end, self._ending = os.pipe()
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="plugs", daemon=True)

    def start(self) -> None:
        """Where the kernel tells nothing (a container), the slow looks have to do."""
        try:
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_KOBJECT_UEVENT)
            self._socket.bind((0, _KERNEL | _UDEV))
        except OSError as error:
            log.warning("plugging in and out cannot be heard: %s", error.strerror)
        self._thread.start()

    def stop(self) -> None:
        os.write(self._ending, b".")
        if self._thread.is_alive():
            self._thread.join()
        os.close(self._end)
        os.close(self._ending)
        if self._socket is not None:
            self._socket.close()

    @property
    def address(self) -> int:
        """Where the socket is reached by the kernel's numbering; 0 without one."""
        return int(self._socket.getsockname()[0]) if self._socket is not None else 0

    def _run(self) -> None:
        events = [] if self._socket is None else [self._socket.fileno()]
        again: float | None = None
        while True:
            left = None if again is None else max(0.0, again - time.monotonic())
            ready = select.select([self._end, *events], [], [], left)[0]
            if self._end in ready:
                return
            if not ready:
                again = None
                self._heard()
            elif self._is_plug():
                if select.select([self._end], [], [], SETTLE_S)[0]:
                    return
                while select.select(events, [], [], 0)[0]:
                    self._is_plug()
                self._heard()
                again = time.monotonic() + AGAIN_S

    def _is_plug(self) -> bool:
        if self._socket is None:
            return False
        try:
            message = self._socket.recv(16_384)
        except OSError:  # more came than the kernel kept: something has changed
            return True
        return any(word in message for word in _SUBSYSTEMS) and any(word in message for word in _ACTIONS)
