# SPDX-License-Identifier: Apache-2.0
"""Records for the platform: written in the transaction that makes them true, delivered until acknowledged."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from agent.ledger import Transaction
from contract.document import decode, encode
from contract.platform import Record, RecordKind

Body = Mapping[str, str | int | bool | None]


def add(tx: Transaction, kind: RecordKind, body: Body, now: datetime) -> None:
    tx.execute(
        "INSERT INTO record (record_id, kind, at, body) VALUES (?, ?, ?, ?)",
        (uuid.uuid4().hex, kind, now.isoformat(), encode(dict(body)).decode()),
    )


def waiting(tx: Transaction, limit: int) -> list[Record]:
    rows = tx.execute(
        "SELECT * FROM record WHERE delivered_at IS NULL AND refused IS NULL ORDER BY sequence LIMIT ?", (limit,)
    )
    return [
        Record(
            record_id=row["record_id"],
            sequence=row["sequence"],
            kind=RecordKind(row["kind"]),
            at=datetime.fromisoformat(row["at"]),
            body=decode(row["body"], dict[str, str | int | bool | None]),
        )
        for row in rows
    ]


def park(tx: Transaction, record_id: str, why: str) -> None:
    tx.execute("UPDATE record SET refused = ? WHERE record_id = ?", (why, record_id))


def delete_delivered(tx: Transaction, before: datetime) -> int:
    return tx.execute("DELETE FROM record WHERE delivered_at < ?", (before.isoformat(),)).rowcount


def acknowledge(tx: Transaction, record_ids: Iterable[str], now: datetime) -> None:
    tx.executemany(
        "UPDATE record SET delivered_at = ? WHERE record_id = ? AND delivered_at IS NULL",
        [(now.isoformat(), record_id) for record_id in record_ids],
    )
