# SPDX-License-Identifier: Apache-2.0
"""The days that were matched, as rows."""

import sqlite3
from datetime import date, datetime

from agent.ledger import Transaction
from contract.document import decode, encode
from contract.reconciliation import DayMatch


def put(tx: Transaction, found: DayMatch, now: datetime) -> None:
    tx.execute(
        "INSERT INTO reconciliation (day, result, changed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (day) DO UPDATE SET result = excluded.result, changed_at = excluded.changed_at",
        (found.day.isoformat(), encode(found).decode(), now.isoformat()),
    )


def find(tx: Transaction, day: date) -> DayMatch | None:
    row = tx.execute("SELECT * FROM reconciliation WHERE day = ?", (day.isoformat(),)).fetchone()
    return _match(row) if row else None


def since(tx: Transaction, day: date) -> list[DayMatch]:
    """The newest first."""
    rows = tx.execute("SELECT * FROM reconciliation WHERE day >= ? ORDER BY day DESC", (day.isoformat(),))
    return [_match(row) for row in rows]


def waiting_before(tx: Transaction, day: date) -> list[date]:
    rows = tx.execute(
        "SELECT day FROM reconciliation WHERE day < ? AND json_extract(result, '$.state') = 'waiting'",
        (day.isoformat(),),
    )
    return [date.fromisoformat(row["day"]) for row in rows]


def reported(tx: Transaction, day: date) -> str:
    """The digest of what the platform was last told of that day; empty when it was told nothing."""
    row = tx.execute("SELECT reported FROM reconciliation WHERE day = ?", (day.isoformat(),)).fetchone()
    return str(row["reported"]) if row else ""


def mark_reported(tx: Transaction, day: date, digest: str) -> None:
    tx.execute("UPDATE reconciliation SET reported = ? WHERE day = ?", (digest, day.isoformat()))


def _match(row: sqlite3.Row) -> DayMatch:
    return decode(row["result"], DayMatch)
