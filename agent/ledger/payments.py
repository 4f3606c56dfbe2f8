# SPDX-License-Identifier: Apache-2.0
"""Payments and their payers, as rows."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.ledger import Transaction, chain, entries
from agent.ledger.chain import Kind
from agent.payments.machine import Intent
from contract.document import decode, encode
from contract.local import PaymentLine, PaymentState
from contract.payment_code import Channel
from contract.platform import PayWay
from contract.text import Language

UNCONFIRMED_KEPT = timedelta(days=365)
"""How much longer a payer is kept while payment and settlement disagree."""


@dataclass(frozen=True)
class Payer:
    """What the ledger keeps of a person."""

    name: str
    id_number: str


@dataclass(frozen=True)
class StoredPayment:
    intent: Intent
    digest: str
    lines: tuple[PaymentLine, ...]
    with_slip: bool
    language: Language


def insert(tx: Transaction, stored: StoredPayment, payer: Payer | None, delete_on: date) -> None:
    """`payer` is None when nobody said who pays. Raises sqlite3.IntegrityError when the id is taken."""
    intent = stored.intent
    tx.execute(
        "INSERT INTO payment (payment_id, digest, state, amount_fen, basket, with_slip, language, way,"
        " created_at, valid_until, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            intent.payment_id,
            stored.digest,
            intent.state,
            intent.amount_fen,
            encode((intent.bill_nos, stored.lines)).decode(),
            stored.with_slip,
            stored.language,
            intent.way,
            intent.created_at.isoformat(),
            intent.valid_until.isoformat(),
            intent.created_at.isoformat(),
        ),
    )
    personal = chain.NO_PERSON
    if payer is not None:
        salt = entries.new_salt()
        personal = chain.personal_digests(salt, {"name": payer.name, "id_number": payer.id_number})
        tx.execute(
            "INSERT INTO payer (payment_id, name, id_number, delete_on, salt) VALUES (?, ?, ?, ?, ?)",
            (intent.payment_id, payer.name, payer.id_number, delete_on.isoformat(), salt.hex()),
        )
    entries.note(tx, Kind.PAYMENT, intent.payment_id, intent.created_at, personal)


def update(tx: Transaction, intent: Intent, now: datetime) -> None:
    tx.execute(
        "UPDATE payment SET state = ?, close_wanted = ?, close_answered = ?, code_url = ?, paid_at = ?, channel = ?,"
        " transaction_no = ?, verify_url = ?, trouble = ?, changed_at = ? WHERE payment_id = ?",
        (
            intent.state,
            intent.close_wanted,
            intent.close_answered,
            intent.code_url,
            intent.paid_at.isoformat() if intent.paid_at else None,
            intent.channel,
            intent.transaction_no,
            intent.verify_url,
            intent.trouble,
            now.isoformat(),
            intent.payment_id,
        ),
    )
    entries.note(tx, Kind.PAYMENT, intent.payment_id, now)


def find(tx: Transaction, payment_id: str) -> StoredPayment | None:
    row = tx.execute("SELECT * FROM payment WHERE payment_id = ?", (payment_id,)).fetchone()
    return _stored(row) if row else None


def in_states(tx: Transaction, states: Iterable[PaymentState]) -> list[StoredPayment]:
    """Newest first."""
    wanted = tuple(states)
    marks = ",".join("?" * len(wanted))
    rows = tx.execute(f"SELECT * FROM payment WHERE state IN ({marks}) ORDER BY created_at DESC", wanted)  # noqa: S608
    return [_stored(row) for row in rows]


def newest(tx: Transaction, most: int) -> list[StoredPayment]:
    """By the order in which they were written: the clock may have been set between them."""
    return [_stored(row) for row in tx.execute("SELECT * FROM payment ORDER BY rowid DESC LIMIT ?", (most,))]


def valid_after(tx: Transaction, moment: datetime) -> list[StoredPayment]:
    """Payments whose code runs or ran out later than `moment`, newest first."""
    rows = tx.execute(
        "SELECT * FROM payment WHERE valid_until > ? ORDER BY created_at DESC LIMIT 20", (moment.isoformat(),)
    )
    return [_stored(row) for row in rows]


def with_verify_url(tx: Transaction, address: str) -> list[StoredPayment]:
    return [_stored(row) for row in tx.execute("SELECT * FROM payment WHERE verify_url = ? LIMIT 5", (address,))]


def with_reference(tx: Transaction, first: str) -> list[StoredPayment]:
    """Those whose order number begins so (digits and a to f alone), newest first; few at most."""
    rows = tx.execute(
        "SELECT * FROM payment WHERE payment_id >= ? AND payment_id < ? ORDER BY created_at DESC LIMIT 5",
        (first, first + "g"),
    )
    return [_stored(row) for row in rows]


def payer_of(tx: Transaction, payment_id: str) -> Payer | None:
    row = tx.execute("SELECT * FROM payer WHERE payment_id = ?", (payment_id,)).fetchone()
    return Payer(row["name"], row["id_number"]) if row else None


def on_days(tx: Transaction, since: datetime, until: datetime) -> list[StoredPayment]:
    """Made or paid from `since` (included) to `until` (not), the oldest first."""
    span = (since.astimezone(UTC).isoformat(), until.astimezone(UTC).isoformat())
    rows = tx.execute(
        "SELECT * FROM payment WHERE (created_at >= ? AND created_at < ?)"
        " OR (datetime(paid_at) >= datetime(?) AND datetime(paid_at) < datetime(?)) ORDER BY created_at",
        (*span, *span),
    )
    return [_stored(row) for row in rows]


def first_day(tx: Transaction) -> datetime | None:
    """When the oldest payment was made."""
    (found,) = tx.execute("SELECT MIN(created_at) FROM payment").fetchone()
    return datetime.fromisoformat(found) if found else None


def reconciled(tx: Transaction, payment_ids: Iterable[str]) -> set[str]:
    """Those of them that a settlement has confirmed."""
    wanted = tuple(payment_ids)
    marks = ",".join("?" * len(wanted))
    rows = tx.execute(f"SELECT payment_id FROM payment WHERE reconciled = 1 AND payment_id IN ({marks})", wanted)  # noqa: S608
    return {row["payment_id"] for row in rows}


def mark_reconciled(tx: Transaction, payment_ids: Iterable[str], *, agreed: bool) -> None:
    """A later settlement may take the word back."""
    tx.executemany("UPDATE payment SET reconciled = ? WHERE payment_id = ?", [(agreed, one) for one in payment_ids])


def delete_payers(tx: Transaction, today: date) -> int:
    """Forgets the payers whose time is over: of payments that are decided, and confirmed by a settlement; or which no
    settlement has confirmed for so long after their time that none will."""
    return tx.execute(
        "DELETE FROM payer WHERE delete_on <= ? AND payment_id IN"
        " (SELECT payment_id FROM payment WHERE state IN ('succeeded', 'closed', 'refunded')"
        "  AND (reconciled = 1 OR delete_on <= ?))",
        (today.isoformat(), (today - UNCONFIRMED_KEPT).isoformat()),
    ).rowcount


def _stored(row: sqlite3.Row) -> StoredPayment:
    bill_nos, lines = decode(row["basket"], tuple[tuple[str, ...], tuple[PaymentLine, ...]])
    intent = Intent(
        payment_id=row["payment_id"],
        amount_fen=row["amount_fen"],
        bill_nos=bill_nos,
        created_at=datetime.fromisoformat(row["created_at"]),
        valid_until=datetime.fromisoformat(row["valid_until"]),
        state=PaymentState(row["state"]),
        close_wanted=bool(row["close_wanted"]),
        close_answered=bool(row["close_answered"]),
        way=PayWay(row["way"]),
        code_url=row["code_url"],
        verify_url=row["verify_url"],
        paid_at=datetime.fromisoformat(row["paid_at"]) if row["paid_at"] else None,
        channel=Channel(row["channel"]) if row["channel"] else None,
        transaction_no=row["transaction_no"],
        trouble=row["trouble"],
    )
    return StoredPayment(intent, row["digest"], lines, bool(row["with_slip"]), Language(row["language"]))
