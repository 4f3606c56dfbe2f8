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
_ROOM = 4096
"""Bytes that a device has room for before it takes no more; roughly, since a transfer is taken whole."""
_IMPORT, _BUSY = 0x8003, 2


class UsbWire:
    """Bytes to and from one interface. Only one host may have the device at a time."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        vendor: int,
        product: int,
        interface: tuple[int, int, int] = (0xFF, 0, 0),
        transfers: Literal["bulk", "interrupt"] = "bulk",
        out: int = 0x02,
        into: int = 0x81,
        packet: int = 64,
        report_id: int | None = None,
        serial: str | None = None,
        others_before: int = 0,
    ) -> None:
        """`port` 0: any free one, kept for life. `interface`: class, subclass, protocol. `report_id`: a HID device's,
        before every packet, which is then always whole. `others_before`: HID interfaces that stand before the one that
        is meant and answer nothing."""
        self.host = host
        self.port = port
        self._vendor = vendor
        self._product = product
        self._interface = interface
        self._ends = (Out(out, transfers, packet, 1), In(into, transfers, packet, 1))
        self._packet = packet
        self._report_id = report_id
        self._serial = serial
        self._others_before = others_before
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._hosts: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._device: USBDevice | None = None
        self._pipe: _Pipe | None = None
        self._holder: _Host | None = None
        self._times = 0
        self._arrived = b""
        self._bell, self._ringer = socket.socketpair()
        self._end, self._ender = socket.socketpair()

    def address(self) -> dict[str, Json]:
        return {"host": self.host, "port": self.port, "usb": f"{self._vendor:04x}:{self._product:04x}", "path": "1-1"}

    @property
    def plugged(self) -> bool:
        return self._device is not None

    def plug(self) -> None:
        self._times += 1
        device = USBDevice(self._vendor, self._product, serial=self._serial, product="Linli simulator")
        for _ in range(self._others_before):
            device.add(_Pipe((3, 0, 0), (Out(0x02, "interrupt", 8, 1), In(0x81, "interrupt", 8, 1)), lambda *_: None))
        pipe = _Pipe(self._interface, self._ends, self._take)
        device.add(pipe)
        device.busid, device.busnum, device.devnum = "1-1", 1, 1 + self._times % 127
        self._change(device, pipe)
        if self._listener is None:
            self._listener = socket.create_server((self.host, self.port))
            self.port = self._listener.getsockname()[1]
            self._accepting = threading.Thread(target=self._accept, args=(self._listener,), name="usb-bus")
            self._accepting.start()

    def unplug(self) -> None:
        """The bus stays, without the device."""
        self._change(None, None)

    def close(self) -> None:
        self.unplug()
        if self._accepting is not None and self._listener is not None:
            self._ender.send(b"\0")
            self._accepting.join()
            self._listener.close()
            self.unplug()  # who came in meanwhile
        for end in (self._bell, self._ringer, self._end, self._ender):
            end.close()

    def receive(self, waker: socket.socket, *, timeout_s: float | None = None, listening: bool = True) -> bytes:
        ready, _, _ = select.select([waker, self._bell] if listening else [waker], [], [], timeout_s)
        for end in ready:
            end.recv(4096)
        if self._bell not in ready:
            return b""
        with self._lock:
            data, self._arrived = self._arrived, b""
            holder = self._holder
        if holder is not None:
            holder.take_more()
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

    def _change(self, device: USBDevice | None, pipe: "_Pipe | None") -> None:
        """At once, as seen from the bus; then whoever had the old device is cut off."""
        with self._lock:
            self._device, self._pipe = device, pipe
            self._arrived = b""
            self._holder = None
            hosts = dict(self._hosts)
        for line in hosts:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in hosts.values():
            thread.join()

    def _take(self, pipe: "_Pipe", packet: bytes) -> None:
        with self._lock:
            if pipe is self._pipe:
                self._arrived += packet if self._report_id is None else packet[1:]
        with suppress(OSError):  # closed meanwhile
            self._ringer.send(b"\0")

    def _is_full(self) -> bool:
        return len(self._arrived) >= _ROOM

    def _accept(self, listener: socket.socket) -> None:
        while True:
            ready, _, _ = select.select([listener, self._end], [], [])
            if self._end in ready:
                return
            line, _ = listener.accept()
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(line,), name="usb-host")
            with self._lock:  # who cuts it off also waits for it
                self._hosts[line] = thread
                thread.start()

    def _serve(self, line: socket.socket) -> None:
        host = _Host(line, self._is_full)
        try:
            device = self._import(line, host)
            if device is not None:
                host.serve(device)
        except OSError as error:
            if error.errno not in {errno.ECONNRESET, errno.EPIPE, errno.EBADF, errno.ENOTCONN}:
                raise
        finally:
            with self._lock:
                self._hosts.pop(line, None)
                if self._holder is host:
                    self._holder = None
            line.close()

    def _import(self, line: socket.socket, host: "_Host") -> USBDevice | None:
        """The device, when the host asked for it; None when it only wanted the list, or somebody else has it."""
        asked = line.recv(8, socket.MSG_PEEK | socket.MSG_WAITALL)
        wanted = int.from_bytes(asked[2:4], "big") == _IMPORT
        with self._lock:
            device = self._device
            taken = wanted and self._holder is not None
            if wanted and not taken:
                self._holder = host
        if taken:
            line.sendall(b"\x01\x11\0\x03" + _BUSY.to_bytes(4, "big"))
            return None
        imported: USBDevice | None = protocol.serve_handshake(line, [] if device is None else [device])
        return imported


class _Pipe(Interface):  # type: ignore[misc]  # usbip has no types
    """One endpoint each way."""

    def __init__(
        self, kind: tuple[int, int, int], ends: tuple[object, object], take: Callable[["_Pipe", bytes], None]
    ) -> None:
        super().__init__()
        self.bInterfaceClass, self.bInterfaceSubClass, self.bInterfaceProtocol = kind
        self.out, self.into = (self._add_endpoint(end) for end in ends)
        self._take = take

    def on_out(self, _ep: object, data: bytes) -> None:
        self._take(self, bytes(data))


class _Host:
    """Serves one host until it goes. What it still waited for then is cancelled; what the device has ready stays."""

    def __init__(self, line: socket.socket, is_full: Callable[[], bool]) -> None:
        self._line = line
        self._is_full = is_full
        self._lock = threading.RLock()
        self._awaited: set[int] = set()
        self._held: deque[tuple[USBDevice, Urb]] = deque()
        """What the device has no room for yet."""

    def serve(self, device: USBDevice) -> None:
        try:
            while (urb := protocol.read_cmd(self._line, device)) is not None:
                with self._lock:
                    if urb.command == protocol.CMD_UNLINK:
                        self._unlink(device, urb)
                    elif urb.ep and urb.direction != IN:
                        self._held.append((device, urb))
                        self.take_more()
                    else:
                        self._handle(device, urb)
        finally:
            with self._lock:
                self._held.clear()
                for number in self._awaited:
                    device.cancel_urb(number)

    def take_more(self) -> None:
        """For any thread: the device has room again."""
        with self._lock:
            while self._held and not self._is_full():
                self._handle(*self._held.popleft())

    def _handle(self, device: USBDevice, urb: Urb) -> None:
        if urb.ep and urb.direction == IN:
            self._awaited.add(urb.seqnum)
        if device.handle_urb(urb, self._done) is not None:
            self._done(urb)

    def _done(self, urb: Urb) -> None:
        """Runs in the device's thread for a transfer that had to wait."""
        with self._lock, suppress(OSError):
            self._awaited.discard(urb.seqnum)
            protocol.write_ret(self._line, urb)

    def _unlink(self, device: USBDevice, urb: Urb) -> None:
        device.cancel_urb(urb.flags)
        self._awaited.discard(urb.flags)
        self._held = deque(held for held in self._held if held[1].seqnum != urb.flags)
        protocol.write_ret_unlink(self._line, urb)
