# SPDX-License-Identifier: Apache-2.0
"""pay-powercut: what the ledger has acknowledged is there after the power was cut.

A worker writes payments and slips into the real ledger on an ext4 file system, which is a file on XFS. What has
reached that file is what has reached the device: a copy of it that shares its blocks, made in a moment while the
worker goes on, is the device as a power cut leaves it. The copy is mounted, its journal replayed, its ledger opened as
after a start; every write acknowledged before the copy was made must be in it, and its chain must hold. What is
acknowledged is counted in memory outside the device, and read before the copy is made.

It says nothing of a device that loses what it has said to have written.

Positive control: lines in a file, each with an fsync. Negative control: the ledger without any.
"""

import mmap
import os
import random
import shutil
import signal
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.ledger import Ledger, entries, payments, receipts
from agent.ledger.payments import Payer, StoredPayment
from agent.payments.machine import Intent
from contract.local import PaymentLine, PaymentState, ReceiptKind, ReceiptState
from contract.platform import BillKind
from contract.text import Language, LocalText
from tests.rigs import loop_images
from tests.rigs.report import Result

FULL_CUTS = 1_000
CONTROL_CUTS = 20
LIFE_CUTS = 40
"""Cuts of one worker's life: a long ledger makes each look long."""
XFS_MB, EXT4_MB = 1024, 64


@dataclass
class Tally:
    cuts: int = 0
    acknowledged: int = 0
    lossy: int = 0
    """Cuts after which something acknowledged was gone."""
    lost: int = 0
    unreadable: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lossy or self.unreadable)


Write = Callable[[Path, "Count"], None]
"""Into this folder until it is killed."""
Read = Callable[[Path], int]
"""How many writes are there, in order and whole. Raises what it raises."""


def run(scale: float, seed: int) -> Result:
    if why := loop_images.why_not():
        return Result.not_run(why)
    cuts = max(CONTROL_CUTS, int(FULL_CUTS * scale))
    product = _trial(cuts, seed, _pay, _paid)
    positive = _trial(CONTROL_CUTS, seed, _append, _appended)
    negative = _trial(CONTROL_CUTS, seed, _pay_without_sync, _paid)
    return Result(
        product_held=product.clean and product.acknowledged > 0,
        figure=f"{product.cuts} power cuts, {product.acknowledged} acknowledged writes: {product.lost} lost, "
        f"{product.unreadable} ledgers unreadable",
        positive_held=positive.clean and positive.acknowledged > 0,
        negative_broke=not negative.clean,
        details=(*product.details[:5], *positive.details[:5]),
        counts={
            "cuts": product.cuts,
            "acknowledged": product.acknowledged,
            "lost": product.lost,
            "unreadable": product.unreadable,
        },
    )


def _trial(cuts: int, seed: int, write: Write, read: Read) -> Tally:
    choice, tally = random.Random(seed), Tally()
    folder = Path(tempfile.mkdtemp(prefix="pay-powercut-"))
    try:
        loop_images.make(folder / "outer.img", XFS_MB, *loop_images.XFS)
        with loop_images.mounted(folder / "outer.img", folder / "outer") as outer:
            while tally.cuts < cuts:
                _life(outer, choice, tally, min(LIFE_CUTS, cuts - tally.cuts), write, read)
    finally:
        shutil.rmtree(folder)
    return tally


def _life(outer: Path, choice: random.Random, tally: Tally, cuts: int, write: Write, read: Read) -> None:
    image = outer / f"device-{tally.cuts}.img"
    loop_images.make(image, EXT4_MB, *loop_images.EXT4)
    count = Count()
    with loop_images.mounted(image, outer / "live") as live:
        worker = _fork(write, live, count)
        try:
            for _ in range(cuts):
                time.sleep(choice.uniform(0.0, 0.05))
                known = count.value  # before the copy: what is acknowledged while it is made need not be in it
                cut = outer / f"cut-{tally.cuts}.img"
                loop_images.copy_at_once(image, cut)
                tally.cuts += 1
                _judge(outer, cut, known, read, tally)
                cut.unlink()
        finally:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
        tally.acknowledged += count.value
    image.unlink()


def _judge(outer: Path, cut: Path, known: int, read: Read, tally: Tally) -> None:
    with loop_images.mounted(cut, outer / cut.stem) as place:
        try:
            found = read(place)
        except Exception as error:
            tally.unreadable += known > 0
            if known:
                tally.details.append(f"{cut.stem}: {known} acknowledged, and now {type(error).__name__}: {error}")
            return
    if found < known:
        tally.lossy += 1
        tally.lost += known - found
        tally.details.append(f"{cut.stem}: {known} acknowledged, {found} there")


class Count:
    """Memory that no power cut of the device reaches."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)

    @property
    def value(self) -> int:
        return int.from_bytes(self._memory[:8], "little")

    def one_more(self) -> None:
        self._memory[:8] = (self.value + 1).to_bytes(8, "little")


def _fork(write: Write, place: Path, count: Count) -> int:
    child = os.fork()
    if child:
        return child
    try:
        write(place, count)
    finally:
        os._exit(1)


# ---- the product, and the same without a sync


def _pay(place: Path, count: Count) -> None:
    _pay_into(Ledger(place), count)


def _pay_without_sync(place: Path, count: Count) -> None:
    ledger = Ledger(place)
    ledger._connection.execute("PRAGMA synchronous = OFF")
    _pay_into(ledger, count)


def _pay_into(ledger: Ledger, count: Count) -> None:
    number = 0
    while True:
        number += 1
        now = datetime.now(UTC)
        intent = Intent(f"{number:032x}", 100, ("W1",), now, now + timedelta(minutes=5))
        line = PaymentLine(kind=BillKind.WATER, period=LocalText(zh="2026年10月"), total_fen=100)
        with ledger.transaction() as tx:
            stored = StoredPayment(intent, "-", (line,), True, Language.ZH)
            payments.insert(tx, stored, Payer("张**", "330***********0036"), now.date())
        count.one_more()
        receipt_id = uuid.uuid4().hex
        paid = Intent(**{**vars(intent), "state": PaymentState.SUCCEEDED, "paid_at": now})
        with ledger.transaction() as tx:
            payments.update(tx, paid, now)
            receipts.insert(tx, receipt_id, paid.payment_id, kind=ReceiptKind.PAYMENT, reprint=False, now=now)
        count.one_more()
        with ledger.transaction() as tx:
            receipts.begin(tx, receipt_id, now, "printer")
        count.one_more()
        with ledger.transaction() as tx:
            receipts.end(tx, receipt_id, ReceiptState.PRINTING, ReceiptState.PRINTED, None, now, "processId")
        count.one_more()


def _paid(place: Path) -> int:
    """Writes in order: each payment has all of its steps before the next begins."""
    ledger = Ledger(place)
    try:
        with ledger.reading() as tx:
            if (word := tx.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise sqlite3.DatabaseError(word)
            if faults := entries.faults(tx):
                raise sqlite3.DatabaseError(str(faults[0]))
            made = [row["state"] for row in tx.execute("SELECT state FROM payment ORDER BY payment_id")]
            slips = [row["state"] for row in tx.execute("SELECT state FROM receipt ORDER BY receipt_no")]
    finally:
        ledger.close()
    told = {"pending": 0, "printing": 1, "printed": 2}
    return len(made) + made.count("succeeded") + sum(told[state] for state in slips)


# ---- the known-good method


def _append(place: Path, count: Count) -> None:
    with (place / "lines").open("ab", buffering=0) as file:
        folder = os.open(place, os.O_RDONLY)
        os.fsync(folder)
        while True:
            file.write(b"one more\n")
            os.fsync(file.fileno())
            count.one_more()


def _appended(place: Path) -> int:
    return (place / "lines").read_bytes().count(b"one more\n")
