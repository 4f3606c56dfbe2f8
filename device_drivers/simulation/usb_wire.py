# SPDX-License-Identifier: Apache-2.0
"""A USB bus with one simulated device on it, exported over TCP (USB/IP): `usbip attach` or `UsbBus` plug it in.

Descriptors, standard requests and URBs are those of the usbip package; no kernel module is needed on this side.
"""

import errno
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from usbip import protocol
from usbip.core import IN, Urb
from usbip.device import In, Out, USBDevice
from usbip.function import Interface

from device_drivers.simulation.requests import Json

_PACKET_S = 0.001
"""Full speed: about one packet for each frame of a millisecond."""
_IMPORT, _BUSY = 0x8003, 2


class UsbWire:
    """Bytes to and from the interface FF/00/00. Only one host may have the device at a time."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        vendor: int,
        product: int,
        transfers: Literal["bulk", "interrupt"] = "bulk",
        packet: int = 64,
        interface_class: int = 0xFF,
        report_id: int | None = None,
        serial: str | None = None,
        others_before: int = 0,
    ) -> None:
        """`port` 0: any free one, kept for life. `report_id`: a HID device's, before every packet, which is then always
        whole. `others_before`: HID interfaces that stand before the one that is meant and answer nothing."""
        self.host = host
        self.port = port
        self._vendor = vendor
        self._product = product
        self._transfers = transfers
        self._packet = packet
        self._class = interface_class
        self._report_id = report_id
        self._serial = serial
        self._others_before = others_before
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._hosts: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._device: USBDevice | None = None
        self._pipe: _Pipe | None = None
        self._holder: socket.socket | None = None
        self._times = 0
        self._arrived: deque[bytes] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._end, self._ender = socket.socketpair()

    def address(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port, "usb": f"{self._vendor:04x}:{self._product:04x}", "path": "1-1"}

    @property
    def plugged(self) -> bool:
        return self._device is not None

    def plug(self) -> None:
        self.unplug()
        self._times += 1
        pipe = _Pipe(self._class, self._transfers, self._packet, self._take)
        device = USBDevice(self._vendor, self._product, serial=self._serial, product="Linli simulator")
        for _ in range(self._others_before):
            device.add(_Pipe(3, "interrupt", packet=8, take=lambda _: None))
        device.add(pipe)
        device.busid, device.busnum, device.devnum = "1-1", 1, 1 + self._times % 127
        self._arrived.clear()
        self._device, self._pipe = device, pipe
        if self._listener is None:
            self._listener = socket.create_server((self.host, self.port))
            self.port = self._listener.getsockname()[1]
            self._accepting = threading.Thread(target=self._accept, args=(self._listener,), name="usb-bus")
            self._accepting.start()

    def unplug(self) -> None:
        """The bus stays, without the device."""
        self._device = self._pipe = None
        with self._lock:
            hosts = dict(self._hosts)
        for line in hosts:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in hosts.values():
            thread.join()

    def close(self) -> None:
        self.unplug()
        if self._accepting is not None and self._listener is not None:
            self._ender.send(b"\0")
            self._accepting.join()
            self._listener.close()
            self.unplug()  # who came in meanwhile
        for end in (self._bell, self._ringer, self._end, self._ender):
            end.close()

    def receive(self, waker: socket.socket) -> bytes:
        ready, _, _ = select.select([waker, self._bell], [], [])
        for end in ready:
            end.recv(4096)
        data = b""
        while self._arrived:
            data += self._arrived.popleft()
        return data

    def send(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        prefix = b"" if self._report_id is None else bytes([self._report_id])
        room = self._packet - len(prefix)
        for at in range(0, len(data), room):
            pipe = self._pipe
            if pipe is None or not goes_on():
                return
            piece = prefix + data[at : at + room]
            pipe.into.write(piece.ljust(self._packet, b"\0") if prefix else piece)
            time.sleep(_PACKET_S)

    def stall(self) -> None:
        """Stall the endpoint towards the host until the host clears it."""
        if self._pipe is not None:
            self._pipe.into.stall()

    def _take(self, packet: bytes) -> None:
        self._arrived.append(packet if self._report_id is None else packet[1:])
        with suppress(OSError):  # closed meanwhile
            self._ringer.send(b"\0")

    def _accept(self, listener: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([listener, self._end], [], [])
            if self._end in ready:
                return
            line, _ = listener.accept()
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(line,), name="usb-host")
            with self._lock:
                self._hosts[line] = thread
                thread.start()  # within the lock: whoever finds it there may wait for its end

    def _serve(self, line: socket.socket) -> None:
        try:
            device = self._import(line)
            if device is not None:
                _transfers(line, device)
        except OSError as error:
            if error.errno not in {errno.ECONNRESET, errno.EPIPE, errno.EBADF, errno.ENOTCONN}:
                raise
        finally:
            with self._lock:
                self._hosts.pop(line, None)
                if self._holder is line:
                    self._holder = None
            line.close()

    def _import(self, line: socket.socket) -> USBDevice | None:
        """The device, when the host asked for it; None when it only wanted the list, or somebody else has it."""
        asked = line.recv(8, socket.MSG_PEEK | socket.MSG_WAITALL)
        device = self._device
        if int.from_bytes(asked[2:4], "big") == _IMPORT:
            with self._lock:
                taken = self._holder is not None
                if not taken:
                    self._holder = line
            if taken:
                line.sendall(b"\x01\x11\0\x03" + _BUSY.to_bytes(4, "big"))
                return None
        imported: USBDevice | None = protocol.serve_handshake(line, [] if device is None else [device])
        return imported


class _Pipe(Interface):  # type: ignore[misc]  # usbip has no types
    """One endpoint each way."""

    def __init__(self, interface_class: int, transfers: str, packet: int, take: Callable[[bytes], None]) -> None:
        super().__init__()
        self.bInterfaceClass = interface_class
        interval = 1 if transfers == "interrupt" else 0
        self.out = self._add_endpoint(Out(0x02, transfers, packet, interval))
        self.into = self._add_endpoint(In(0x81, transfers, packet, interval))
        self._take = take

    def on_out(self, _ep: object, data: bytes) -> None:
        self._take(bytes(data))


def _transfers(line: socket.socket, device: USBDevice) -> None:
    """Serve one host until it goes. What it still waited for then is cancelled; what the device has ready stays."""
    lock = threading.Lock()
    waiting: set[int] = set()

    def done(urb: Urb) -> None:
        """Runs in the device's thread for a transfer that had to wait."""
        with lock, suppress(OSError):
            waiting.discard(urb.seqnum)
            protocol.write_ret(line, urb)

    try:
        while (urb := protocol.read_cmd(line, device)) is not None:
            if urb.command == protocol.CMD_UNLINK:
                device.cancel_urb(urb.flags)
                with lock:
                    waiting.discard(urb.flags)
                    protocol.write_ret_unlink(line, urb)
                continue
            if urb.direction == IN and urb.ep:
                waiting.add(urb.seqnum)
            if device.handle_urb(urb, done) is not None:
                done(urb)
    finally:
        for number in waiting:
            device.cancel_urb(number)
