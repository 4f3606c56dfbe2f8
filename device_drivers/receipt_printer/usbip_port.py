# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's USB plug, over USB/IP: a printer-class device that any USB/IP host can import."""

import socket
import threading
from collections.abc import Sequence
from contextlib import suppress

import usbip
from usbip import protocol

from device_drivers.receipt_printer.ports import Source
from device_drivers.simulation.requests import Json

_READ = 4096
VENDOR, PRODUCT = 0x0416, 0x5011
"""Those of many small Chinese receipt printers."""


class UsbIpPort:
    """Printer class, bidirectional (07/01/02), with endpoints elsewhere than most drivers guess."""

    def __init__(self, port: int = 0, *, serial_number: str = "LP0001") -> None:
        """`port` 0: any free one, kept for life."""
        self.port = port
        self._serial_number = serial_number
        self._device: usbip.USBDevice | None = None
        self._interface: _PrinterInterface | None = None
        self._pipe: tuple[socket.socket, socket.socket] | None = None

    @property
    def plugged(self) -> bool:
        return self._device is not None

    def where(self) -> dict[str, Json]:
        return {"usbip_port": self.port, "vendor": VENDOR, "product": PRODUCT}

    def plug(self) -> None:
        self._pipe = socket.socketpair()
        self._device = usbip.USBDevice(VENDOR, PRODUCT, product="Simulated printer", serial=self._serial_number)
        self._interface = _PrinterInterface(self._pipe[1])
        self._device.add(self._interface)
        wire = _Wire(self.port)
        self._device.plug(via=wire)
        self.port = wire.port

    def unplug(self) -> None:
        device, self._device = self._device, None
        pipe, self._pipe = self._pipe, None
        if device is not None and pipe is not None:
            # First, so that no server's thread waits for ever to hand over what it has received.
            pipe[0].close()
            device.unplug()
            pipe[1].close()

    def hang_up(self) -> None:
        self.unplug()
        self.plug()

    def sources(self) -> Sequence[Source]:
        return [self._pipe[0]] if self._pipe is not None else []

    def receive(self, ready: Sequence[Source]) -> bytes | None:
        if self._pipe is None or self._pipe[0] not in ready:
            return None
        return self._pipe[0].recv(_READ) or None

    def send(self, data: bytes) -> None:
        if self._interface is not None:
            self._interface.bulk_in.write(data)


class _PrinterInterface(usbip.Interface):  # type: ignore[misc]  # untyped library
    bInterfaceClass = 0x07  # noqa: N815 -- the library's name
    bInterfaceSubClass = 0x01  # noqa: N815
    bInterfaceProtocol = 0x02  # noqa: N815
    bulk_in = usbip.In(0x83, "bulk", mps=64)
    bulk_out = usbip.Out(0x04, "bulk", mps=64)

    def __init__(self, outbox: socket.socket) -> None:
        super().__init__()
        self._outbox = outbox

    def on_out(self, _endpoint: object, data: bytes) -> None:
        with suppress(OSError):
            self._outbox.sendall(data)


class _Wire(usbip.Transport):  # type: ignore[misc]
    """The library's own cannot be pulled out while a host holds it."""

    def __init__(self, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._hosts: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()

    def serve(self, dev: usbip.USBDevice) -> None:
        dev.busid, dev.busnum, dev.devnum = "1-1", 1, 2
        self._start(self._accept, dev)

    def stop(self, dev: usbip.USBDevice | None = None) -> None:  # noqa: ARG002 -- there is one
        with self._lock:
            hosts, self._hosts = [self._listener, *self._hosts], []
        for host in hosts:
            with suppress(OSError):
                host.shutdown(socket.SHUT_RDWR)
            host.close()
        for thread in self._threads:
            thread.join()

    def _accept(self, dev: usbip.USBDevice) -> None:
        while True:
            try:
                host, _ = self._listener.accept()
            except OSError:
                return
            host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._hosts.append(host)
            self._start(protocol.serve_connection, host, [dev])

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()
