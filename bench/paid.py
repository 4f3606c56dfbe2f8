# SPDX-License-Identifier: Apache-2.0
"""The phone has paid -> the first byte of the slip is at the printer: a whole agent, the sandbox, a printer over TCP.

The platform tells nobody: the agent asks at its own pace, so that pause is the most of it, and the limit that it is
held against. What is left is one call, two commits, and the look at the printer that goes before each slip.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import requests

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from bench.figure import Figure
from contract import local
from contract.local import PaymentState, Role
from contract.personal import IdNumber
from contract.settings import SHIPPED, load
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator

ROUNDS = 12
PAYER = "330106195001010036"
TOKEN = "sandbox-terminal"  # noqa: S105 -- the sandbox's own
OWN_MS = 500.0
"""Beside the pause."""
WAIT_S = 30.0
LOOK_S = 0.002


def measure() -> Iterator[Figure]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(dir=Path(__file__).parent)))
        printer = closing.enter_context(ReceiptPrinterSimulator())
        sandbox, url = _sandbox(folder)
        closing.callback(_end, sandbox)
        config = _configured(folder, url, printer.port)
        agent = subprocess.Popen(
            [sys.executable, "-m", "agent", "--config", str(config)], stderr=subprocess.DEVNULL, env=os.environ
        )
        closing.callback(_end, agent)
        kiosk = Client(socket_path(folder / "run", Role.KIOSK), 10.0)
        _until(lambda: _takes_money(kiosk))
        taken = [_paid(kiosk, url, printer) for _ in range(ROUNDS)]
        pause_ms = load([SHIPPED, config]).payment.poll_s * 1000
    limit = f"the pause between questions and {OWN_MS:.0f} ms"
    yield Figure("paid -> first byte at the printer", statistics.median(taken) * 1000, "ms", limit, pause_ms + OWN_MS)
    yield Figure("paid -> first byte, slowest", max(taken) * 1000, "ms", limit, pause_ms + OWN_MS)


def _paid(kiosk: Client, url: str, printer: ReceiptPrinterSimulator) -> float:
    requests.post(f"{url}/test/bills/again", timeout=5).raise_for_status()
    session = kiosk.send(calls.open_session(uuid.uuid4().hex, local.SessionRequest())).session_id
    kiosk.send(calls.type_identity(session, local.TypedIdentity(id_number=IdNumber(PAYER))))
    bill = kiosk.send(calls.bills(session)).bills[0]
    payment_id = uuid.uuid4().hex
    request = local.PaymentRequest(bill_nos=(bill.bill_no,), amount_fen=bill.total_fen)
    kiosk.send(calls.pay(session, payment_id, request))
    _until(lambda: kiosk.send(calls.payment(payment_id)).state is PaymentState.CODE_SHOWN)
    before = len(printer.slips())
    requests.post(f"{url}/test/orders/{payment_id}/pay", json={}, timeout=5).raise_for_status()
    started = time.perf_counter()
    _until(lambda: len(printer.slips()) > before)
    taken = time.perf_counter() - started
    _until(lambda: all(slip.complete for slip in printer.slips()))
    return taken


def _sandbox(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    command = [sys.executable, "-m", "central.sandbox", "--port", "0", "--database", str(folder / "sandbox.db")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


def _configured(folder: Path, url: str, port: int) -> Path:
    (folder / "token").write_text(TOKEN, encoding="ascii")
    config = folder / "terminal.toml"
    config.write_text(
        f'[terminal]\nprofile = "sandbox"\n[platform]\nurl = "{url}"\ntoken_file = "{folder / "token"}"\n'
        f'[paths]\nstate = "{folder / "state"}"\nrun = "{folder / "run"}"\nsettings = "{folder / "settings"}"\n'
        f'content = "{folder / "content"}"\n'
        f'[device.printer]\nkind = "receipt_printer"\nhost = "127.0.0.1"\ntcp_port = {port}\n',
        encoding="utf-8",
    )
    return config


def _takes_money(kiosk: Client) -> bool:
    try:
        seen = kiosk.send(calls.terminal())
    except AgentUnreachable:
        return False
    return seen.paying and seen.platform_reachable and all(one.state == "online" for one in seen.devices)


def _until(true: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_S
    while not true():
        if time.monotonic() > end:
            raise RuntimeError("it did not come to pass")
        time.sleep(LOOK_S)


def _end(process: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(30)
