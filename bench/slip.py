# SPDX-License-Identifier: Apache-2.0
"""A slip of forty lines: `print` called -> the last byte has gone to the printer, and the printer has proved it.

In turn, on the same printer, a bare socket says again what the driver has said, byte for byte, waiting only where the
driver could not have gone on without an answer; on a serial line the measure is the line's own time. To both is added
the pause by which the driver knows that no answer of an earlier slip is still to come: most printers' end mark bears no
number. What is left is the driver's own: encoding, judging, waiting.
"""

import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.figure import Figure
from device_drivers.port import DuplexPort
from device_drivers.receipt_printer import Cut, ReceiptPrinter, Slip, Text
from device_drivers.receipt_printer.slip import Columns, Item
from device_drivers.serial_port import SerialPort
from device_drivers.simulation.client import SimulatorControl
from device_drivers.tcp_port import TcpPort

ROUNDS, SERIAL_ROUNDS = 40, 8
BAUD = 115_200
ALLOWANCE_S, QUIET_S = 0.030, 0.1
READY_S, LOOK_S, LIMIT_S = 20, 0.05, 20.0
LINES: tuple[Item, ...] = tuple(
    Columns(f"自来水费 2026年{number % 12 + 1}月", f"{number}46.20") for number in range(39)
)
SLIP = Slip((Text("缴费凭条"), *LINES, Cut()))


@dataclass
class Told:
    """A port on which everything is noted."""

    port: DuplexPort
    said: list[tuple[int, bytes]] = field(default_factory=list)
    """Each piece, with the number of bytes that had been heard before it."""
    heard: int = 0
    last_byte: float = 0.0

    def open(self) -> None:
        self.port.open()

    def close(self) -> None:
        self.port.close()

    def takes_s(self, _count: int) -> float:
        return 0.0

    def exchange(self, data: bytes, timeout_s: float) -> tuple[int, bytes]:
        sent, received = self.port.exchange(data, timeout_s)
        if sent:
            self.said.append((self.heard, data[:sent]))
            self.last_byte = time.perf_counter()
        self.heard += len(received)
        return sent, received

    @property
    def bytes_both_ways(self) -> int:
        return self.heard + sum(len(piece) for _, piece in self.said)


def measure() -> Iterator[Figure]:
    with _printer("--port", "0") as control:
        port = int(control.state()["port"])
        ours, plain = [], []
        for _ in range(ROUNDS):
            told = Told(TcpPort("127.0.0.1", port))
            ours.append(_print(told)[0])
            plain.append(_say_again(told, port))
            control.clear_slips()
    yield Figure(
        "slip of 40 lines -> last byte, TCP",
        statistics.median(ours) * 1000,
        "ms",
        "same bytes by a bare socket + 100 ms",
        (statistics.median(plain) + QUIET_S) * 1000,
    )
    with tempfile.TemporaryDirectory() as folder, _printer("--link", f"{folder}/printer", "--baud", str(BAUD)):
        rounds = []
        for _ in range(SERIAL_ROUNDS):
            told = Told(SerialPort(f"{folder}/printer", BAUD))
            rounds.append((_print(told)[1], told.bytes_both_ways))
    yield Figure(
        "slip of 40 lines -> proved, serial line",
        statistics.median(taken for taken, _ in rounds) * 1000,
        "ms",
        "wire + 100 ms + 30 ms",
        (statistics.median(count for _, count in rounds) * 10 / BAUD + QUIET_S + ALLOWANCE_S) * 1000,
    )


def _print(told: Told) -> tuple[float, float]:
    """Until the last byte is out, and until the printer has proved the slip."""
    started = time.perf_counter()
    ReceiptPrinter(told).print(SLIP, deadline_s=LIMIT_S, before_first_byte=lambda: None)
    return told.last_byte - started, time.perf_counter() - started


def _say_again(told: Told, port: int) -> float:
    """Until the last byte is out; then the last answer is heard out, so that the printer is free for the next."""
    started = time.perf_counter()
    with closing(socket.create_connection(("127.0.0.1", port), LIMIT_S)) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        heard = 0
        for before, piece in told.said:
            while heard < before:
                heard += len(_received(plain))
            plain.sendall(piece)
        taken = time.perf_counter() - started
        while heard < told.heard:
            heard += len(_received(plain))
    return taken


def _received(plain: socket.socket) -> bytes:
    data = plain.recv(4096)
    if not data:
        raise RuntimeError("the printer has hung up")
    return data


@contextmanager
def _printer(*options: str) -> Iterator[SimulatorControl]:
    with tempfile.TemporaryDirectory() as folder:
        control = Path(folder) / "printer.ctl"
        command = [sys.executable, "-m", "device_drivers.receipt_printer.simulator", "--control", str(control)]
        process = subprocess.Popen([*command, *options])
        try:
            end = time.monotonic() + READY_S
            while not control.exists():
                if time.monotonic() > end or process.poll() is not None:
                    raise RuntimeError("the printer did not get ready")
                time.sleep(LOOK_S)
            yield SimulatorControl(control)
        finally:
            process.terminate()
            process.wait(READY_S)
