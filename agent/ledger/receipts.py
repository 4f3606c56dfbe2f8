# SPDX-License-Identifier: Apache-2.0
"""Receipts as rows. A number is given once and never taken back: an unprinted slip keeps its row."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from agent.ledger import Transaction, entries
from agent.ledger.chain import Kind
from contract.local import ReceiptKind, ReceiptState


@dataclass(frozen=True)
class StoredReceipt:
    receipt_id: str
    receipt_no: int
    payment_id: str
    state: ReceiptState
    reprint: bool
    sent: bool
    """From the moment before the first byte: something of it may be on paper."""
    trouble: str | None
    device: str | None
    """The printer that it went to."""
    proof: str | None
    """How that printer has proved it."""
    changed_at: datetime
    kind: ReceiptKind = ReceiptKind.PAYMENT


def insert(
    tx: Transaction, receipt_id: str, payment_id: str, *, kind: ReceiptKind, reprint: bool, now: datetime
) -> StoredReceipt:
    tx.execute(
        "INSERT INTO receipt (receipt_id, receipt_no, payment_id, kind, state, reprint, created_at, changed_at)"
        " VALUES (?, (SELECT COALESCE(MAX(receipt_no), 0) + 1 FROM receipt), ?, ?, 'pending', ?, ?, ?)",
        (receipt_id, payment_id, kind, reprint, now.isoformat(), now.isoformat()),
    )
    entries.note(tx, Kind.RECEIPT, receipt_id, now)
    stored = find(tx, receipt_id)
    if stored is None:
        raise sqlite3.IntegrityError("the row just written is not there")
    return stored


def end(
    tx: Transaction,
    receipt_id: str,
    before: ReceiptState,
    state: ReceiptState,
    trouble: str | None,
    now: datetime,
    proof: str | None = None,
) -> bool:
    """False when it is no longer as `before`: another printer has begun it, or it has ended."""
    ended = bool(
        tx.execute(
            "UPDATE receipt SET state = ?, trouble = ?, proof = ?, changed_at = ? WHERE receipt_id = ? AND state = ?",
            (state, trouble, proof, now.isoformat(), receipt_id, before),
        ).rowcount
    )
    if ended:
        entries.note(tx, Kind.RECEIPT, receipt_id, now)
    return ended


def begin(tx: Transaction, receipt_id: str, now: datetime, device: str | None = None) -> bool:
    """From pending to printing, once: False when somebody else has begun or ended it."""
    begun = bool(
        tx.execute(
            "UPDATE receipt SET state = 'printing', sent = 1, trouble = NULL, device = ?, changed_at = ?"
            " WHERE receipt_id = ? AND state = 'pending'",
            (device, now.isoformat(), receipt_id),
        ).rowcount
    )
    if begun:
        entries.note(tx, Kind.RECEIPT, receipt_id, now)
    return begun


def find(tx: Transaction, receipt_id: str) -> StoredReceipt | None:
    row = tx.execute("SELECT * FROM receipt WHERE receipt_id = ?", (receipt_id,)).fetchone()
    return _stored(row) if row else None


def of_payment(tx: Transaction, payment_id: str) -> list[StoredReceipt]:
    rows = tx.execute("SELECT * FROM receipt WHERE payment_id = ? ORDER BY receipt_no", (payment_id,))
    return [_stored(row) for row in rows]


def numbers_missing(tx: Transaction) -> list[int]:
    """Numbers that were given and have no row. There is none, unless somebody took rows away."""
    rows = tx.execute(
        "WITH RECURSIVE given (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM given"
        " WHERE number < (SELECT MAX(receipt_no) FROM receipt))"
        " SELECT number FROM given WHERE (SELECT COUNT(*) FROM receipt) < (SELECT COALESCE(MAX(receipt_no), 0)"
        " FROM receipt) AND number NOT IN (SELECT receipt_no FROM receipt) LIMIT 100"
    )
    return [row["number"] for row in rows]


def in_state(tx: Transaction, state: ReceiptState) -> list[StoredReceipt]:
    return [_stored(row) for row in tx.execute("SELECT * FROM receipt WHERE state = ? ORDER BY receipt_no", (state,))]


def doubtful(tx: Transaction, since: datetime, most: int) -> list[StoredReceipt]:
    """Unknown since then, the newest first; but not where a later slip of the same payment was surely printed."""
    found = tx.execute(
        "SELECT * FROM receipt WHERE state = 'unknown' AND changed_at >= ? AND NOT EXISTS"
        " (SELECT 1 FROM receipt AS later WHERE later.payment_id = receipt.payment_id"
        "  AND later.receipt_no > receipt.receipt_no AND later.state = 'printed')"
        " ORDER BY receipt_no DESC LIMIT ?",
        (since.isoformat(), most),
    )
    return [_stored(row) for row in found]


def _stored(row: sqlite3.Row) -> StoredReceipt:
    return StoredReceipt(
        row["receipt_id"],
        row["receipt_no"],
        row["payment_id"],
        ReceiptState(row["state"]),
        bool(row["reprint"]),
        bool(row["sent"]),
        row["trouble"],
        row["device"],
        row["proof"],
        datetime.fromisoformat(row["changed_at"]),
        ReceiptKind(row["kind"]),
    )
