# SPDX-License-Identifier: Apache-2.0
"""A printer on USB, through pyusb. The library below it is native: a process of its own is the place for it.

Not verified on hardware: a simulated device over USB/IP took part in the tests, and no printer.
"""

import errno
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import usb.core
import usb.util
from usb.backend import IBackend

from device_drivers.errors import DeviceNotReady

_PRINTER_CLASS, _VENDOR_CLASS = 0x07, 0xFF
_PIECE = 4096
_READ = 64
# A turn listens this long, then offers bytes this long: nobody tells when a synchronous endpoint is ready.
_LISTEN_MS, _OFFER_MS = 5, 100
_IDLE_MS = 50


@dataclass(frozen=True)
class UsbAddress:
    """`serial_number` or `port` (bus-port.port, as in /sys/bus/usb/devices) tell two printers of a kind apart."""

    vendor: int
    product: int
    serial_number: str | None = None
    port: str | None = None


class UsbWire:
    """Interface and endpoints come from the descriptors. The device is never reset: that would cut a slip short."""

    def __init__(self, address: UsbAddress, backend: IBackend | None = None) -> None:
        self._address = address
        self._backend = backend
        self._device: usb.core.Device | None = None
        self._interface = 0
        self._in: usb.core.Endpoint | None = None
        self._out: usb.core.Endpoint | None = None

    def open(self) -> None:
        self.close()
        try:
            self._device = self._find()
            self._claim(self._device)
        except (OSError, usb.core.NoBackendError, NotImplementedError) as error:  # USBError is an OSError
            self.close()
            raise DeviceNotReady(f"the USB printer cannot be opened: {error}") from error

    def close(self) -> None:
        device, self._device = self._device, None
        self._in = self._out = None
        if device is not None:
            with suppress(OSError):
                usb.util.dispose_resources(device)

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        if self._in is None or self._out is None:
            raise ConnectionResetError("the USB printer is closed")
        left_ms = max(1, round(timeout_s * 1000))
        if received := _read(self._in, _LISTEN_MS if data else min(left_ms, _IDLE_MS)):
            return 0, received
        return (_write(self._out, data[:_PIECE], min(left_ms, _OFFER_MS)) if data else 0), b""

    def _find(self) -> usb.core.Device:
        wanted = self._address
        found: Iterator[usb.core.Device] = usb.core.find(
            find_all=True, idVendor=wanted.vendor, idProduct=wanted.product, backend=self._backend
        )
        for device in found:
            if wanted.port is not None and wanted.port != _port_of(device):
                continue
            if wanted.serial_number is not None and wanted.serial_number != _serial_number_of(device):
                continue
            return device
        raise DeviceNotReady(f"no USB device {wanted.vendor:04x}:{wanted.product:04x} is here")

    def _claim(self, device: usb.core.Device) -> None:
        try:
            configuration = device.get_active_configuration()
        except usb.core.USBError:
            device.set_configuration()
            configuration = device.get_active_configuration()
        for interface in sorted(configuration, key=lambda each: each.bInterfaceClass != _PRINTER_CLASS):
            if interface.bInterfaceClass not in {_PRINTER_CLASS, _VENDOR_CLASS}:
                continue
            self._in = _bulk(interface, usb.util.ENDPOINT_IN)
            self._out = _bulk(interface, usb.util.ENDPOINT_OUT)
            if self._in is not None and self._out is not None:
                break
        else:
            raise DeviceNotReady("the USB device has no printer interface that also answers")
        self._interface = interface.bInterfaceNumber
        if device.is_kernel_driver_active(self._interface):
            device.detach_kernel_driver(self._interface)  # usblp; udev gives it back at the next plug
        usb.util.claim_interface(device, self._interface)
        if interface.bAlternateSetting:
            interface.set_altsetting()


def _bulk(interface: usb.core.Interface, direction: int) -> usb.core.Endpoint | None:
    def fits(endpoint: usb.core.Endpoint) -> bool:
        address, kind = endpoint.bEndpointAddress, endpoint.bmAttributes
        return bool(
            usb.util.endpoint_direction(address) == direction
            and usb.util.endpoint_type(kind) == usb.util.ENDPOINT_TYPE_BULK
        )

    return usb.util.find_descriptor(interface, custom_match=fits)


def _serial_number_of(device: usb.core.Device) -> str | None:
    try:
        return device.serial_number  # type: ignore[no-any-return]
    except ValueError:  # pyusb's word for a device that may not be asked
        return None


def _port_of(device: usb.core.Device) -> str:
    return f"{device.bus}-{'.'.join(str(number) for number in device.port_numbers or ())}"


def _read(endpoint: usb.core.Endpoint, timeout_ms: int) -> bytes:
    try:
        return bytes(endpoint.read(max(_READ, endpoint.wMaxPacketSize), timeout=timeout_ms))
    except usb.core.USBError as error:
        if _is_timeout(error):
            return b""
        raise


def _write(endpoint: usb.core.Endpoint, data: bytes, timeout_ms: int) -> int:
    """A timeout of which pyusb knows no count has moved nothing: libusb tells the bytes that did go."""
    try:
        return int(endpoint.write(data, timeout=timeout_ms))
    except usb.core.USBError as error:
        if _is_timeout(error):
            return 0
        raise


def _is_timeout(error: usb.core.USBError) -> bool:
    return isinstance(error, usb.core.USBTimeoutError) or error.errno == errno.ETIMEDOUT
