# SPDX-License-Identifier: Apache-2.0
"""Finds and claims one device on the USB bus; interface and endpoints come from its descriptors.

libusb is native code. It is loaded by its first use and not by the import, and nothing here outlives the process: the
kernel takes back what a killed one had claimed. The device is never reset: that would cut a slip short.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import usb.backend
import usb.core
import usb.util
from usb.backend import libusb1

from device_drivers.errors import DeviceNotReady

Backend = Callable[[], usb.backend.IBackend | None]
libusb: Backend = libusb1.get_backend

VENDOR_CLASS = (0xFF, 0, 0)
ANY_CLASS = ()

FAILURES = (usb.core.USBError, NotImplementedError, ValueError)
"""Of pyusb; NoBackendError is a ValueError."""

# An interrupt pipe beside a bulk one only tells of events.
_TRANSFERS = (usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_TYPE_INTR)


@dataclass(frozen=True)
class UsbId:
    vendor: int
    product: int

    def __str__(self) -> str:
        return f"{self.vendor:04X}:{self.product:04X}"


@dataclass(frozen=True)
class UsbMatch:
    """Which device, and which of its interfaces.

    `path`: bus and ports as the kernel writes them, such as 1-1.4: that stays, numbers of devices do not. `serial`: for
    models that have one. With neither, exactly one device has to fit. `interface`: its number. `classes`: beginnings of
    class, subclass and protocol, the best first; of those interfaces the first is taken that has an endpoint each way.
    """

    ids: tuple[UsbId, ...]
    path: str | None = None
    serial: str | None = None
    interface: int | None = None
    classes: tuple[tuple[int, ...], ...] = (VENDOR_CLASS, ANY_CLASS)

    def __str__(self) -> str:
        ids = ", ".join(str(usb_id) for usb_id in self.ids)
        return ids + (f" at {self.path}" if self.path else "") + (f" numbered {self.serial}" if self.serial else "")


@dataclass(frozen=True)
class UsbFound:
    usb_id: UsbId
    path: str


@dataclass(frozen=True)
class Pipes:
    """Addresses from the descriptors, and the bytes that one packet has room for."""

    interface: int
    into: int
    into_packet: int
    out: int
    out_packet: int


def find(match: UsbMatch, backend: Backend = libusb) -> tuple[UsbFound, ...]:
    """What is plugged in now, without opening it. Raises DeviceNotReady when the bus cannot be looked at."""
    return tuple(UsbFound(_id_of(device), _path_of(device)) for device in _matching(match, backend))


def claim(match: UsbMatch, backend: Backend = libusb) -> tuple[usb.core.Device, Pipes]:
    """Take the device from the kernel's driver, which gets it back at the next plugging in. Raises DeviceNotReady."""
    device = _the_one(match, backend)
    try:
        return device, _claimed(device, match)
    except (*FAILURES, DeviceNotReady) as error:
        release(device)
        if isinstance(error, DeviceNotReady):
            raise
        raise DeviceNotReady(f"{_id_of(device)} cannot be opened: {reason(error)}") from error


def release(device: usb.core.Device) -> None:
    with suppress(*FAILURES):  # gone already
        usb.util.dispose_resources(device)


def reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _the_one(match: UsbMatch, backend: Backend) -> usb.core.Device:
    devices = _matching(match, backend)
    if len(devices) == 1:
        return devices[0]
    if not devices:
        raise DeviceNotReady(f"no USB device {match}")
    paths = ", ".join(_path_of(device) for device in devices)
    raise DeviceNotReady(f"several USB devices {match}: the path has to say which ({paths})")


def _matching(match: UsbMatch, backend: Backend) -> list[usb.core.Device]:
    bus = backend()
    if bus is None:
        raise DeviceNotReady("libusb is not installed")
    try:
        found = usb.core.find(find_all=True, backend=bus, custom_match=lambda device: _fits(device, match))
        return sorted(found, key=lambda device: (device.bus, device.port_numbers or (), device.address))
    except FAILURES as error:
        raise DeviceNotReady(f"the USB bus cannot be looked at: {reason(error)}") from error


def _fits(device: usb.core.Device, match: UsbMatch) -> bool:
    if _id_of(device) not in match.ids or match.path not in {None, _path_of(device)}:
        return False
    return match.serial is None or _serial_of(device) == match.serial


def _serial_of(device: usb.core.Device) -> str | None:
    try:
        serial = usb.util.get_string(device, device.iSerialNumber) if device.iSerialNumber else None
    except FAILURES:  # held by another program, or no right to open it: not this one
        return None
    finally:
        release(device)
    return serial


def _id_of(device: usb.core.Device) -> UsbId:
    return UsbId(device.idVendor, device.idProduct)


def _path_of(device: usb.core.Device) -> str:
    ports = ".".join(str(port) for port in device.port_numbers or ())
    return f"{device.bus}-{ports}"


def _claimed(device: usb.core.Device, match: UsbMatch) -> Pipes:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError as error:
        if error.errno is not None:
            raise
        device.set_configuration()  # none was set: the kernel does that, other ways to the bus may not
        configuration = device.get_active_configuration()
    interface, pipes = next(_candidates(configuration, match), (None, None))
    if interface is None or pipes is None:
        raise DeviceNotReady(f"{_id_of(device)} has no interface that fits, with an endpoint each way")
    if device.is_kernel_driver_active(pipes.interface):
        device.detach_kernel_driver(pipes.interface)
    usb.util.claim_interface(device, pipes.interface)
    if interface.bAlternateSetting:
        interface.set_altsetting()
    return pipes


def _candidates(configuration: usb.core.Configuration, match: UsbMatch) -> Iterator[tuple[usb.core.Interface, Pipes]]:
    """The best class first, and within it the descriptors' own order, in which alternate settings come last."""
    for wanted in match.classes:
        for interface in sorted(configuration, key=lambda one: bool(one.bAlternateSetting)):
            its_class = (interface.bInterfaceClass, interface.bInterfaceSubClass, interface.bInterfaceProtocol)
            if its_class[: len(wanted)] != wanted or match.interface not in {None, interface.bInterfaceNumber}:
                continue
            if pipes := _pipes_of(interface):
                yield interface, pipes


def _pipes_of(interface: usb.core.Interface) -> Pipes | None:
    ends = [end for end in interface if usb.util.endpoint_type(end.bmAttributes) in _TRANSFERS]
    ends.sort(key=lambda end: _TRANSFERS.index(usb.util.endpoint_type(end.bmAttributes)))
    into = next((end for end in ends if end.bEndpointAddress & usb.util.ENDPOINT_IN), None)
    out = next((end for end in ends if not end.bEndpointAddress & usb.util.ENDPOINT_IN), None)
    if into is None or out is None:
        return None
    return Pipes(
        interface.bInterfaceNumber,
        into.bEndpointAddress,
        into.wMaxPacketSize,
        out.bEndpointAddress,
        out.wMaxPacketSize,
    )
