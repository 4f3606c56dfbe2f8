# SPDX-License-Identifier: Apache-2.0
"""All devices of this terminal, by kind."""

from collections.abc import Callable, Mapping
from typing import cast

from agent.devices.kinds import open_driver
from agent.devices.worker import DeviceWorker, Driver
from agent.errors import DeviceMissing
from contract.clock import Clock
from contract.local import Device, DeviceKind
from contract.settings import DeviceSettings
from device_drivers.code_scanner import CodeScanner
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.resident_id import ResidentIdReader


class Bench:
    def __init__(
        self, settings: Mapping[str, DeviceSettings], clock: Clock, changed: Callable[[str, str], None]
    ) -> None:
        """Raises InvalidSettings."""
        self._workers: list[DeviceWorker[Driver]] = []
        for name, entry in settings.items():
            kind, driver = open_driver(name, entry)
            self._workers.append(DeviceWorker(name, kind, driver, clock, changed))

    def start(self) -> None:
        for worker in self._workers:
            worker.start()

    def stop(self) -> None:
        for worker in self._workers:
            worker.ask_to_stop()
        for worker in self._workers:
            worker.stop()

    @property
    def alive(self) -> bool:
        return all(worker.alive for worker in self._workers)

    def views(self) -> tuple[Device, ...]:
        return tuple(worker.view() for worker in self._workers)

    @property
    def reader(self) -> DeviceWorker[ResidentIdReader]:
        return cast(DeviceWorker[ResidentIdReader], self._first(DeviceKind.RESIDENT_ID))

    @property
    def printer(self) -> DeviceWorker[ReceiptPrinter]:
        return cast(DeviceWorker[ReceiptPrinter], self._first(DeviceKind.RECEIPT_PRINTER))

    @property
    def scanner(self) -> DeviceWorker[CodeScanner]:
        return cast(DeviceWorker[CodeScanner], self._first(DeviceKind.CODE_SCANNER))

    def _first(self, kind: DeviceKind) -> DeviceWorker[Driver]:
        for worker in self._workers:
            if worker.kind is kind:
                return worker
        raise DeviceMissing(f"no {kind} is configured")
