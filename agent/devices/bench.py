# SPDX-License-Identifier: Apache-2.0
"""All devices of this terminal, by name. They come and go while it runs.

Of several devices of one kind the first that is online is used, in the order of the configuration; if none is, the
first, so that its trouble is what people are told. A second printer therefore takes over from one without paper.
"""

import threading
from collections.abc import Callable, Mapping
from typing import cast

from agent.devices.kinds import open_driver
from agent.devices.plugs import Plugs
from agent.devices.worker import STOP_LIMIT_S, DeviceWorker, Driver
from agent.errors import DeviceMissing
from contract.clock import Clock
from contract.local import Device, DeviceKind, DeviceState
from contract.settings import DeviceSettings
from device_drivers.code_scanner import CodeScanner
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.resident_id import ResidentIdReader
from device_drivers.status import DeviceStatus

Worker = DeviceWorker[Driver]


class Bench:
    def __init__(
        self, settings: Mapping[str, DeviceSettings], clock: Clock, changed: Callable[[str, str], None]
    ) -> None:
        """Raises InvalidSettings."""
        self._clock = clock
        self._changed = changed
        self._changing = threading.Lock()
        self._workers: Mapping[str, Worker] = {
            name: self._worker(name, entry) for name, entry in settings.items() if entry.enabled
        }
        """Replaced whole, never changed: whoever reads it needs no lock."""
        self._plugs = Plugs(self.look)

    def start(self) -> None:
        for worker in self._workers.values():
            worker.start()
        self._plugs.start()

    def look(self) -> None:
        for worker in self._workers.values():
            worker.look()

    def stop(self) -> None:
        self._plugs.stop()
        workers = self._workers.values()
        for worker in workers:
            worker.ask_to_stop()
        end = self._clock.monotonic() + STOP_LIMIT_S  # for all of them together
        for worker in workers:
            worker.stop(end - self._clock.monotonic())

    @property
    def alive(self) -> bool:
        return all(worker.alive for worker in self._workers.values())

    def views(self) -> tuple[Device, ...]:
        return tuple(worker.view() for worker in self._workers.values())

    def find(self, name: str) -> Worker | None:
        return self._workers.get(name)

    def put(self, name: str, devices: Mapping[str, DeviceSettings], seen: DeviceStatus) -> None:
        """Works with it from now on, in the place that it has among all `devices`, as after a restart. One of the
        same name is out of the way, but stopping it is the caller's."""
        worker = self._worker(name, devices[name])
        worker.observed(seen)
        worker.start()
        with self._changing:
            workers = {**self._workers, name: worker}
            self._workers = {other: workers[other] for other in devices if other in workers}

    def take_out(self, name: str) -> None:
        """Nothing new reaches it; stopping it is the caller's."""
        with self._changing:
            self._workers = {other: worker for other, worker in self._workers.items() if other != name}

    @property
    def reader(self) -> DeviceWorker[ResidentIdReader]:
        return cast(DeviceWorker[ResidentIdReader], self._first(DeviceKind.RESIDENT_ID))

    @property
    def printer(self) -> DeviceWorker[ReceiptPrinter]:
        return cast(DeviceWorker[ReceiptPrinter], self._first(DeviceKind.RECEIPT_PRINTER))

    @property
    def prints(self) -> bool:
        """Whether a slip that is ordered now can be expected on paper."""
        workers = [worker for worker in self._workers.values() if worker.kind is DeviceKind.RECEIPT_PRINTER]
        return any(worker.view().state in {DeviceState.ONLINE, DeviceState.DEVICE_BUSY} for worker in workers)

    @property
    def scanner(self) -> DeviceWorker[CodeScanner]:
        return cast(DeviceWorker[CodeScanner], self._first(DeviceKind.CODE_SCANNER))

    def _first(self, kind: DeviceKind) -> Worker:
        """Raises DeviceMissing."""
        workers = [worker for worker in self._workers.values() if worker.kind is kind]
        if not workers:
            raise DeviceMissing(f"no {kind} is configured")
        return next((worker for worker in workers if worker.view().state is DeviceState.ONLINE), workers[0])

    def _worker(self, name: str, settings: DeviceSettings) -> Worker:
        kind, driver = open_driver(name, settings)
        return DeviceWorker(name, kind, driver, self._clock, self._changed)
