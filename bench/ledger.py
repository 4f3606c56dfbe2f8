# SPDX-License-Identifier: Apache-2.0
"""A durable payment intent against one fsync of as many bytes, in turn, on the same disk."""

import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.ledger import Ledger, payments
from agent.ledger.payments import Payer, StoredPayment
from agent.payments.machine import Intent
from bench.figure import Figure
from contract.local import PaymentLine
from contract.platform import BillKind
from contract.text import Language, LocalText

ROUNDS = 400
BYTES = 8 * 1024
"""What one such commit appends to the write-ahead log: two pages."""


def measure() -> Iterator[Figure]:
    # The build tree's disk, not /tmp, which may be memory.
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        ledger = Ledger(Path(folder))
        commits, syncs = [], []
        with (Path(folder) / "plain").open("wb") as plain:
            for _ in range(ROUNDS):
                commits.append(_commit(ledger))
                syncs.append(_sync(plain.fileno()))
        ledger.close()
    yield Figure(
        "ledger: one durable intent",
        statistics.median(commits) * 1000,
        "ms",
        f"one fsync of {BYTES // 1024} KiB, same disk, in turn",
        statistics.median(syncs) * 1000,
    )


def _commit(ledger: Ledger) -> float:
    now = datetime.now(UTC)
    intent = Intent(
        payment_id=uuid.uuid4().hex,
        amount_fen=28640,
        bill_nos=("W202610000101", "E202610000101"),
        created_at=now,
        valid_until=now + timedelta(minutes=5),
    )
    line = PaymentLine(kind=BillKind.WATER, period=LocalText(zh="2026年10月", en="October 2026"), total_fen=14320)
    stored = StoredPayment(intent, "digest", (line, line), True, Language.ZH)
    started = time.perf_counter()
    with ledger.transaction() as tx:
        payments.insert(tx, stored, Payer("张**", "330***********0036"), now.date())
    return time.perf_counter() - started


def _sync(descriptor: int) -> float:
    block = os.urandom(BYTES)
    started = time.perf_counter()
    os.write(descriptor, block)
    os.fsync(descriptor)
    return time.perf_counter() - started
