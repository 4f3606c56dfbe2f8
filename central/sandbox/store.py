# SPDX-License-Identifier: Apache-2.0
"""Orders, idempotency keys and records in SQLite: one connection, one transaction at a time."""

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

import msgspec

from central.sandbox.errors import PlatformError
from central.sandbox.orders import KeptOrder
from contract.document import decode, encode
from contract.platform import Bill, Record

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    order_no TEXT PRIMARY KEY, terminal_no TEXT NOT NULL, state TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    digest TEXT NOT NULL, code TEXT NOT NULL, made_at TEXT, valid_until TEXT, paid_at TEXT, channel TEXT,
    transaction_no TEXT, refunded_at TEXT, way TEXT NOT NULL, payer_digest TEXT NOT NULL, told_at TEXT,
    reverse_wanted INTEGER NOT NULL, refused TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_code ON orders (code);
CREATE TABLE IF NOT EXISTS order_bills (
    order_no TEXT NOT NULL REFERENCES orders, place INTEGER NOT NULL, bill_no TEXT NOT NULL,
    PRIMARY KEY (order_no, place)
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_bill ON order_bills (bill_no);
CREATE TABLE IF NOT EXISTS idempotency_keys (
    terminal_no TEXT NOT NULL, key TEXT NOT NULL, order_no TEXT NOT NULL, PRIMARY KEY (terminal_no, key)
) STRICT;
CREATE TABLE IF NOT EXISTS records (
    terminal_no TEXT NOT NULL, record_id TEXT NOT NULL, document BLOB NOT NULL, PRIMARY KEY (terminal_no, record_id)
) STRICT;
CREATE TABLE IF NOT EXISTS later_bills (
    bill_no TEXT PRIMARY KEY, first_no TEXT NOT NULL, document BLOB NOT NULL
) STRICT;
"""
COLUMNS = [field.name for field in fields(KeptOrder) if field.name != "bill_nos"]


class Store:
    def __init__(self, database: str) -> None:
        """`database` is a file, or `:memory:`."""
        self._lock = threading.Lock()
        self._db = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything below is called inside of one. What was saved is durable when it ends, also when it ends with a
        refusal: what looking at the clock changed stays changed."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except PlatformError:
                self._db.execute("COMMIT")
                raise
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def order(self, order_no: str) -> KeptOrder | None:
        return self._one("order_no = ?", order_no)

    def order_with_code(self, code: str) -> KeptOrder | None:
        return self._one("code = ? AND code <> ''", code)

    def orders(self) -> list[KeptOrder]:
        return self._orders("TRUE ORDER BY made_at, order_no")

    def holding(self, bill_nos: Collection[str]) -> list[KeptOrder]:
        marks = ",".join("?" * len(bill_nos))
        return self._orders(
            f"order_no IN (SELECT order_no FROM order_bills WHERE bill_no IN ({marks}))",  # noqa: S608 - only marks
            *bill_nos,
        )

    def save(self, order: KeptOrder) -> None:
        row = msgspec.to_builtins(order)
        updates = ",".join(f"{column} = excluded.{column}" for column in COLUMNS)
        self._db.execute(
            f"INSERT INTO orders ({','.join(COLUMNS)}) VALUES ({','.join('?' * len(COLUMNS))})"  # noqa: S608 - our names
            f" ON CONFLICT (order_no) DO UPDATE SET {updates}",
            [row[column] for column in COLUMNS],
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO order_bills VALUES (?, ?, ?)",
            [(order.order_no, place, bill_no) for place, bill_no in enumerate(order.bill_nos)],
        )

    def order_no_of_key(self, terminal_no: str, key: str) -> str | None:
        found = self._db.execute(
            "SELECT order_no FROM idempotency_keys WHERE terminal_no = ? AND key = ?", (terminal_no, key)
        ).fetchone()
        return found["order_no"] if found else None

    def bind_key(self, terminal_no: str, key: str, order_no: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO idempotency_keys VALUES (?, ?, ?)", (terminal_no, key, order_no))

    def add_records(self, terminal_no: str, records: Iterable[Record]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO records VALUES (?, ?, ?)",
            [(terminal_no, record.record_id, encode(record)) for record in records],
        )

    def records(self) -> tuple[Record, ...]:
        rows = self._db.execute("SELECT document FROM records ORDER BY rowid")
        return tuple(decode(row["document"], Record) for row in rows)

    def add_later_bill(self, first_no: str, bill: Bill) -> None:
        self._db.execute("INSERT INTO later_bills VALUES (?, ?, ?)", (bill.bill_no, first_no, encode(bill)))

    def later_bills(self) -> dict[str, list[Bill]]:
        """Those that were made after a paid one, by the first of their line, in their order."""
        lines: dict[str, list[Bill]] = {}
        for row in self._db.execute("SELECT first_no, document FROM later_bills ORDER BY rowid"):
            lines.setdefault(row["first_no"], []).append(decode(row["document"], Bill))
        return lines

    def clear(self) -> None:
        for table in ("later_bills", "order_bills", "orders", "idempotency_keys", "records"):
            self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - named above

    def _one(self, condition: str, value: str) -> KeptOrder | None:
        return next(iter(self._orders(condition, value)), None)

    def _orders(self, condition: str, *values: str) -> list[KeptOrder]:
        rows = self._db.execute(f"SELECT * FROM orders WHERE {condition}", values).fetchall()  # noqa: S608 - literals
        return [self._kept(row) for row in rows]

    def _kept(self, row: sqlite3.Row) -> KeptOrder:
        bills = self._db.execute(
            "SELECT bill_no FROM order_bills WHERE order_no = ? ORDER BY place", (row["order_no"],)
        )
        columns: dict[str, Any] = {**dict(row), "reverse_wanted": bool(row["reverse_wanted"])}
        return msgspec.convert({**columns, "bill_nos": [bill["bill_no"] for bill in bills]}, KeptOrder)
