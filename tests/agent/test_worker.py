# SPDX-License-Identifier: Apache-2.0
"""A worker whose driver misbehaves: what waits at it ends all the same."""

import threading

import pytest

from agent.devices.worker import DeviceWorker
from agent.errors import DeviceMissing
from contract.clock import SystemClock
from contract.local import DeviceKind
from device_drivers.status import DeviceState, DeviceStatus


class Unclosable:
    """As a serial port whose adapter was pulled out."""

    def status(self) -> DeviceStatus:
        return DeviceStatus(DeviceState.ONLINE)

    def close(self) -> None:
        raise OSError(5, "Input/output error")


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
