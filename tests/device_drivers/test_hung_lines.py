# SPDX-License-Identifier: Apache-2.0
"""Lines whose other end never takes a byte: writing, closing and the process's end come back all the same.

The kernel's pseudo-terminals hold back what is not read as a stopped serial line does; that a UART waits for it when
it is closed (`closing_wait`, half a minute), and that dropping it first ends this, is the kernel's and not shown here.
"""

import os
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator

import pytest

from agent.devices.worker import DeviceWorker
from contract.clock import SystemClock
from contract.local import DeviceKind
from contract.local import DeviceState as Seen
from device_drivers.code_scanner import CodeScanner
from device_drivers.code_scanner import driver as scanner_driver
from device_drivers.errors import DeviceNotReady, ProtocolError
from device_drivers.file_port import FilePort
from device_drivers.receipt_printer import ReceiptPrinter
from device_drivers.resident_id import ResidentIdReader
from device_drivers.resident_id import driver as reader_driver
from device_drivers.serial_port import FlowControl, SerialPort

LIMIT_S = 10.0
"""Liveness: what hangs would take half a minute or for ever."""
MUCH = bytes(1_000_000)


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """The deaf end and the path of the other."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    os.close(master)
    os.close(slave)


def within(work: Callable[[], object]) -> None:
    done = threading.Event()

    def run() -> None:
        work()
        done.set()

    threading.Thread(target=run, daemon=True).start()
    assert done.wait(LIMIT_S), "it hangs"


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
def test_what_nobody_takes_is_given_up_and_the_port_closes(line: tuple[int, str], flow: FlowControl) -> None:
    def use() -> None:
        port = SerialPort(line[1], 115_200, flow)
        port.open()
        with pytest.raises(DeviceNotReady, match="takes no bytes"):
            port.write(MUCH)
        assert not port.is_open

    within(use)


def test_a_device_that_sends_a_byte_now_and_then_holds_up_nobody(
    line: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a scale at the reader's or the scanner's port: no pause in it is long enough to end a reply or a code."""
    monkeypatch.setattr(reader_driver, "_WHOLE_REPLY_S", 0.5)
    monkeypatch.setattr(scanner_driver, "_WHOLE_S", 0.5)
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.1):
            os.write(line[0], b"U")

    def scan() -> None:
        with pytest.raises(ProtocolError, match="does not end"):
            CodeScanner(line[1]).read(timeout_s=1.0)

    def use() -> None:
        with pytest.raises(ProtocolError, match="without end"):
            ResidentIdReader(line[1]).read_card(deadline_s=0.5, cancelled=lambda: False)

    sending = threading.Thread(target=drip, daemon=True)
    sending.start()
    try:
        within(use)
        within(scan)
    finally:
        over.set()
        sending.join()


def test_a_line_that_was_told_to_stop_closes(line: tuple[int, str]) -> None:
    def use() -> None:
        port = SerialPort(line[1], 9_600, "xonxoff")
        port.open()
        os.write(line[0], b"\x13")  # XOFF, and never XON
        time.sleep(0.05)
        with pytest.raises(DeviceNotReady):
            port.write(MUCH)
        port.open()  # another host's stop holds no longer than the line is open
        port.close()

    within(use)


def test_a_device_file_that_takes_nothing_closes(line: tuple[int, str]) -> None:
    def use() -> None:
        port = FilePort(line[1])
        port.open()
        while port.exchange(MUCH, 0.1)[0]:
            pass
        port.close()

    within(use)


def test_closing_a_device_file_that_was_pulled_out_raises_nothing() -> None:
    master, slave = os.openpty()
    port = FilePort(os.ttyname(slave))
    port.open()
    os.close(slave)
    os.close(master)
    port.close()
    port.close()


@pytest.mark.parametrize(
    "driver",
    [
        ResidentIdReader,
        lambda path: ReceiptPrinter(SerialPort(path, 9_600, "rtscts")),
        lambda path: ReceiptPrinter(FilePort(path)),
    ],
)
def test_a_worker_at_such_a_line_stops(
    line: tuple[int, str], driver: Callable[[str], ResidentIdReader | ReceiptPrinter]
) -> None:
    worker = DeviceWorker("deaf", DeviceKind.RESIDENT_ID, driver(line[1]), SystemClock(), lambda *_: None)
    worker.start()
    end = time.monotonic() + 3 * LIMIT_S
    while worker.view().state is Seen.STARTING:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert worker.view().state is Seen.OFFLINE
    worker.look()
    time.sleep(0.2)  # in the middle of the next look
    worker.stop()
    assert not worker.alive


END_WITH_IT_OPEN = """
import sys, threading
from device_drivers.serial_port import SerialPort
port = SerialPort(sys.argv[1], 9_600, "rtscts")
port.open()
while port.exchange(bytes(4096), 0.2)[0]:
    pass
threading.Thread(target=threading.Event().wait, daemon=True).start()
print("full", flush=True)
"""


def test_a_process_ends_with_a_full_line_open(line: tuple[int, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", END_WITH_IT_OPEN, line[1]], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout) == (0, "full\n"), done.stderr
