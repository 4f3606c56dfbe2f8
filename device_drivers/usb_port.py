# SPDX-License-Identifier: Apache-2.0
"""A device on the USB bus, through pyusb: one interface with one endpoint each way.

No other module of a driver knows libusb: so a worker in a process of its own can host a UsbPort, and be killed when the
library hangs. Not verified on hardware: simulated devices over USB/IP and libusb under umockdev took part in the tests.
"""

import errno
from collections.abc import Iterator
from dataclasses import dataclass

import usb.core

from device_drivers.errors import DeviceNotReady, LineLost, ProtocolError
from device_drivers.usb_device import FAILURES, Backend, Pipes, UsbMatch, claim, find, libusb, reason, release

_WRITE_MS = 1000
_DRAIN_MS = 2
_MOST_LEFT = 256
_PIECE = 4096
# Nobody tells when a synchronous endpoint is ready: an exchange listens this long, then offers bytes this long.
_LISTEN_MS, _OFFER_MS = 5, 100
# No native call lasts longer: whoever hosts this takes a thread that stays in one for hanging.
_LONGEST_MS = 1000


@dataclass(frozen=True)
class Reports:
    """A HID device takes and gives reports of one size, padded with zeros, in some models with an id before them.
    Which reader has which is in no public source; not verified on hardware."""

    size: int = 64
    report_id: int | None = None


class UsbPort:
    """A Port and, without `reports`, a DuplexPort."""

    # Full speed: a packet a millisecond; what is left of it is the device's own work and the host's.
    gap_s = 0.25

    def __init__(self, match: UsbMatch, *, reports: Reports | None = None, backend: Backend = libusb) -> None:
        """`reports`: of a HID device. `backend` is asked at every open; libusb unless something else reaches the
        bus."""
        self._match = match
        self._reports = reports
        self._backend = backend
        self._claimed: tuple[usb.core.Device, Pipes] | None = None

    @property
    def is_open(self) -> bool:
        return self._claimed is not None

    def is_missing(self) -> bool:
        try:
            return not find(self._match, self._backend)
        except DeviceNotReady:
            return False

    def open(self) -> None:
        if self._claimed is None:
            self._claimed = claim(self._match, self._backend)

    def close(self) -> None:
        claimed, self._claimed = self._claimed, None
        if claimed is not None:
            release(claimed[0])

    def discard_input(self) -> None:
        """A device keeps its answer until somebody takes it, also when the one who asked is long gone."""
        for _ in range(_MOST_LEFT):  # one that sends without end is none to be heard out
            if not self._read(_DRAIN_MS):
                return

    def write(self, data: bytes) -> None:
        device, pipes = self._opened()
        try:
            for piece in _pieces(data, pipes.out_packet, self._reports):
                device.write(pipes.out, piece, _WRITE_MS)
        except FAILURES as error:
            raise self._trouble(error, pipes.out) from error

    def read(self, timeout_s: float) -> bytes:
        """Return one packet, or empty after `timeout_s` of silence."""
        left_ms = max(1, round(timeout_s * 1000))
        while not (received := self._read(min(left_ms, _LONGEST_MS))) and left_ms > _LONGEST_MS:
            left_ms -= _LONGEST_MS
        return received

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        device, pipes = self._opened()
        if not data:
            return 0, self.read(timeout_s)
        left_ms = max(1, round(timeout_s * 1000))
        if received := self._read(min(left_ms, _LISTEN_MS)):
            return 0, received
        try:
            return int(device.write(pipes.out, data[:_PIECE], min(left_ms, _OFFER_MS))), b""
        except usb.core.USBTimeoutError:
            return 0, b""  # nothing went out: when something did, pyusb returns how much
        except FAILURES as error:
            raise self._trouble(error, pipes.out) from error

    def takes_s(self, _count: int) -> float:
        return 0.0

    def _read(self, timeout_ms: int) -> bytes:
        device, pipes = self._opened()
        try:
            # One packet at a time: a longer transfer only ends with a short packet, and an answer may have none.
            data = bytes(device.read(pipes.into, pipes.into_packet, timeout_ms))
        except usb.core.USBTimeoutError:
            return b""
        except FAILURES as error:
            raise self._trouble(error, pipes.into) from error
        return data if self._reports is None or self._reports.report_id is None else data[1:]

    def _opened(self) -> tuple[usb.core.Device, Pipes]:
        if self._claimed is None:
            raise LineLost(f"USB device {self._match} is not open")
        return self._claimed

    def _trouble(self, error: Exception, endpoint: int) -> LineLost | ProtocolError:
        """A stalled endpoint is told to go on; anything else has ended the connection."""
        if getattr(error, "errno", None) == errno.EPIPE and self._claimed is not None:
            try:
                self._claimed[0].clear_halt(endpoint)
            except FAILURES as lost:
                error = lost
            else:
                return ProtocolError("the USB device stalled")
        self.close()
        return LineLost(f"USB device {self._match} was lost: {reason(error)}")


def _pieces(data: bytes, packet: int, reports: Reports | None) -> Iterator[bytes]:
    if reports is None:
        yield from (data[at : at + packet] for at in range(0, len(data), packet))
        return
    prefix = b"" if reports.report_id is None else bytes([reports.report_id])
    room = reports.size - len(prefix)
    for at in range(0, len(data), room):
        yield prefix + data[at : at + room].ljust(room, b"\0")
