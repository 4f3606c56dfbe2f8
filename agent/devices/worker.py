# SPDX-License-Identifier: Apache-2.0
"""One device, one thread, one bounded queue: nothing else ever touches the driver."""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from agent.errors import QueueFull
from contract.clock import Clock
from contract.local import Device, DeviceKind, DeviceState
from device_drivers.status import DeviceState as SeenState
from device_drivers.status import DeviceStatus

log = logging.getLogger("agent.devices")

QUEUE_LENGTH = 8
POLL_S = 3.0
"""Pause between two looks at an idle device: a resident must not be sent to a printer that went out just now."""
STATUS_LIMIT_S = 12.0
"""An older observation is no observation."""
STOP_LIMIT_S = 5.0
UNFORESEEN_PAUSE_S = 1.0


class Driver(Protocol):
    def status(self) -> DeviceStatus:
        """Never raises."""

    def close(self) -> None: ...


D = TypeVar("D", bound=Driver)


class DeviceWorker(Generic[D]):
    """`changed` is told the device's id whenever its state or faults differ from the last look."""

    def __init__(
        self, device_id: str, kind: DeviceKind, driver: D, clock: Clock, changed: Callable[[str, str], None]
    ) -> None:
        self.device_id = device_id
        self.kind = kind
        self._driver = driver
        self._clock = clock
        self._changed = changed
        self._jobs: queue.Queue[Callable[[D], None]] = queue.Queue(QUEUE_LENGTH)
        self._lock = threading.Lock()
        self._status = DeviceStatus(SeenState.STARTING)
        self._observed: tuple[datetime, float] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"device-{device_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        self._stop.set()
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(lambda _driver: None)  # ends the wait for a job

    def stop(self) -> None:
        self.ask_to_stop()
        self._thread.join(STOP_LIMIT_S)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def submit(self, job: Callable[[D], None]) -> None:
        """Raises QueueFull. The job handles its own errors; what it lets through is logged and survived."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise QueueFull(f"{self.device_id} has {QUEUE_LENGTH} jobs waiting") from None

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def view(self) -> Device:
        with self._lock:
            status, observed = self._status, self._observed
        if observed is None:
            return Device(device_id=self.device_id, kind=self.kind, state=DeviceState.STARTING)
        at, moment = observed
        if self._clock.monotonic() - moment > STATUS_LIMIT_S:
            return Device(device_id=self.device_id, kind=self.kind, state=DeviceState.UNKNOWN, observed_at=at)
        state = DeviceState(status.state)
        return Device(device_id=self.device_id, kind=self.kind, state=state, faults=status.faults, observed_at=at)

    def observed(self, status: DeviceStatus | None = None) -> None:
        """A job that talks to the device for long tells so, and counts as a look."""
        with self._lock:
            before = self._status
            self._status = status or before
            self._observed = (self._clock.now(), self._clock.monotonic())
            after = self._status
        if (before.state, before.faults) != (after.state, after.faults):
            log.info("device %s: %s %s", self.device_id, after.state, ",".join(after.faults))
            self._changed(self.device_id, after.state)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.observed(self._driver.status())
                self._next_job()(self._driver)
            except Exception:
                log.exception("device %s: something failed in an unforeseen way", self.device_id)
                self._stop.wait(UNFORESEEN_PAUSE_S)
        self._driver.close()

    def _next_job(self) -> Callable[[D], object]:
        try:
            return self._jobs.get(timeout=POLL_S)
        except queue.Empty:
            return lambda _driver: None
