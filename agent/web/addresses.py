# SPDX-License-Identifier: Apache-2.0
"""By which names and addresses this machine is known, asked of the kernel (netdevice(7), proc(5))."""

import fcntl
import ipaddress
import socket
import struct
import time
from collections.abc import Callable, Iterable
from pathlib import Path

SIOCGIFADDR = 0x8915
INTERFACE6 = Path("/proc/net/if_inet6")
REMEMBERED_S = 5.0
ELSEWHERE = ("192.0.2.1", 9)
"""A documentation address: nothing is ever sent there, the kernel only says by which way it would go."""


def addresses() -> tuple[str, ...]:
    """IPv4 and IPv6, those of this machine alone (loopback) included."""
    found = [address for _, name in socket.if_nameindex() if (address := _ipv4_of(name))]
    try:
        lines = INTERFACE6.read_text(encoding="ascii").splitlines()
    except OSError:
        lines = []
    found += [str(ipaddress.IPv6Address(bytes.fromhex(line.split()[0]))) for line in lines if line.strip()]
    return tuple(dict.fromkeys(["127.0.0.1", *found]))


def first_beyond() -> str | None:
    """The address a phone in the same network would use; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
            chosen: str = probe.getsockname()[0]
        except OSError:
            chosen = ""
    candidates = [chosen, *addresses()]
    return next((a for a in candidates if a and ":" not in a and not ipaddress.ip_address(a).is_loopback), None)


def names(further: Iterable[str]) -> tuple[str, ...]:
    host = socket.gethostname().lower()
    return tuple(dict.fromkeys(["localhost", host, f"{host}.local", *(name.lower() for name in further)]))


class OwnNames:
    """What may stand in a Host header. Addresses come and go, so they are asked for anew now and then."""

    def __init__(self, further: Iterable[str], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._names = frozenset(names(further))
        self._monotonic = monotonic
        self._asked_at = float("-inf")
        self._addresses: frozenset[str] = frozenset()

    def __contains__(self, host: object) -> bool:
        if self._monotonic() - self._asked_at > REMEMBERED_S:
            self._addresses = frozenset(addresses())
            self._asked_at = self._monotonic()
        return host in self._names or host in self._addresses


def _ipv4_of(interface: str) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("256s", interface.encode()[:15])
        try:
            answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])
