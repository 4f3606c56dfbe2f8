# SPDX-License-Identifier: Apache-2.0
"""Tells the service manager how things stand (sd_notify(3)); says nothing where there is none."""

import os
import socket


def notify(message: str) -> None:
    """For example `READY=1`, `WATCHDOG=1`, `STOPPING=1`, `STATUS=…`."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        try:
            sock.connect(address)
            sock.send(message.encode())
        except OSError:
            return
