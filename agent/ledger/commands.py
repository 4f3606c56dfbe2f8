# SPDX-License-Identifier: Apache-2.0
"""The command journal: ids, keyed contents and outcomes. Results are personal and never stand here."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from agent.ledger import Transaction
from contract.local import CommandState, Outcome


@dataclass(frozen=True)
class StoredCommand:
    command_id: str
    digest: str
    name: str
    state: CommandState
    outcome: Outcome | None
    trouble: str | None


def insert(tx: Transaction, command_id: str, digest: str, name: str, now: datetime) -> None:
    tx.execute(
        "INSERT INTO command (command_id, digest, name, state, created_at, changed_at)"
        " VALUES (?, ?, ?, 'queued', ?, ?)",
        (command_id, digest, name, now.isoformat(), now.isoformat()),
    )


def set_running(tx: Transaction, command_id: str, now: datetime) -> None:
    tx.execute(
        "UPDATE command SET state = 'running', changed_at = ? WHERE command_id = ?", (now.isoformat(), command_id)
    )


def finish(tx: Transaction, command_id: str, outcome: Outcome, trouble: str | None, now: datetime) -> None:
    tx.execute(
        "UPDATE command SET state = 'finished', outcome = ?, trouble = ?, changed_at = ? WHERE command_id = ?",
        (outcome, trouble, now.isoformat(), command_id),
    )


def find(tx: Transaction, command_id: str) -> StoredCommand | None:
    row = tx.execute("SELECT * FROM command WHERE command_id = ?", (command_id,)).fetchone()
    return _stored(row) if row else None


def newest(tx: Transaction, most: int) -> list[StoredCommand]:
    return [_stored(row) for row in tx.execute("SELECT * FROM command ORDER BY rowid DESC LIMIT ?", (most,))]


def delete_finished(tx: Transaction, before: datetime) -> int:
    return tx.execute("DELETE FROM command WHERE state = 'finished' AND changed_at < ?", (before.isoformat(),)).rowcount


def settle_interrupted(tx: Transaction, now: datetime) -> int:
    """After a start: what was under way on a printer is unknown, anything else did nothing."""
    moment = now.isoformat()
    doubtful = tx.execute(
        "UPDATE command SET state = 'finished', outcome = 'unknown', trouble = 'agentRestarted', changed_at = ?"
        " WHERE state = 'running' AND name IN ('print_case', 'print_checklist')",
        (moment,),
    ).rowcount
    tx.execute(
        "UPDATE command SET state = 'finished', outcome = 'failed', trouble = 'agentRestarted', changed_at = ?"
        " WHERE state != 'finished'",
        (moment,),
    )
    return doubtful


def _stored(row: sqlite3.Row) -> StoredCommand:
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    state = CommandState(row["state"])
    return StoredCommand(row["command_id"], row["digest"], row["name"], state, outcome, row["trouble"])
