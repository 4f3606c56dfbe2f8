# SPDX-License-Identifier: Apache-2.0
"""Tells the service manager how things stand (sd_notify(3)); says nothing where there is none."""

import os
import socket


def notify(message: str) -> None:
    """For example `READY=1` or `WATCHDOG=1`."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
        try:
            sock.sendto(message.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            return


def watchdog_ms() -> int | None:
    """How often the service manager wants to hear from us: half of its limit."""
    limit_us = os.environ.get("WATCHDOG_USEC", "")
    return int(limit_us) // 2000 if limit_us.isdecimal() and os.environ.get("NOTIFY_SOCKET") else None
