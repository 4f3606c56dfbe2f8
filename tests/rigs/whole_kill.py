# SPDX-License-Identifier: Apache-2.0
"""whole-kill: agent, kiosk and sandbox as processes of their own are killed at random while somebody pays.

One resident after another pays: identity, bills, a code, the phone, the slip. Meanwhile one of the three is killed
with SIGKILL and started again at once, every other second. At the end all of them live, and the books are held against
each other as pay-kill does it; and no slip's number has come out of the printer twice.

Positive control: nobody is killed. Negative control: an agent that asks for the order before it writes.
"""

import collections
import logging
import random
import re
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path

import requests

from agent.client import ClientError, calls
from contract.local import PaymentState, ReceiptState
from tests.agent.conftest import wait_for
from tests.rigs import pay_kill
from tests.rigs.pay_kill import RESIDENTS, Tally
from tests.rigs.paying_terminal import CARELESS, PRODUCT, PayingTerminal, terminal
from tests.rigs.report import Result

FULL_KILLS, FEWEST, CONTROL_KILLS = 300, 15, 12
VICTIMS = ("agent", "agent", "agent", "sandbox", "sandbox", "kiosk")
LONGEST_PEACE_S = 1.2
SETTLED_LIMIT_S = 60.0
UNDER_WAY = {ReceiptState.PENDING, ReceiptState.PRINTING}
SLIP_NO = re.compile(r"DEMO-0001-(\d{6})")


def run(scale: float, seed: int) -> Result:
    product = _trial(max(FEWEST, int(FULL_KILLS * scale)), seed, PRODUCT)
    positive = _trial(CONTROL_KILLS // 2, seed, PRODUCT, killing=False)
    negative = _trial(CONTROL_KILLS, seed, CARELESS)
    return Result(
        product_held=product.clean and product.payments > 0,
        figure=product.figure(),
        positive_held=positive.clean and positive.payments > 0,
        negative_broke=not negative.clean,
        details=(*product.details[:5], *positive.details[:5]),
        counts=product.counts,
    )


def _trial(kills: int, seed: int, program: str, *, killing: bool = True) -> Tally:
    choice, tally = random.Random(seed), Tally()
    folder = Path(tempfile.mkdtemp(prefix="whole-kill-"))
    logging.getLogger("device_drivers").setLevel(logging.CRITICAL)
    try:
        with terminal(folder, program) as here:
            here.start("kiosk")
            resident = Resident(here, random.Random(seed + 1))
            resident.start()
            for _ in range(kills):
                time.sleep(choice.uniform(0.05, LONGEST_PEACE_S))
                if killing:
                    victim = choice.choice(VICTIMS)
                    here.kill(victim)
                    here.start(victim)
                    tally.kills += 1
            resident.leave()
            wait_for(lambda: _nothing_open(here), SETTLED_LIMIT_S)
            here.ready()
            if here.processes["kiosk"].poll() is not None:
                tally.left_open += 1
                tally.details.append("the kiosk does not live")
            here.kill("agent", signal.SIGTERM)
            slips = collections.Counter(
                found[1] for slip in here.printer.slips() if slip.complete and (found := SLIP_NO.search(slip.text()))
            )
            tally.doubled += sum(count - 1 for count in slips.values())
            pay_kill.judge(here.settings, here.url, resident.acknowledged, tally)
    finally:
        shutil.rmtree(folder)
    return tally


def _nothing_open(here: PayingTerminal) -> bool:
    """Codes that are still shown are given up; slips under way are waited for."""
    try:
        payments = here.kiosk.send(calls.current_payments()).payments
        for payment in payments:
            if not payment.decided:
                here.kiosk.send(calls.close_payment(payment.payment_id))
    except ClientError:
        return False
    under_way = [receipt for payment in payments for receipt in payment.receipts if receipt.state in UNDER_WAY]
    return not under_way and all(payment.decided for payment in payments)


class Resident(threading.Thread):
    """Does not give up: whatever fails is begun anew a moment later, with what was open first."""

    def __init__(self, here: PayingTerminal, choice: random.Random) -> None:
        super().__init__(daemon=True)
        self._here, self._choice = here, choice
        self._leaving = threading.Event()
        self.acknowledged: list[str] = []

    def leave(self) -> None:
        self._leaving.set()
        self.join(60)

    def run(self) -> None:
        while not self._leaving.is_set():
            try:
                self._visit()
            except (ClientError, requests.RequestException, AssertionError):
                time.sleep(0.1)

    def _visit(self) -> None:
        for payment in self._here.kiosk.send(calls.current_payments()).payments:
            if not payment.decided:
                self._ends(payment.payment_id)
        session, bills = self._here.somebody(self._choice.randrange(RESIDENTS))
        payment_id = self._here.pay(session, bills, self._choice.randint(1, 2))
        self.acknowledged.append(payment_id)
        self._ends(payment_id)

    def _ends(self, payment_id: str) -> None:
        """Paid or given up, if that comes to pass within seconds."""
        end = time.monotonic() + 5.0
        while time.monotonic() < end:
            state = self._here.kiosk.send(calls.payment(payment_id)).state
            if state is PaymentState.CODE_SHOWN:
                if self._choice.random() < 0.75:
                    self._here.phone(payment_id, notices=self._choice.choice([0, 1, 2]))
                else:
                    self._here.kiosk.send(calls.close_payment(payment_id))
            elif state in {PaymentState.SUCCEEDED, PaymentState.CLOSED, PaymentState.REFUND_DUE}:
                return
            time.sleep(0.05)
