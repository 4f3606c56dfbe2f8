# SPDX-License-Identifier: Apache-2.0
"""The table of a payment's life, read off the machine itself: `python -m agent.payments.table [--check]`.

Every kind of happening is put to an intent in every state, and what came out is written into docs/payments.md
between two marks. So the table cannot say what the machine does not do.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.payments.machine import (
    AnswerLost,
    CloseWanted,
    Happening,
    Intent,
    OrderMissing,
    OrderRefused,
    OrderSeen,
    Restarted,
    due,
    step,
)
from contract.local import PaymentState
from contract.platform import Order, OrderState, PayWay

PAGE = Path(__file__).parents[2] / "docs" / "payments.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"
START = datetime(2026, 1, 1, tzinfo=UTC)
RUNNING, OVER = START + timedelta(seconds=1), START + timedelta(minutes=6)
CODE = "https://pay.example/1"

ROWS: tuple[tuple[str, Happening | OrderState], ...] = (
    ("platform: pending", OrderState.PENDING),
    ("platform: paid", OrderState.PAID),
    ("platform: closed", OrderState.CLOSED),
    ("platform: refund due", OrderState.REFUND_DUE),
    ("platform: refunded", OrderState.REFUNDED),
    ("platform: no such order", OrderMissing()),
    ("platform: order refused", OrderRefused("no")),
    ("no usable answer", AnswerLost("timeout")),
    ("the resident turns back", CloseWanted()),
    ("the agent starts again", Restarted()),
)


def intents(state: PaymentState) -> Iterator[Intent]:
    """In that state, in each way to pay, and, when it closes, before and after the platform said so."""
    for way in PayWay:
        for answered in (False, True) if state is PaymentState.CLOSING else (False,):
            yield Intent(
                payment_id="0" * 32,
                amount_fen=100,
                bill_nos=("W1",),
                created_at=START,
                valid_until=START + timedelta(minutes=5),
                state=state,
                close_answered=answered,
                way=way,
                code_url=CODE if way is PayWay.SHOWN and state is not PaymentState.CREATED else None,
            )


def happening(what: Happening | OrderState, intent: Intent) -> Happening:
    if not isinstance(what, OrderState):
        return what
    return OrderSeen(
        Order(
            order_no=intent.payment_id,
            state=what,
            amount_fen=intent.amount_fen,
            bill_nos=intent.bill_nos,
            way=intent.way,
            code_url=CODE if intent.way is PayWay.SHOWN else None,
            valid_until=intent.valid_until,
        )
    )


def after(state: PaymentState, what: Happening | OrderState) -> list[PaymentState]:
    """Every state that it can lead to, within the time of the code and after it."""
    found = {step(intent, happening(what, intent), now).state for intent in intents(state) for now in (RUNNING, OVER)}
    return [other for other in PaymentState if other in found]


def asked(state: PaymentState) -> str:
    actions = {due(replace(intent), now) for intent in intents(state) for now in (RUNNING, OVER)} - {None}
    return ", ".join(sorted(str(action) for action in actions)) or "nothing"


def table() -> str:
    states = tuple(PaymentState)
    lines = ["| | " + " | ".join(f"`{state}`" for state in states) + " |", "|---" * (len(states) + 1) + "|"]
    lines.append("| **asked of the platform** | " + " | ".join(asked(state) for state in states) + " |")
    for title, what in ROWS:
        cells = (after(state, what) for state in states)
        shown = (
            "·" if cell == [state] else " or ".join(f"`{other}`" for other in cell)
            for state, cell in zip(states, cells, strict=True)
        )
        lines.append(f"| {title} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def page(text: str) -> str:
    """With the table of today. Raises ValueError when the marks are missing."""
    before, mark, rest = text.partition(BEGIN)
    _, end, behind = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{PAGE.name} lacks the marks of the table")
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{behind}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m agent.payments.table", description="Put the table into the docs.")
    parser.add_argument("--check", action="store_true", help="only say whether it is the table of today")
    text = PAGE.read_text(encoding="utf-8")
    wanted = page(text)
    if parser.parse_args().check:
        if wanted != text:
            print(f"{PAGE.name} is not of today: run python -m agent.payments.table", file=sys.stderr)
        return int(wanted != text)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
