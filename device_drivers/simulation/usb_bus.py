# SPDX-License-Identifier: Apache-2.0
"""A USB bus over TCP (USB/IP, Linux' Documentation/usb/usbip_protocol.rst) as a pyusb backend: no kernel module needed.

A driver takes it in place of libusb. Unlike a plain client it cancels a transfer that has timed out, so that the device
keeps its answer for the next one, as on a real bus.
"""
# ruff: noqa: ARG002 -- the arguments are those that pyusb gives

import array
import errno
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import SimpleNamespace

import usb.backend
from usb.core import USBError, USBTimeoutError

_VERSION = 0x0111
_REQ_DEVLIST, _REQ_IMPORT = 0x8005, 0x8003
_SUBMIT, _UNLINK, _RET_SUBMIT, _RET_UNLINK = 1, 2, 3, 4
_OUT, _IN = 0, 1
_BUSY = 2
_OPERATION = struct.Struct(">HHI")
_DEVICE = struct.Struct(">256s32sIIIHHHBBBBBB")
_BASIC = struct.Struct(">IIIII")
_HEADER_SIZE = 48
_CONNECT_S = 2.0
_UNLINK_S = 2.0


@dataclass(frozen=True)
class _Listed:
    """A device of the server's list. A new number comes with each plugging in."""

    busid: str
    busnum: int
    devnum: int
    speed: int
    vendor: int
    product: int
    bcd_device: int

    @property
    def devid(self) -> int:
        return self.busnum << 16 | self.devnum


class UsbBus(usb.backend.IBackend):  # type: ignore[misc]  # pyusb has no types
    """What one USB/IP server exports. Looked at anew each time, like a bus."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._known: dict[_Listed, tuple[bytes, bytes]] = {}

    def enumerate_devices(self) -> Iterator[_Listed]:
        with _connected(self._address) as line:
            _send_operation(line, _REQ_DEVLIST)
            _expect_status(line)
            (count,) = struct.unpack(">I", _exactly(line, 4))
            listed = []
            for _ in range(count):
                fields = _DEVICE.unpack(_exactly(line, _DEVICE.size))
                _exactly(line, 4 * fields[-1])  # the interfaces' classes
                listed.append(_Listed(_text(fields[1]), *fields[2:8]))
        return iter(listed)

    def get_parent(self, dev: _Listed) -> None:
        return None

    def get_device_descriptor(self, dev: _Listed) -> SimpleNamespace:
        raw, _ = self._descriptors(dev)
        names = (
            "bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor "
            "idProduct bcdDevice iManufacturer iProduct iSerialNumber bNumConfigurations"
        )
        ports = tuple(int(port) for port in dev.busid.partition("-")[2].split("."))
        return SimpleNamespace(
            **dict(zip(names.split(), struct.unpack("<BBHBBBBHHHBBBB", raw), strict=True)),
            bus=dev.busnum,
            address=dev.devnum,
            port_number=ports[-1],
            port_numbers=ports,
            speed=dev.speed,
        )

    def get_configuration_descriptor(self, dev: _Listed, config: int) -> SimpleNamespace:
        names = (
            "bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration bmAttributes "
            "bMaxPower"
        )
        return _record(names, "<BBHBBBBB", self._descriptors(dev)[1])

    def get_interface_descriptor(self, dev: _Listed, intf: int, alt: int, config: int) -> SimpleNamespace:
        return self._interfaces(dev)[intf, alt][0]

    def get_endpoint_descriptor(self, dev: _Listed, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        return self._interfaces(dev)[intf, alt][1][ep]

    def open_device(self, dev: _Listed) -> "_Opened":
        return _Opened(self._address, dev)

    def close_device(self, dev_handle: "_Opened") -> None:
        dev_handle.close()

    def set_configuration(self, dev_handle: "_Opened", config_value: int) -> None:
        dev_handle.control(0x00, 0x09, config_value, 0)

    def get_configuration(self, dev_handle: "_Opened") -> int:
        return dev_handle.control(0x80, 0x08, 0, 0, length=1)[0]

    def set_interface_altsetting(self, dev_handle: "_Opened", intf: int, altsetting: int) -> None:
        dev_handle.control(0x01, 0x0B, altsetting, intf)

    def claim_interface(self, dev_handle: "_Opened", intf: int) -> None:
        """USB/IP hands out whole devices."""

    def release_interface(self, dev_handle: "_Opened", intf: int) -> None:
        """USB/IP hands out whole devices."""

    def is_kernel_driver_active(self, dev_handle: "_Opened", intf: int) -> bool:
        return False

    def clear_halt(self, dev_handle: "_Opened", ep: int) -> None:
        dev_handle.control(0x02, 0x01, 0, ep)

    def bulk_write(self, dev_handle: "_Opened", ep: int, intf: int, data: "array.array[int]", timeout: int) -> int:
        dev_handle.transfer(_OUT, ep, timeout, payload=data.tobytes())
        return len(data)

    def bulk_read(self, dev_handle: "_Opened", ep: int, intf: int, buff: "array.array[int]", timeout: int) -> int:
        data = dev_handle.transfer(_IN, ep, timeout, length=len(buff))
        buff[: len(data)] = array.array("B", data)
        return len(data)

    intr_write, intr_read = bulk_write, bulk_read

    def ctrl_transfer(
        self,
        dev_handle: "_Opened",
        bmRequestType: int,  # noqa: N803 -- the base class's names
        bRequest: int,  # noqa: N803
        wValue: int,  # noqa: N803
        wIndex: int,  # noqa: N803
        data: "array.array[int]",
        timeout: int,
    ) -> int:
        if not bmRequestType & 0x80:
            dev_handle.control(bmRequestType, bRequest, wValue, wIndex, payload=data.tobytes(), timeout=timeout)
            return len(data)
        answer = dev_handle.control(bmRequestType, bRequest, wValue, wIndex, length=len(data), timeout=timeout)
        data[: len(answer)] = array.array("B", answer)
        return len(answer)

    def _descriptors(self, dev: _Listed) -> tuple[bytes, bytes]:
        """Of the device and of its one configuration, read when it is first seen. Of a device that somebody holds only
        what the list tells."""
        if dev not in self._known:
            try:
                opened = _Opened(self._address, dev)
            except USBError as error:
                if error.errno != errno.EBUSY:
                    raise
                ids = (dev.vendor, dev.product, dev.bcd_device)
                return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, 0, 0, 0, 64, *ids, 0, 0, 0, 1), bytes(9)
            try:
                self._known[dev] = opened.descriptor(1), opened.descriptor(2)
            finally:
                opened.close()
        return self._known[dev]

    def _interfaces(self, dev: _Listed) -> "_Indexed":
        _, raw = self._descriptors(dev)
        found = _Indexed()
        endpoints: list[SimpleNamespace] = []
        at = 0
        while at + 2 <= len(raw) and raw[at]:
            descriptor = raw[at : at + raw[at]]
            if descriptor[1] == 4:
                interface = _record(_INTERFACE, "<BBBBBBBBB", descriptor)
                endpoints = []
                found[interface.bInterfaceNumber, interface.bAlternateSetting] = (interface, endpoints)
            elif descriptor[1] == 5:
                endpoint = _record(_ENDPOINT, "<BBBBHB", descriptor)
                endpoint.bRefresh = endpoint.bSynchAddress = 0
                endpoints.append(endpoint)
            at += raw[at]
        return found


_INTERFACE = (
    "bLength bDescriptorType bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass bInterfaceSubClass "
    "bInterfaceProtocol iInterface"
)
_ENDPOINT = "bLength bDescriptorType bEndpointAddress bmAttributes wMaxPacketSize bInterval"


class _Indexed(dict[tuple[int, int], tuple[SimpleNamespace, list[SimpleNamespace]]]):
    """pyusb walks descriptors until an IndexError."""

    def __missing__(self, key: tuple[int, int]) -> tuple[SimpleNamespace, list[SimpleNamespace]]:
        raise IndexError(key)


class _Opened:
    """An imported device: one connection, one transfer at a time."""

    def __init__(self, address: tuple[str, int], device: _Listed) -> None:
        self.line = _connected(address)
        self._devid = device.devid
        self._number = 0
        try:
            _send_operation(self.line, _REQ_IMPORT, device.busid.encode().ljust(32, b"\0"))
            _expect_status(self.line)
            _exactly(self.line, _DEVICE.size)
        except USBError:
            self.line.close()
            raise

    def close(self) -> None:
        """Comes back when the server has let the device go."""
        with suppress(OSError):
            self.line.shutdown(socket.SHUT_WR)
            self.line.settimeout(_CONNECT_S)
            while self.line.recv(4096):
                pass
        self.line.close()

    def control(
        self,
        kind: int,
        request: int,
        value: int,
        index: int,
        *,
        length: int = 0,
        payload: bytes = b"",
        timeout: int = 1000,
    ) -> bytes:
        setup = struct.pack("<BBHHH", kind, request, value, index, length or len(payload))
        return self.transfer(_IN if kind & 0x80 else _OUT, 0, timeout, length=length, payload=payload, setup=setup)

    def descriptor(self, kind: int) -> bytes:
        return self.control(0x80, 0x06, kind << 8, 0, length=4096)

    def transfer(
        self,
        direction: int,
        endpoint: int,
        timeout_ms: int,
        *,
        length: int = 0,
        payload: bytes = b"",
        setup: bytes = b"",
    ) -> bytes:
        """Raises USBTimeoutError; the transfer is cancelled then. What came while it was being cancelled counts."""
        number = self._send(_SUBMIT, direction, endpoint & 0x0F, length or len(payload), setup, payload)
        end = time.monotonic() + timeout_ms / 1000
        got = self._reply(number, end, incoming=direction == _IN)
        if got is None:
            self._send_unlink(number)
            got = self._reply(number, time.monotonic() + _UNLINK_S, incoming=direction == _IN, unlinking=True)
        if got is None:
            raise USBTimeoutError("the transfer timed out", errno=errno.ETIMEDOUT)
        status, data = got
        if status:
            raise USBError("the transfer failed", errno=-status)
        return data

    def _send(self, command: int, direction: int, endpoint: int, length: int, setup: bytes, payload: bytes) -> int:
        self._number += 1
        head = _BASIC.pack(command, self._number, self._devid, direction, endpoint)
        _send(self.line, head + struct.pack(">IIIII", 0, length, 0, 0, 0) + setup.ljust(8, b"\0") + payload)
        return self._number

    def _send_unlink(self, number: int) -> None:
        self._number += 1
        head = _BASIC.pack(_UNLINK, self._number, self._devid, _OUT, 0)
        _send(self.line, head + struct.pack(">I", number).ljust(_HEADER_SIZE - _BASIC.size, b"\0"))

    def _reply(self, number: int, end: float, *, incoming: bool, unlinking: bool = False) -> tuple[int, bytes] | None:
        """Status and data of the transfer; None when it did not come in time, or was cancelled before it did."""
        got: tuple[int, bytes] | None = None
        while True:
            self.line.settimeout(max(0.001, end - time.monotonic()))
            try:
                first = self.line.recv(1)
            except TimeoutError:
                if unlinking:
                    raise USBError("the bus does not answer", errno=errno.EIO) from None
                return None
            except OSError as error:
                raise _gone() from error
            if not first:
                raise _gone()
            self.line.settimeout(_CONNECT_S)
            header = first + _exactly(self.line, _HEADER_SIZE - 1)
            command, its_number, *_ = _BASIC.unpack_from(header)
            status, actual = struct.unpack_from(">ii", header, _BASIC.size)
            if command == _RET_UNLINK:
                return got
            if command != _RET_SUBMIT or its_number != number:
                raise USBError("the bus answered something else", errno=errno.EIO)
            got = status, _exactly(self.line, actual) if incoming and actual > 0 else b""
            if not unlinking:
                return got


def _connected(address: tuple[str, int]) -> socket.socket:
    try:
        line = socket.create_connection(address, timeout=_CONNECT_S)
    except OSError as error:
        raise USBError(f"the bus cannot be reached: {error}", errno=error.errno) from error
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _send_operation(line: socket.socket, code: int, body: bytes = b"") -> None:
    _send(line, _OPERATION.pack(_VERSION, code, 0) + body)


def _expect_status(line: socket.socket) -> None:
    _, _, status = _OPERATION.unpack(_exactly(line, _OPERATION.size))
    if status == _BUSY:
        raise USBError("resource busy", errno=errno.EBUSY)
    if status:
        raise _gone()


def _send(line: socket.socket, data: bytes) -> None:
    try:
        line.sendall(data)
    except OSError as error:
        raise _gone() from error


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        try:
            piece = line.recv(size - len(data))
        except OSError as error:
            raise _gone() from error
        if not piece:
            raise _gone()
        data += piece
    return data


def _gone() -> USBError:
    return USBError("no such device (it may have been disconnected)", errno=errno.ENODEV)


def _record(names: str, form: str, raw: bytes) -> SimpleNamespace:
    values = dict(zip(names.split(), struct.unpack_from(form, raw), strict=True))
    return SimpleNamespace(**values, extra_descriptors=[])


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("ascii", "replace")
