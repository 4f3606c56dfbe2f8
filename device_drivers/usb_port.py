# SPDX-License-Identifier: Apache-2.0
"""A device on the USB bus: one interface with one endpoint each way, found by its descriptors.

libusb is native code. It is loaded by the first `open` and not by the import, nothing here outlives the process (the
kernel takes back what a killed one had claimed), and no other module of a driver knows it: so a worker in a process of
its own can host a UsbPort, and be killed when the library hangs.
"""

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import usb.backend
import usb.core
import usb.util
from usb.backend import libusb1

from device_drivers.errors import DeviceNotReady, ProtocolError

_WRITE_MS = 1000
_DRAIN_MS = 2
_MOST_LEFT = 256
_VENDOR = (0xFF, 0, 0)
_TRANSFERS = {usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_TYPE_INTR}

Backend = Callable[[], usb.backend.IBackend | None]


@dataclass(frozen=True)
class UsbId:
    vendor: int
    product: int

    def __str__(self) -> str:
        return f"{self.vendor:04X}:{self.product:04X}"


@dataclass(frozen=True)
class Reports:
    """A HID device takes and gives reports of one size, padded with zeros, in some models with an id before them.
    Which reader has which is in no public source; not verified on hardware."""

    size: int = 64
    report_id: int | None = None


@dataclass(frozen=True)
class UsbMatch:
    """Which device, and which of its interfaces.

    `path`: bus and ports as the kernel writes them, such as 1-1.4: that stays, numbers of devices do not. `serial`: for
    models that have one. With neither, exactly one device has to fit. `interface`: without it the first of the vendor's
    class (FF/00/00) that has an endpoint each way, or, where there is none, the first of any class.
    """

    ids: tuple[UsbId, ...]
    path: str | None = None
    serial: str | None = None
    interface: int | None = None
    reports: Reports | None = None


@dataclass(frozen=True)
class UsbFound:
    usb_id: UsbId
    path: str


@dataclass(frozen=True)
class _Pipes:
    """Addresses from the descriptors; `packet` in bytes."""

    interface: int
    into: int
    out: int
    packet: int


def find(match: UsbMatch, backend: Backend = libusb1.get_backend) -> tuple[UsbFound, ...]:
    """What is plugged in now, without opening it. Raises DeviceNotReady when the bus cannot be looked at."""
    return tuple(UsbFound(_id_of(device), _path_of(device)) for device in _matching(match, backend))


class UsbPort:
    # Full speed: a packet a millisecond; what is left of it is the reader's own work and the host's.
    gap_s = 0.25

    def __init__(self, match: UsbMatch, *, backend: Backend = libusb1.get_backend) -> None:
        """`backend` is asked at every open; libusb unless something else reaches the bus."""
        self._match = match
        self._backend = backend
        self._device: usb.core.Device | None = None
        self._pipes = _Pipes(0, 0, 0, 0)

    @property
    def is_open(self) -> bool:
        return self._device is not None

    def is_missing(self) -> bool:
        try:
            return not find(self._match, self._backend)
        except DeviceNotReady:
            return False

    def open(self) -> None:
        if self._device is not None:
            return
        device = self._the_one()
        try:
            self._pipes = _claim(device, self._match)
        except (*_FAILURES, DeviceNotReady) as error:
            usb.util.dispose_resources(device)
            if isinstance(error, DeviceNotReady):
                raise
            raise DeviceNotReady(f"{_id_of(device)} cannot be opened: {_reason(error)}") from error
        self._device = device

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            with suppress(*_FAILURES):  # gone already
                usb.util.dispose_resources(device)

    def discard_input(self) -> None:
        """A device keeps its answer until somebody takes it, also when the one who asked is long gone."""
        for _ in range(_MOST_LEFT):  # one that sends without end is none to be heard out
            if not self._read(_DRAIN_MS):
                return

    def write(self, data: bytes) -> None:
        device = self._opened()
        try:
            for piece in _pieces(data, self._pipes.packet, self._match.reports):
                device.write(self._pipes.out, piece, _WRITE_MS)
        except _FAILURES as error:
            raise self._trouble(error, self._pipes.out) from error

    def read(self, timeout_s: float) -> bytes:
        """Return one packet, or empty after `timeout_s` of silence."""
        return self._read(max(1, round(timeout_s * 1000)))

    def _read(self, timeout_ms: int) -> bytes:
        device = self._opened()
        try:
            # One packet at a time: a longer transfer only ends with a short packet, and an answer may have none.
            data = bytes(device.read(self._pipes.into, self._pipes.packet, timeout_ms))
        except usb.core.USBTimeoutError:
            return b""
        except _FAILURES as error:
            raise self._trouble(error, self._pipes.into) from error
        reports = self._match.reports
        return data if reports is None or reports.report_id is None else data[1:]

    def _the_one(self) -> usb.core.Device:
        devices = _matching(self._match, self._backend)
        if len(devices) == 1:
            return devices[0]
        wanted = ", ".join(str(usb_id) for usb_id in self._match.ids)
        if not devices:
            raise DeviceNotReady(f"no USB device {wanted}{f' at {self._match.path}' if self._match.path else ''}")
        paths = ", ".join(_path_of(device) for device in devices)
        raise DeviceNotReady(f"several USB devices {wanted}: the path has to say which ({paths})")

    def _opened(self) -> usb.core.Device:
        if self._device is None:
            raise DeviceNotReady("the USB device is not open")
        return self._device

    def _trouble(self, error: Exception, endpoint: int) -> DeviceNotReady | ProtocolError:
        """A stalled endpoint is told to go on; anything else has ended the connection."""
        if getattr(error, "errno", None) == errno.EPIPE and self._device is not None:
            try:
                self._device.clear_halt(endpoint)
            except _FAILURES as lost:
                error = lost
            else:
                return ProtocolError("the USB device stalled")
        name = ", ".join(str(usb_id) for usb_id in self._match.ids)
        self.close()
        return DeviceNotReady(f"USB device {name} was lost: {_reason(error)}")


_FAILURES = (usb.core.USBError, NotImplementedError, ValueError)
"""Of pyusb; NoBackendError is a ValueError."""


def _matching(match: UsbMatch, backend: Backend) -> list[usb.core.Device]:
    bus = backend()
    if bus is None:
        raise DeviceNotReady("libusb is not installed")
    try:
        found = usb.core.find(find_all=True, backend=bus, custom_match=lambda device: _fits(device, match))
        return sorted(found, key=lambda device: (device.bus, device.port_numbers or (), device.address))
    except _FAILURES as error:
        raise DeviceNotReady(f"the USB bus cannot be looked at: {_reason(error)}") from error


def _fits(device: usb.core.Device, match: UsbMatch) -> bool:
    if _id_of(device) not in match.ids or match.path not in {None, _path_of(device)}:
        return False
    return match.serial is None or _serial_of(device) == match.serial


def _serial_of(device: usb.core.Device) -> str | None:
    try:
        serial = usb.util.get_string(device, device.iSerialNumber) if device.iSerialNumber else None
    except _FAILURES:  # held by another program, or no right to open it: not this one
        return None
    finally:
        usb.util.dispose_resources(device)
    return serial


def _id_of(device: usb.core.Device) -> UsbId:
    return UsbId(device.idVendor, device.idProduct)


def _path_of(device: usb.core.Device) -> str:
    ports = ".".join(str(port) for port in device.port_numbers or ())
    return f"{device.bus}-{ports}"


def _claim(device: usb.core.Device, match: UsbMatch) -> _Pipes:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()  # none was set: the kernel does that, other ways to the bus may not
        configuration = device.get_active_configuration()
    pipes = next(_pipes_of(_by_class(configuration), match), None)
    if pipes is None:
        raise DeviceNotReady(f"{_id_of(device)} has no interface with an endpoint each way")
    if device.is_kernel_driver_active(pipes.interface):
        device.detach_kernel_driver(pipes.interface)
    usb.util.claim_interface(device, pipes.interface)
    return pipes


def _by_class(interfaces: Iterable[usb.core.Interface]) -> list[usb.core.Interface]:
    """The vendor's own first; else in their order."""
    return sorted(
        (interface for interface in interfaces if interface.bAlternateSetting == 0),
        key=lambda one: (one.bInterfaceClass, one.bInterfaceSubClass, one.bInterfaceProtocol) != _VENDOR,
    )


def _pipes_of(interfaces: Iterable[usb.core.Interface], match: UsbMatch) -> Iterator[_Pipes]:
    for interface in interfaces:
        if match.interface not in {None, interface.bInterfaceNumber}:
            continue
        ends = [end for end in interface if usb.util.endpoint_type(end.bmAttributes) in _TRANSFERS]
        into = next((end for end in ends if end.bEndpointAddress & usb.util.ENDPOINT_IN), None)
        out = next((end for end in ends if not end.bEndpointAddress & usb.util.ENDPOINT_IN), None)
        if into is not None and out is not None:
            packet = min(into.wMaxPacketSize, out.wMaxPacketSize)
            yield _Pipes(interface.bInterfaceNumber, into.bEndpointAddress, out.bEndpointAddress, packet)


def _pieces(data: bytes, packet: int, reports: Reports | None) -> Iterator[bytes]:
    if reports is None:
        yield from (data[at : at + packet] for at in range(0, len(data), packet))
        return
    prefix = b"" if reports.report_id is None else bytes([reports.report_id])
    room = reports.size - len(prefix)
    for at in range(0, len(data), room):
        yield prefix + data[at : at + room].ljust(room, b"\0")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
