# SPDX-License-Identifier: Apache-2.0
"""A worker whose driver misbehaves: what waits at it ends all the same."""

import threading
import time
from collections.abc import Callable

import pytest

from agent.devices import bench
from agent.devices.worker import BUSY_S, STATUS_LIMIT_S, DeviceWorker, Driver
from agent.errors import DeviceMissing
from contract.clock import SystemClock
from contract.local import DeviceKind
from contract.local import DeviceState as Seen
from contract.settings import DeviceSettings
from device_drivers.status import DeviceState, DeviceStatus


class Unclosable:
    """As a serial port whose adapter was pulled out."""

    def status(self) -> DeviceStatus:
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        raise OSError(5, "Input/output error")


class Slow:
    """Keeps whoever asks how it is, until it is let go."""

    def __init__(self) -> None:
        self.asked, self.may_go_on = threading.Semaphore(0), threading.Event()
        self.may_go_on.set()

    def status(self) -> DeviceStatus:
        self.asked.release()
        self.may_go_on.wait(30)
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None: ...


class HandClock(SystemClock):
    ahead = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


def until(look: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not look():
        assert time.monotonic() < end
        time.sleep(0.01)


def worker_of(driver: Driver, clock: SystemClock) -> DeviceWorker[Driver]:
    return DeviceWorker("reader", DeviceKind.RESIDENT_ID, driver, clock, lambda *_: None)


def test_a_driver_that_gives_no_sign_is_busy_and_then_unknown() -> None:
    driver, clock = Slow(), HandClock()
    worker = worker_of(driver, clock)
    worker.start()
    until(lambda: worker.view().state is Seen.ONLINE)
    driver.may_go_on.clear()
    while driver.asked.acquire(blocking=False):
        pass
    worker.look()
    assert driver.asked.acquire(timeout=20)
    assert worker.view().state is Seen.ONLINE
    clock.ahead = BUSY_S + 0.1
    assert worker.view().state is Seen.DEVICE_BUSY
    clock.ahead = STATUS_LIMIT_S + 0.1
    assert worker.view().state is Seen.UNKNOWN
    driver.may_go_on.set()
    until(lambda: worker.view().state is Seen.ONLINE)
    worker.stop()


def test_a_long_job_is_busy_unless_it_gives_signs() -> None:
    clock, begun, may_end = HandClock(), threading.Event(), threading.Event()
    worker = worker_of(Slow(), clock)

    def job(_: Driver) -> None:
        begun.set()
        may_end.wait(30)

    worker.start()
    worker.submit(job)
    assert begun.wait(20)
    clock.ahead = BUSY_S + 0.1
    assert worker.view().state is Seen.DEVICE_BUSY
    worker.observed()
    assert worker.view().state is Seen.ONLINE
    may_end.set()
    worker.stop()


def test_an_idle_device_is_not_busy() -> None:
    driver, clock = Slow(), HandClock()
    worker = worker_of(driver, clock)
    worker.start()
    until(lambda: worker._quiet_since is None and worker.view().state is Seen.ONLINE)
    clock.ahead = BUSY_S + 0.1
    assert worker.view().state is Seen.ONLINE
    worker.stop()


def test_several_that_hang_hold_up_the_end_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "STOP_LIMIT_S", 0.5)
    drivers = [Slow() for _ in range(6)]
    mine = iter(drivers)
    monkeypatch.setattr(bench, "open_driver", lambda *_: (DeviceKind.RESIDENT_ID, next(mine)))
    several = bench.Bench(
        {f"reader{n}": DeviceSettings(kind="resident_id") for n in range(6)}, SystemClock(), lambda *_: None
    )
    for driver in drivers:
        driver.may_go_on.clear()
    several.start()
    assert all(driver.asked.acquire(timeout=20) for driver in drivers)
    begun = time.monotonic()
    several.stop()
    assert time.monotonic() - begun < 2.5, "each one was waited for"
    for driver in drivers:
        driver.may_go_on.set()


def test_a_driver_that_cannot_be_closed_strands_nobody():
    worker = DeviceWorker("reader", DeviceKind.RESIDENT_ID, Unclosable(), SystemClock(), lambda *_: None)
    begun, may_end, dropped = threading.Event(), threading.Event(), threading.Event()

    def job(_: Unclosable) -> None:
        begun.set()
        may_end.wait(30)

    worker.start()
    worker.submit(job)
    assert begun.wait(30)
    worker.submit(job, dropped.set)
    worker.ask_to_stop()
    may_end.set()
    worker.stop()
    assert dropped.wait(30)
    with pytest.raises(DeviceMissing):
        worker.submit(job)
