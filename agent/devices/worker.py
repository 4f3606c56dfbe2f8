# SPDX-License-Identifier: Apache-2.0
"""One device, one thread, one bounded queue: nothing else ever touches the driver."""

import contextlib
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from agent.devices.hosted import Hosted
from agent.errors import DeviceMissing, QueueFull
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


def _nothing() -> None: ...


@dataclass(frozen=True)
class _Job(Generic[D]):
    run: Callable[[D], object]
    dropped: Callable[[], None]


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
        self._jobs: queue.Queue[_Job[D]] = queue.Queue(QUEUE_LENGTH + 1)
        self._lock = threading.Lock()
        self._status = DeviceStatus(SeenState.STARTING)
        self._observed: tuple[datetime, float] | None = None
        self._stop = threading.Event()
        self._closed = False
        if isinstance(driver, Hosted):
            driver.told = self.observed
        self._thread = threading.Thread(target=self._run, name=f"device-{device_id}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def ask_to_stop(self) -> None:
        """What runs is told by `stopping`; what waits is dropped."""
        self._stop.set()
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(_Job(lambda _driver: None, _nothing))  # ends the wait for a job

    def stop(self) -> None:
        self.ask_to_stop()
        self._thread.join(STOP_LIMIT_S)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def submit(self, job: Callable[[D], object], dropped: Callable[[], None] = _nothing) -> None:
        """The job handles its own errors; what it lets through is logged and survived. `dropped` is called in its
        place when the device is taken away first. Raises QueueFull, or DeviceMissing when it is gone already."""
        with self._lock:
            if self._closed:
                raise DeviceMissing(f"{self.device_id} was removed")
            if self._jobs.qsize() >= QUEUE_LENGTH:
                raise QueueFull(f"{self.device_id} has {QUEUE_LENGTH} jobs waiting")
            self._jobs.put_nowait(_Job(job, dropped))

    @contextmanager
    def held(self, wait_s: float) -> Iterator[None]:
        """Within the block the device is let go: nothing runs on it, its port is free, what is asked of it waits.
        Raises QueueFull when what was asked of it before is not done within `wait_s`."""
        reached, left = threading.Event(), threading.Event()

        def let_go(driver: D) -> None:
            if not left.is_set():
                driver.close()
                reached.set()
                left.wait()

        try:
            self.submit(let_go, reached.set)
            if not reached.wait(wait_s):
                raise QueueFull(f"{self.device_id} is at work")
            yield
        finally:
            left.set()

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
                self._next_job()
            except Exception:
                log.exception("device %s: something failed in an unforeseen way", self.device_id)
                self._stop.wait(UNFORESEEN_PAUSE_S)
        try:
            self._driver.close()
        except Exception:
            log.exception("device %s: closing it failed in an unforeseen way", self.device_id)
        self._drop_what_waits()

    def _next_job(self) -> None:
        with contextlib.suppress(queue.Empty):
            job = self._jobs.get(timeout=POLL_S)
            if self._stop.is_set():
                job.dropped()
            else:
                job.run(self._driver)

    def _drop_what_waits(self) -> None:
        with self._lock:
            self._closed = True
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            try:
                job.dropped()
            except Exception:
                log.exception("device %s: dropping a job failed in an unforeseen way", self.device_id)
