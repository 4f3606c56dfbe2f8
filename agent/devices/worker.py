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
BUSY_S = 4.0
"""A driver that has been at work this long without a sign counts as busy: others of its kind go first."""
STOP_LIMIT_S = 5.0
FLAP_S = 10.0
"""A device that is gone for less is missed by nobody: its jobs wait, and no event tells of it."""
FLAP_LOOK_S = 0.5
GONE = frozenset({SeenState.NO_DEVICE, SeenState.OFFLINE})
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
    """`changed` is told the device's id whenever its state or faults differ from what was told last; that a device
    has gone only when it stays away. `view` knows it at once."""

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
        self._told: tuple[SeenState, tuple[str, ...]] = (SeenState.STARTING, ())
        self._gone_since: float | None = None
        self._quiet_since: float | None = None
        """Since when the driver is at work without a sign; None while it has nothing to do."""
        self._holds = 0
        self._woken = threading.Event()
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
        self._woken.set()
        with contextlib.suppress(queue.Full):
            self._jobs.put_nowait(_Job(lambda _driver: None, _nothing))  # ends the wait for a job

    def stop(self, limit_s: float = STOP_LIMIT_S) -> None:
        """One that hangs is left behind: its thread ends with the process."""
        self.ask_to_stop()
        self._thread.join(max(0.0, limit_s))

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

    def look(self) -> None:
        """Something was plugged in or pulled out: looks soon, where nothing is under way."""
        self._woken.set()
        if self._jobs.empty():
            with contextlib.suppress(queue.Full):
                self._jobs.put_nowait(_Job(lambda _driver: None, _nothing))

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

        with self._lock:
            self._holds += 1
        self._woken.set()
        try:
            self.submit(let_go, reached.set)
            if not reached.wait(wait_s):
                raise QueueFull(f"{self.device_id} is at work")
            yield
        finally:
            left.set()
            with self._lock:
                self._holds -= 1

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def view(self) -> Device:
        with self._lock:
            status, observed, quiet_since = self._status, self._observed, self._quiet_since
        if observed is None:
            return Device(device_id=self.device_id, kind=self.kind, state=DeviceState.STARTING)
        at, moment = observed
        now = self._clock.monotonic()
        if now - moment > STATUS_LIMIT_S:
            return Device(device_id=self.device_id, kind=self.kind, state=DeviceState.UNKNOWN, observed_at=at)
        state = DeviceState(status.state)
        if state is DeviceState.ONLINE and quiet_since is not None and now - quiet_since > BUSY_S:
            state = DeviceState.DEVICE_BUSY
        return Device(device_id=self.device_id, kind=self.kind, state=state, faults=status.faults, observed_at=at)

    def observed(self, status: DeviceStatus | None = None) -> None:
        """A job that talks to the device for long tells so, and counts as a look."""
        now = self._clock.monotonic()
        with self._lock:
            after = self._status = status or self._status
            self._observed = (self._clock.now(), now)
            if self._quiet_since is not None:
                self._quiet_since = now
            if after.state not in GONE:
                self._gone_since = None
            elif self._gone_since is None:
                self._gone_since = now
            if self._told == (after.state, after.faults) or self._flapping(now):
                return
            self._told = (after.state, after.faults)
        log.info("device %s: %s", self.device_id, " ".join((after.state, *after.faults)))
        self._changed(self.device_id, after.state)

    def _flapping(self, now: float) -> bool:
        """It was here, and has been gone for a moment only."""
        was_here = self._told[0] not in {SeenState.STARTING, *GONE}
        return was_here and self._gone_since is not None and now - self._gone_since < FLAP_S

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._quiet_since is None:
                    self._quiet_since = self._clock.monotonic()
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
        with self._lock:
            waits = self._flapping(self._clock.monotonic()) and not self._holds
            self._quiet_since = None
        if waits:
            self._woken.wait(FLAP_LOOK_S)
            self._woken.clear()
            return
        with contextlib.suppress(queue.Empty):
            job = self._jobs.get(timeout=POLL_S)
            self._quiet_since = self._clock.monotonic()
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
