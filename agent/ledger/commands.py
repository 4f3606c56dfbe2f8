# SPDX-License-Identifier: Apache-2.0
"""The command journal: ids, keyed contents and outcomes. Results are personal and never stand here."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from agent.ledger import Transaction
from contract.local import CommandState, Outcome

HARMLESS = ("read_identity", "scan_code", "test_card", "test_scan", "test_chip", "test_page")
"""Cut short they have done nothing. Of any other command nobody knows."""


@dataclass(frozen=True)
class StoredCommand:
    command_id: str
    digest: str
    name: str
    state: CommandState
    outcome: Outcome | None
    trouble: str | None
    device: str | None
    """None until it began, unless it was meant for this one from the beginning."""
    proof: str | None
    """How the device has proved it."""
    created_at: datetime
    changed_at: datetime


def insert(tx: Transaction, command_id: str, digest: str, name: str, now: datetime, device: str | None = None) -> None:
    tx.execute(
        "INSERT INTO command (command_id, digest, name, state, device, created_at, changed_at)"
        " VALUES (?, ?, ?, 'queued', ?, ?, ?)",
        (command_id, digest, name, device, now.isoformat(), now.isoformat()),
    )


def begin(tx: Transaction, command_id: str, device: str, now: datetime) -> bool:
    """From queued to running, once: False when it has begun or ended already."""
    return bool(
        tx.execute(
            "UPDATE command SET state = 'running', device = ?, changed_at = ?"
            " WHERE command_id = ? AND state = 'queued'",
            (device, now.isoformat(), command_id),
        ).rowcount
    )


def finish(
    tx: Transaction, command_id: str, outcome: Outcome, trouble: str | None, proof: str | None, now: datetime
) -> None:
    """Nothing when it has ended already: an outcome that was told stays."""
    tx.execute(
        "UPDATE command SET state = 'finished', outcome = ?, trouble = ?, proof = ?, changed_at = ?"
        " WHERE command_id = ? AND state != 'finished'",
        (outcome, trouble, proof, now.isoformat(), command_id),
    )


def find(tx: Transaction, command_id: str) -> StoredCommand | None:
    row = tx.execute("SELECT * FROM command WHERE command_id = ?", (command_id,)).fetchone()
    return _stored(row) if row else None


def newest(tx: Transaction, most: int) -> list[StoredCommand]:
    return [_stored(row) for row in tx.execute("SELECT * FROM command ORDER BY rowid DESC LIMIT ?", (most,))]


def doubtful(tx: Transaction, since: datetime, most: int) -> list[StoredCommand]:
    """Ended as unknown since then, the newest first."""
    found = tx.execute(
        "SELECT * FROM command WHERE outcome = 'unknown' AND changed_at >= ? ORDER BY rowid DESC LIMIT ?",
        (since.isoformat(), most),
    )
    return [_stored(row) for row in found]


def delete_finished(tx: Transaction, before: datetime) -> int:
    return tx.execute("DELETE FROM command WHERE state = 'finished' AND changed_at < ?", (before.isoformat(),)).rowcount


def settle_interrupted(tx: Transaction, now: datetime) -> int:
    """After a start: what had begun is unknown unless it is harmless; anything else did nothing. How many are so."""
    moment = now.isoformat()
    doubtful = tx.execute(
        "UPDATE command SET state = 'finished', outcome = 'unknown', trouble = 'agentRestarted', changed_at = ?"
        " WHERE state = 'running' AND name NOT IN (SELECT value FROM json_each(?))",
        (moment, json.dumps(HARMLESS)),
    ).rowcount
    tx.execute(
        "UPDATE command SET state = 'finished', outcome = 'failed', trouble = 'agentRestarted', changed_at = ?"
        " WHERE state != 'finished'",
        (moment,),
    )
    return doubtful


def _stored(row: sqlite3.Row) -> StoredCommand:
    return StoredCommand(
        row["command_id"],
        row["digest"],
        row["name"],
        CommandState(row["state"]),
        Outcome(row["outcome"]) if row["outcome"] else None,
        row["trouble"],
        row["device"],
        row["proof"],
        datetime.fromisoformat(row["created_at"]),
        datetime.fromisoformat(row["changed_at"]),
    )
