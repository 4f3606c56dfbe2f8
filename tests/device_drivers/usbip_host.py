# SPDX-License-Identifier: Apache-2.0
"""A host for USB/IP devices that keeps libusb's promises on timeouts, which the library below does not."""

import struct
import time
from typing import Any

import usb.core
from usbip_backend.backend import USBIPBackend

_UNLINK, _RET_SUBMIT, _RET_UNLINK = 2, 3, 4
_ETIMEDOUT = 110


class UsbIpHost(USBIPBackend):  # type: ignore[misc]  # untyped library
    """The library waits two seconds longer than asked, then drops the connection and with it what the device had sent.

    Here a read that comes to nothing is unlinked, as the kernel's vhci does for libusb.
    """

    def __init__(self, port: int) -> None:
        super().__init__("127.0.0.1", port)

    def close(self) -> None:
        for connection in self._conns.values():
            connection.close()
        self._conns.clear()

    def get_device_descriptor(self, dev: Any) -> Any:
        """With the string numbers, which the list of devices lacks."""
        descriptor = super().get_device_descriptor(dev)
        raw = self._get_device_descriptor_raw(dev)
        descriptor.iManufacturer, descriptor.iProduct, descriptor.iSerialNumber = raw[14:17]
        return descriptor

    def bulk_read(self, dev_handle: Any, ep: int, intf: int, buff: Any, timeout: int) -> int:
        sock = dev_handle.sock
        number = dev_handle._seq
        dev_handle._seq += 2
        length = len(buff) * buff.itemsize
        header = struct.pack("!IIIII", 1, number, dev_handle.dev.devid, 1, ep & 0x0F)
        try:
            sock.sendall(header + struct.pack("!IIIII", 0, length, 0, 0xFFFFFFFF, 0) + bytes(8))
            data = self._reply(sock, number, time.monotonic() + timeout / 1000)
            if data is None:
                header = struct.pack("!IIIII", _UNLINK, number + 1, dev_handle.dev.devid, 0, 0)
                sock.sendall(header + struct.pack("!I", number) + bytes(24))
                data = self._after_unlink(sock, number)
        except (OSError, EOFError) as error:
            raise usb.core.USBError(f"the device is gone: {error}", errno=19) from error
        if data is None:
            raise usb.core.USBTimeoutError("timeout", errno=_ETIMEDOUT)
        buff[: len(data)] = type(buff)("B", data)
        return len(data)

    def close_device(self, dev_handle: Any) -> None:
        self.close()
        self._devices = None

    @staticmethod
    def _reply(sock: Any, number: int, end: float) -> bytes | None:
        sock.settimeout(max(0.001, end - time.monotonic()))
        try:
            first = sock.recv(1)
        except TimeoutError:
            return None
        sock.settimeout(5.0)
        command, answered, _, status, length = UsbIpHost._header(sock, first)
        assert (command, answered) == (_RET_SUBMIT, number)
        if status:
            raise EOFError(status)
        return _exact(sock, length)

    @staticmethod
    def _after_unlink(sock: Any, number: int) -> bytes | None:
        """The data may have crossed the order to forget it."""
        sock.settimeout(5.0)
        data = None
        while True:
            command, answered, _, _, length = UsbIpHost._header(sock, b"")
            if command == _RET_UNLINK:
                return data
            assert (command, answered) == (_RET_SUBMIT, number)
            data = _exact(sock, length)

    @staticmethod
    def _header(sock: Any, begun: bytes) -> tuple[int, int, int, int, int]:
        raw = begun + _exact(sock, 48 - len(begun))
        command, number, devid, _, _, status, length = struct.unpack("!IIIIIiI", raw[:28])
        return command, number, devid, status, length if command == _RET_SUBMIT else 0


def _exact(sock: Any, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise EOFError("closed")
        data += piece
    return data
