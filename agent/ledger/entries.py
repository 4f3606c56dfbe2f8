# SPDX-License-Identifier: Apache-2.0
"""The chain's entries as rows, and what each says of a payment or a receipt."""

import secrets
import sqlite3
from datetime import datetime

from agent.ledger import chain
from agent.ledger.chain import NO_PERSON, ORIGIN, Entry, Fault, Kind
from contract.document import canonical

SALT_BYTES = 32

COLUMNS = {
    Kind.PAYMENT: (
        "payment_id", "state", "amount_fen", "basket", "with_slip", "way", "created_at", "valid_until", "paid_at",
        "channel", "transaction_no", "verify_url", "trouble",
    ),
    Kind.RECEIPT: (
        "receipt_id", "receipt_no", "payment_id", "kind", "state", "reprint", "sent", "trouble", "device", "proof",
        "created_at",
    ),
}  # fmt: skip
"""What an entry says of a row. All else in it may change without one."""


def note(tx: sqlite3.Connection, kind: Kind, subject: str, at: datetime, personal: str = NO_PERSON) -> None:
    """To be called after each change of the row; nothing is added when it has changed nothing that an entry tells."""
    content = _content(kind, _row(tx, kind, subject))
    newest = tx.execute(
        "SELECT content FROM entry WHERE subject = ? AND kind = ? ORDER BY sequence DESC LIMIT 1", (subject, kind)
    ).fetchone()
    if newest is not None and newest["content"] == content:
        return
    _append(tx, kind, subject, content, personal, at.isoformat())


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def take_up(tx: sqlite3.Connection) -> None:
    """A ledger from before the chain: its rows as they are now are where the chain begins."""
    if tx.execute("SELECT 1 FROM entry LIMIT 1").fetchone() is not None:
        return
    for kind in Kind:
        for row in tx.execute(f"SELECT * FROM {kind} ORDER BY created_at").fetchall():  # noqa: S608 -- ours
            _append(tx, kind, row[COLUMNS[kind][0]], _content(kind, row), NO_PERSON, row["changed_at"])


def head(tx: sqlite3.Connection) -> Entry | None:
    row = tx.execute("SELECT * FROM entry ORDER BY sequence DESC LIMIT 1").fetchone()
    return Entry(**row) if row else None


def entries(tx: sqlite3.Connection) -> list[Entry]:
    return [Entry(**row) for row in tx.execute("SELECT * FROM entry ORDER BY sequence")]


def faults(tx: sqlite3.Connection, told_head: str | None = None) -> list[Fault]:
    """All that is not as the chain says, over the whole ledger as `tx` sees it."""
    every = entries(tx)
    if broken := chain.broken_links(every):
        return broken
    rows = {
        (str(kind), row[COLUMNS[kind][0]]): _content(kind, row)
        for kind in Kind
        for row in tx.execute(f"SELECT * FROM {kind}")  # noqa: S608 -- ours
    }
    payers = {
        row["payment_id"]: chain.personal_digests(
            bytes.fromhex(row["salt"]), {"name": row["name"], "id_number": row["id_number"]}
        )
        for row in tx.execute("SELECT * FROM payer WHERE salt IS NOT NULL")
    }
    found = chain.strange_rows(every, rows) + chain.strange_payers(every, payers)
    return found + (chain.strange_head(every, told_head) if told_head else [])


def _append(tx: sqlite3.Connection, kind: Kind, subject: str, content: str, personal: str, at: str) -> None:
    newest = head(tx)
    sequence, previous = (newest.sequence + 1, newest.hash) if newest else (1, ORIGIN)
    said = chain.link(previous, sequence, at, kind, subject, content, personal)
    tx.execute(
        "INSERT INTO entry (sequence, at, kind, subject, content, personal, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (sequence, at, kind, subject, content, personal, previous, said),
    )


def _row(tx: sqlite3.Connection, kind: Kind, subject: str) -> sqlite3.Row:
    row: sqlite3.Row | None = tx.execute(
        f"SELECT * FROM {kind} WHERE {COLUMNS[kind][0]} = ?",  # noqa: S608 -- ours
        (subject,),
    ).fetchone()
    if row is None:
        raise sqlite3.IntegrityError("an entry about a row that is not there")
    return row


def _content(kind: Kind, row: sqlite3.Row) -> str:
    return canonical({name: row[name] for name in COLUMNS[kind]}).decode()
