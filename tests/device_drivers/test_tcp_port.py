# SPDX-License-Identifier: Apache-2.0
"""The TCP port on its own, against a plain listener."""

import socket
from collections.abc import Iterator

import pytest

from device_drivers.errors import DeviceNotReady
from device_drivers.tcp_port import TcpPort


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener


@pytest.fixture
def ends(listener: socket.socket) -> Iterator[tuple[TcpPort, socket.socket]]:
    port = TcpPort(*listener.getsockname())
    port.open()
    device, _ = listener.accept()
    with device:
        yield port, device
    port.close()


def test_bytes_both_ways(ends: tuple[TcpPort, socket.socket]) -> None:
    port, device = ends
    port.write(b"question")
    assert device.recv(100) == b"question"
    device.sendall(b"answer")
    assert port.read(5.0) == b"answer"
    assert port.read(0.01) == b""


def test_what_is_left_is_thrown_away(ends: tuple[TcpPort, socket.socket]) -> None:
    port, device = ends
    device.sendall(b"late" * 3000)
    assert port.read(5.0)
    port.discard_input()
    device.sendall(b"answer")
    assert port.read(5.0) == b"answer"


def test_a_device_that_sends_without_end_does_not_hold_its_host(ends: tuple[TcpPort, socket.socket]) -> None:
    port, device = ends
    device.setblocking(False)
    for _ in range(100):
        try:
            device.send(bytes(65_536))
        except BlockingIOError:
            break
    port.discard_input()
    assert port.read(5.0), "there was more than it threw away"


def test_the_other_side_hangs_up(ends: tuple[TcpPort, socket.socket]) -> None:
    port, device = ends
    device.close()
    with pytest.raises(DeviceNotReady, match="hung up"):
        port.read(5.0)
    assert not port.is_open
    for use in (lambda: port.write(b"x"), lambda: port.read(0.01), port.discard_input):
        with pytest.raises(DeviceNotReady, match="not open"):
            use()


@pytest.mark.parametrize("host", ["127.0.0.1", "no.such.host.invalid", "a" * 300, "\x00"])
def test_nobody_there(host: str, listener: socket.socket) -> None:
    number = listener.getsockname()[1]
    listener.close()
    port = TcpPort(host, number)
    with pytest.raises(DeviceNotReady, match="cannot be reached"):
        port.open()
    assert not port.is_open
