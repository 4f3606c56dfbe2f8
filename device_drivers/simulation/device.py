# SPDX-License-Identifier: Apache-2.0
"""Life cycle of a simulated device, and what the control socket may ask of it."""

import argparse
import signal
import socket
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Generic, Self, TypeVar

from device_drivers.simulation.control import ControlServer
from device_drivers.simulation.faults import FaultBox
from device_drivers.simulation.pty_wire import PtyWire
from device_drivers.simulation.requests import Content, Json, NotFound, Rejected
from device_drivers.simulation.wire import Wire

COMMON_FAULTS = frozenset({"offline", "busy", "delay_ms", "truncate_after", "garbage", "disconnect_after"})


class SimulatedDevice(ABC):
    """One thread plays the device; other threads set faults and place cards, then wake it."""

    kind: ClassVar[str]
    fault_names: ClassVar[frozenset[str]]

    def __init__(self) -> None:
        self.faults = FaultBox(self.fault_names, self._changed)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._woken, self._waker = socket.socketpair()

    def start(self) -> None:
        self._plug()
        self._thread = threading.Thread(target=self._run, name=self.kind)
        self._thread.start()
        self._wake()

    def stop(self) -> None:
        """Stop for good."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._stopping.set()
            self._wake()
            thread.join()
            self._unplug()
        self._woken.close()
        self._waker.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wake(self) -> None:
        """Make the device's thread look at faults, work left to it, and `_stopping`. For any thread."""
        with suppress(OSError):  # stopped meanwhile
            self._waker.send(b"\0")

    def _changed(self) -> None:
        self._wake()

    @abstractmethod
    def _plug(self) -> None: ...

    @abstractmethod
    def _unplug(self) -> None: ...

    @abstractmethod
    def _run(self) -> None: ...

    @abstractmethod
    def state(self) -> dict[str, Json]:
        """Without personal data: this goes to screens and logs."""

    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]:
        raise Rejected(f"unknown action {action!r} with {', '.join(arguments) or 'no'} arguments")

    def get(self, path: str) -> Content:
        raise NotFound(path)

    def delete(self, path: str) -> None:
        raise NotFound(path)


W = TypeVar("W", bound=Wire)


class StreamDevice(SimulatedDevice, Generic[W]):
    """A simulated device that speaks in a stream of bytes."""

    def __init__(self, wire: W) -> None:
        super().__init__()
        self._wire = wire
        self._sent = 0

    def stop(self) -> None:
        super().stop()
        self._wire.close()

    def _plug(self) -> None:
        self._wire.plug()
        self._powered_up()

    def _powered_up(self) -> None:
        """Forget what a device forgets when its plug is pulled."""

    def _unplug(self) -> None:
        self._wire.unplug()

    def _changed(self) -> None:
        self._sent = 0
        super()._changed()

    def _run(self) -> None:
        while not self._stopping.is_set():
            data = self._wire.receive(self._woken)
            faults = self.faults.now
            if faults.offline:
                self._unplug()
            elif not self._wire.plugged:
                self._plug()
            if not faults.busy:
                self._turn(data)

    @abstractmethod
    def _turn(self, data: bytes) -> None:
        """Act on what the host sent (perhaps nothing) and on what other threads left to do."""

    def _emit(self, data: bytes, *, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Send `data`, or lose the connection in the middle of it and come back as a new device."""
        limit = self.faults.now.disconnect_after
        kept = data if limit is None else data[: max(0, limit - self._sent)]
        self._wire.send(kept, goes_on=goes_on)
        self._sent += len(kept)
        if len(kept) < len(data):
            self.faults.put(disconnect_after=None)
            self._plug()


class SerialDevice(StreamDevice[PtyWire]):
    """A simulated device behind a pseudo-terminal."""

    def __init__(self, link: Path, baud: int) -> None:
        super().__init__(PtyWire(link, baud))
        self.baud = baud


def serve(device: SimulatedDevice, control: Path | None) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with device:
        print(f"{device.kind}: there until Ctrl-C", file=sys.stderr, flush=True)
        if control is None:
            stop.wait()
        else:
            with ControlServer(control, device):
                stop.wait()


def endpoint(text: str) -> tuple[str, int]:
    """HOST:PORT. Raises argparse's own error, for it is a type of arguments."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdecimal() and int(port) <= 65_535):
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:9100")
    return host, int(port)


def arguments(description: str, device: type[SimulatedDevice]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=description,
        epilog=f"Faults, which --control takes (PUT /faults): {', '.join(sorted(device.fault_names))}.",
    )
    parser.add_argument("--control", type=Path, metavar="PATH", help="Unix socket to steer the simulator by")
    return parser
