# SPDX-License-Identifier: Apache-2.0
"""Card laid on the reader -> identity at the kiosk's side of the socket, against what the wire itself needs.

Agent and reader are processes of their own, so that neither takes the interpreter from the one that measures; the end
is the answer to the question that follows the event. The reader is on a pty paced at 115,200 baud, behind a TCP
converter paced likewise, and on a simulated USB bus, with the driver in a process of its own. Beside it: the agent's
status call, its memory, and that of a child that has loaded libusb.
"""

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from bench.figure import Figure, p99
from contract import local
from contract.local import DeviceState, Role
from device_drivers.resident_id import FRAMINGS, ResidentIdReader
from device_drivers.resident_id.usb import reader_match
from device_drivers.simulation.client import SimulatorControl
from device_drivers.simulation.usb_bus import UsbBus
from device_drivers.usb_port import UsbPort

ROUNDS, OTHER_ROUNDS = 40, 20
CALLS = 2_000
"""A p99 of a few hundred is decided by three of them."""
BAUD = 115_200
BYTES_ON_THE_WIRE = (10 + 15) + (10 + 19) + (10 + 1295)
"""Find, select, read: requests and replies (devices' published frame lengths), ten bits a byte."""
SERIAL_S = BYTES_ON_THE_WIRE * 10 / BAUD
"""Also of the serial line behind a TCP converter."""
USB_S = (1 + 1 + 21) * 0.001
"""Replies in packets of 64 bytes, at full speed about one in each frame of a millisecond."""
FIND_INTERVAL_S = 0.25
ALLOWANCE_S = 0.030
CARD = {"name": "张建国", "id_number": "330106195001010036"}
READY_S = 20
LOOK_S = 0.05
AS_SHIPPED = "import runpy; runpy.run_module('agent', run_name='__main__')"
SIMULATED_BUS = f"import agent.devices.kinds as kinds; kinds.USB_READER = '{__name__}:simulated_reader'; {AS_SHIPPED}"


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _serial(Path(folder))
    with tempfile.TemporaryDirectory() as folder, _reader(Path(folder), "--tcp", "127.0.0.1:0") as reader:
        device = f'host = "127.0.0.1"\ntcp_port = {reader.state()["port"]}'
        with _agent(Path(folder), device) as (_, client):
            times = [_card_to_identity(client, reader) for _ in range(OTHER_ROUNDS)]
        yield _slowest("card on a TCP reader -> identity, slowest", times, SERIAL_S)
    with tempfile.TemporaryDirectory() as folder, _reader(Path(folder), "--usbip", "127.0.0.1:0") as reader:
        device = f'usb = {{ serial = "{reader.state()["port"]}" }}'
        with _agent(Path(folder), device, SIMULATED_BUS) as (_, client):
            times = [_card_to_identity(client, reader) for _ in range(OTHER_ROUNDS)]
        yield _slowest("card on a USB reader -> identity, slowest", times, USB_S)
    with tempfile.TemporaryDirectory() as folder, _agent(Path(folder), "usb = {}", there=False) as (agent, _):
        (child,) = _children(agent.pid)
        yield Figure("hosted driver: memory (PSS)", _pss_mb(child), "MB", "limit", 25.0)


def _serial(folder: Path) -> Iterator[Figure]:
    with _reader(folder, "--baud", str(BAUD), "--link", str(folder / "reader")) as reader:
        with _agent(folder, f'port = "{folder / "reader"}"') as (agent, client):
            times = [_card_to_identity(client, reader) for _ in range(ROUNDS)]
            calls_ms = [_call(client) for _ in range(CALLS)]
            memory = _pss_mb(agent.pid)
        yield _slowest("card placed -> identity, slowest", times, SERIAL_S)
    yield Figure(
        "card placed -> identity, median",
        statistics.median(times) * 1000,
        "ms",
        "wire + half a find interval",
        (SERIAL_S + FIND_INTERVAL_S / 2) * 1000,
    )
    yield Figure("local API status call, median idle", statistics.median(calls_ms), "ms", "limit", 5.0)
    yield Figure("local API status call, p99 idle", p99(calls_ms), "ms", "limit", 5.0)
    yield Figure("agent memory (PSS)", memory, "MB", "limit", 90.0)


def _slowest(name: str, times: Sequence[float], wire_s: float) -> Figure:
    limit = wire_s + FIND_INTERVAL_S + ALLOWANCE_S
    return Figure(name, max(times) * 1000, "ms", "wire + find interval + 30 ms", limit * 1000)


def simulated_reader(*, ids: tuple[str, ...], path: str, serial: str, framing: str) -> ResidentIdReader:  # noqa: ARG001
    """In the driver's own process, by a configuration's words. `serial`: where the simulated bus is exported."""
    port = UsbPort(reader_match(), backend=lambda: UsbBus("127.0.0.1", int(serial)))
    return ResidentIdReader(port, framing=FRAMINGS[framing])


@contextmanager
def _reader(folder: Path, *options: str) -> Iterator[SimulatorControl]:
    control = folder / "reader.ctl"
    command = [sys.executable, "-m", "device_drivers.resident_id.simulator", "--control", str(control)]
    process = subprocess.Popen([*command, *options])
    try:
        end = time.monotonic() + READY_S
        while not control.exists():
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError("the reader did not get ready")
            time.sleep(LOOK_S)
        yield SimulatorControl(control)
    finally:
        process.terminate()
        process.wait(READY_S)


@contextmanager
def _agent(
    folder: Path, device: str, started_by: str = AS_SHIPPED, *, there: bool = True
) -> Iterator[tuple[subprocess.Popen[bytes], Client]]:
    """`device`: how the reader is reached, in the words of a configuration."""
    config = folder / "terminal.toml"
    config.write_text(
        f'[platform]\nurl = "http://127.0.0.1:9"\n[paths]\nstate = "{folder / "state"}"\nrun = "{folder / "run"}"\n'
        f'[device.reader]\nkind = "resident_id"\n{device}\n',
        encoding="utf-8",
    )
    agent = subprocess.Popen([sys.executable, "-c", started_by, "--config", str(config)], stderr=subprocess.DEVNULL)
    try:
        client = Client(socket_path(folder / "run", Role.KIOSK))
        _until(client, DeviceState.ONLINE if there else DeviceState.NO_DEVICE)
        yield agent, client
        agent.send_signal(signal.SIGTERM)
        agent.wait(READY_S)
    finally:
        agent.kill()
        agent.wait(READY_S)


def _until(client: Client, state: DeviceState) -> None:
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            if client.send(calls.terminal()).devices[0].state is state:
                return
        except AgentUnreachable:
            pass
        time.sleep(LOOK_S)
    raise RuntimeError("the agent did not get ready")


def _card_to_identity(client: Client, reader: SimulatorControl) -> float:
    session, command = uuid.uuid4().hex, uuid.uuid4().hex
    client.send(calls.open_session(session, local.SessionRequest()))
    events = client.events(0)
    client.send(calls.command(session, command, local.ReadIdentity()))
    time.sleep(0.3 + random.random() * FIND_INTERVAL_S)  # anywhere between two looks
    started = time.perf_counter()
    reader.put_card(**CARD)
    for event in events:
        if event.subject == command:
            break
    status = client.send(calls.command_status(session, command))
    taken = time.perf_counter() - started
    if status.resident is None:
        raise RuntimeError(f"the card was not read: {status}")
    reader.take_card()
    client.send(calls.end_session(session))
    return taken


def _call(client: Client) -> float:
    started = time.perf_counter()
    client.send(calls.terminal())
    return (time.perf_counter() - started) * 1000


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(os.strerror(3))
