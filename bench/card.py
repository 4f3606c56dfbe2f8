# SPDX-License-Identifier: Apache-2.0
"""Card laid on the reader -> identity at the kiosk's side of the socket, against what the wire itself needs.

Agent and reader are processes of their own, the reader on a pty paced at 115,200 baud, so that neither takes the
interpreter from the one that measures; the end is the answer to the question that follows the event.
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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from bench.figure import Figure
from contract import local
from contract.local import DeviceState, Role
from device_drivers.simulation.client import SimulatorControl

ROUNDS = 40
CALLS = 2_000
"""A p99 of a few hundred is decided by three of them."""
BAUD = 115_200
BYTES_ON_THE_WIRE = (10 + 15) + (10 + 19) + (10 + 1295)
"""Find, select, read: requests and replies (devices' published frame lengths), ten bits a byte."""
FIND_INTERVAL_S = 0.25
ALLOWANCE_S = 0.030
CARD = {"name": "张建国", "id_number": "330106195001010036"}
READY_S = 20
LOOK_S = 0.05


def measure() -> Iterator[Figure]:
    limit = BYTES_ON_THE_WIRE * 10 / BAUD + FIND_INTERVAL_S + ALLOWANCE_S
    with tempfile.TemporaryDirectory() as folder, _reader(Path(folder)) as reader:
        agent, client = _agent(Path(folder))
        try:
            times = [_card_to_identity(client, reader) for _ in range(ROUNDS)]
            calls_ms = [_call(client) for _ in range(CALLS)]
            memory = _pss_mb(agent.pid)
        finally:
            agent.send_signal(signal.SIGTERM)
            agent.wait(READY_S)
    yield Figure(
        "card placed -> identity, slowest", max(times) * 1000, "ms", "wire + find interval + 30 ms", limit * 1000
    )
    yield Figure(
        "card placed -> identity, median",
        statistics.median(times) * 1000,
        "ms",
        "wire + half a find interval",
        (BYTES_ON_THE_WIRE * 10 / BAUD + FIND_INTERVAL_S / 2) * 1000,
    )
    quantile = statistics.quantiles(calls_ms, n=100)[98]
    yield Figure("local API status call, p99 idle", quantile, "ms", "limit", 5.0)
    yield Figure("agent memory (PSS)", memory, "MB", "limit", 90.0)


@contextmanager
def _reader(folder: Path) -> Iterator[SimulatorControl]:
    control = folder / "reader.ctl"
    command = [sys.executable, "-m", "device_drivers.resident_id.simulator", "--baud", str(BAUD)]
    process = subprocess.Popen([*command, "--link", str(folder / "reader"), "--control", str(control)])
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


def _agent(folder: Path) -> tuple[subprocess.Popen[bytes], Client]:
    config = folder / "terminal.toml"
    config.write_text(
        f'[platform]\nurl = "http://127.0.0.1:9"\n[paths]\nstate = "{folder / "state"}"\nrun = "{folder / "run"}"\n'
        f'[device.reader]\nkind = "resident_id"\nport = "{folder / "reader"}"\n',
        encoding="utf-8",
    )
    agent = subprocess.Popen([sys.executable, "-m", "agent", "--config", str(config)], stderr=subprocess.DEVNULL)
    client = Client(socket_path(folder / "run", Role.KIOSK))
    end = time.monotonic() + READY_S
    while time.monotonic() < end:
        try:
            if client.send(calls.terminal()).devices[0].state is DeviceState.ONLINE:
                return agent, client
        except AgentUnreachable:
            pass
        time.sleep(LOOK_S)
    agent.kill()
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


def _pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError(os.strerror(3))
