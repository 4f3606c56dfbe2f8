# SPDX-License-Identifier: Apache-2.0
"""clock-step: the terminal's clock is set while a payment is under way, and the payment does not notice.

By -8 s, +1 h, +3 years and back to 2023, at a whole agent, through its clock port: while the code is shown (it lives
on for as long as before, and is paid), and between payment and slip. Then the agent's memory has not grown.

Positive control: a clock that nobody sets. Negative control: an agent that counts a code's life by the wall clock.
"""

import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from agent.client import AgentUnreachable, Refused, calls
from contract.local import PaymentState, ReceiptState
from tests.rigs.paying_terminal import PRODUCT, PayingTerminal, terminal
from tests.rigs.report import Result

FULL_ROUNDS = 25
STEPS = ("-8", "+3600", "+94608000", "2023-01-01T00:00:00Z")
NO_STEP = ("+0",) * len(STEPS)
MAY_GROW_KB = 8 * 1024
"""SQLite's caches and Python's arenas fill within the first payments; hours listed by a scheduler are gigabytes."""
CODE_S = range(280, 301)
BY_THE_WALL = "tests.rigs.wall_clock_agent"


@dataclass
class Tally:
    payments: int = 0
    grown_kb: int = 0
    wrong: list[str] = field(default_factory=list)


def run(scale: float, seed: int) -> Result:
    rounds = max(1, int(FULL_ROUNDS * scale))
    product = _trial(rounds, PRODUCT, STEPS)
    positive = _trial(1, PRODUCT, NO_STEP)
    negative = _trial(1, BY_THE_WALL, STEPS)
    return Result(
        product_held=not product.wrong,
        figure=f"{product.payments} payments with the clock set in their midst: {len(product.wrong)} noticed, "
        f"{product.grown_kb} KB of memory more at the end",
        positive_held=not positive.wrong,
        negative_broke=bool(negative.wrong),
        details=(*product.wrong[:5], *positive.wrong[:5]),
        counts={"payments": product.payments, "wrong": len(product.wrong), "grown_kb": product.grown_kb},
    )


def _trial(rounds: int, program: str, steps: tuple[str, ...]) -> Tally:
    tally = Tally()
    folder = Path(tempfile.mkdtemp(prefix="clock-step-"))
    try:
        with terminal(folder, program) as here:
            _pay(here, tally, "+0")  # what every first payment loads
            before = here.memory_kb()
            for _ in range(rounds):
                for step in steps:
                    _pay(here, tally, step)
                requests.post(f"{here.url}/test/bills/again", timeout=5)
            tally.grown_kb = max(0, here.memory_kb() - before)
            if tally.grown_kb > MAY_GROW_KB:
                tally.wrong.append(f"the agent grew by {tally.grown_kb} KB")
    finally:
        shutil.rmtree(folder)
    return tally


def _pay(here: PayingTerminal, tally: Tally, step: str) -> None:
    """The clock is set when the code is shown, and back to right when it is paid."""
    tally.payments += 1
    try:
        session, bills = here.somebody(tally.payments % 40)
        payment_id = here.pay(session, bills, 1)
        here.until(payment_id, PaymentState.CODE_SHOWN)
        _set(here, step)
        time.sleep(1.5)  # the agent's watch looks each second, and the platform is asked each 0.2 s
        shown = here.kiosk.send(calls.payment(payment_id))
        if shown.state is not PaymentState.CODE_SHOWN or shown.code_left_s not in CODE_S:
            tally.wrong.append(f"{step}: {shown.state}, {shown.code_left_s} s left")
            return
        here.phone(payment_id)
        here.until(payment_id, PaymentState.SUCCEEDED)
        _set(here, "+0")
        here.until_slip(payment_id, ReceiptState.PRINTED)
    except (AssertionError, AgentUnreachable, Refused) as error:
        tally.wrong.append(f"{step}: {type(error).__name__} {error}")
    finally:
        _set(here, "+0")


def _set(here: PayingTerminal, step: str) -> None:
    (here.folder / "clock").write_text(step, encoding="ascii")
