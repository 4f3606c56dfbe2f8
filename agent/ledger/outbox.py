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


def add_once(tx: Transaction, kind: RecordKind, record_id: str, body: Body, at: datetime) -> None:
    """Under an id that somebody else has made: what is told twice is kept once, also when it was delivered since."""
    tx.execute(
        "INSERT INTO record (record_id, kind, at, body) VALUES (?, ?, ?, ?) ON CONFLICT (record_id) DO NOTHING",
        (record_id, kind, at.isoformat(), encode(dict(body)).decode()),
    )


def drop_oldest(tx: Transaction, kind: RecordKind, most: int) -> int:
    """Leaves at most so many that were not delivered; says how many went."""
    (count,) = tx.execute(
        "SELECT COUNT(*) FROM record WHERE kind = ? AND delivered_at IS NULL", (kind,)
    ).fetchone()  # fmt: skip
    if count <= most:
        return 0
    return tx.execute(
        "DELETE FROM record WHERE sequence IN"
        " (SELECT sequence FROM record WHERE kind = ? AND delivered_at IS NULL ORDER BY sequence LIMIT ?)",
        (kind, count - most),
    ).rowcount


def waiting(tx: Transaction, limit: int) -> list[Record]:
    """The oldest first; play records, of which there may be very many, only when nothing else waits."""
    return _waiting(tx, "kind <> 'play'", limit) or _waiting(tx, "kind = 'play'", limit)


def _waiting(tx: Transaction, which: str, limit: int) -> list[Record]:
    rows = tx.execute(
        f"SELECT * FROM record WHERE {which} AND delivered_at IS NULL AND refused IS NULL"  # noqa: S608 -- ours
        " ORDER BY sequence LIMIT ?",
        (limit,),
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


def undelivered(tx: Transaction) -> dict[str, bool]:
    """The order numbers of which the platform has not taken every record of payment and slip yet; True where it has
    refused one."""
    rows = tx.execute("SELECT body, refused FROM record WHERE kind IN ('payment', 'receipt') AND delivered_at IS NULL")
    orders: dict[str, bool] = {}
    for row in rows:
        order_no = str(decode(row["body"], dict[str, str | int | bool | None])["order_no"])
        orders[order_no] = orders.get(order_no, False) or row["refused"] is not None
    return orders


def park(tx: Transaction, record_id: str, why: str) -> None:
    tx.execute("UPDATE record SET refused = ? WHERE record_id = ?", (why, record_id))


def delete_delivered(tx: Transaction, before: datetime, kind: RecordKind | None = None) -> int:
    """Of one kind, or of all."""
    return tx.execute(
        "DELETE FROM record WHERE delivered_at < ? AND (? IS NULL OR kind = ?)", (before.isoformat(), kind, kind)
    ).rowcount


def acknowledge(tx: Transaction, record_ids: Iterable[str], now: datetime) -> None:
    tx.executemany(
        "UPDATE record SET delivered_at = ? WHERE record_id = ? AND delivered_at IS NULL",
        [(now.isoformat(), record_id) for record_id in record_ids],
    )
