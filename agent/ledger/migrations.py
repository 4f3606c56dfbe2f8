# SPDX-License-Identifier: Apache-2.0
"""What was added to a ledger since its first version, in the order in which it was added.

A step that was released is never changed or moved: the next one goes at the end. Each runs once, in one transaction
with the version that it makes, so a power cut leaves the ledger before it or after it.
"""

import sqlite3

from agent.errors import LedgerUnwritable

FIRST = 1
"""What schema.sql makes."""

STEPS: tuple[str, ...] = (
    # 2: the hash chain over the facts of money, and the results of the nightly match
    """
    CREATE TABLE entry (                       -- append-only; see agent/ledger/chain.py
        sequence INTEGER PRIMARY KEY,          -- from 1, no gaps
        at       TEXT NOT NULL,
        kind     TEXT NOT NULL,
        subject  TEXT NOT NULL,
        content  TEXT NOT NULL,                -- JSON, nothing personal
        personal TEXT NOT NULL,                -- JSON: salted digest of each personal column
        previous TEXT NOT NULL,
        hash     TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE INDEX entry_by_subject ON entry (subject, sequence);
    CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE (ABORT, 'entries are never changed'); END;
    CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE (ABORT, 'entries are never deleted'); END;
    ALTER TABLE payer ADD COLUMN salt TEXT;    -- goes with the row, and with it all that the digests could tell
    CREATE TABLE reconciliation (              -- one row for each day that was matched or is to be
        day        TEXT PRIMARY KEY,
        result     TEXT NOT NULL,              -- JSON, as told to the technician
        reported   TEXT NOT NULL DEFAULT '',   -- digest of what was last put into the outbox
        changed_at TEXT NOT NULL
    ) STRICT;
    ALTER TABLE payment ADD COLUMN reconciled INTEGER NOT NULL DEFAULT 0;
    UPDATE payment SET reconciled = 1;         -- from before there was a match: their payers go by date, as promised
    CREATE INDEX payment_by_creation ON payment (created_at);
    """,
    # 3: payment codes that are scanned, slips that are verified, slips of money that is owed back
    """
    ALTER TABLE payment ADD COLUMN way TEXT NOT NULL DEFAULT 'shown';
    ALTER TABLE payment ADD COLUMN verify_url TEXT;
    ALTER TABLE receipt ADD COLUMN kind TEXT NOT NULL DEFAULT 'payment';
    """,
)

VERSION = FIRST + len(STEPS)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Raises LedgerUnwritable for a ledger that a newer agent has made."""
    if not FIRST <= version <= VERSION:
        raise LedgerUnwritable(f"the ledger has version {version}, this agent knows {VERSION}")
    for made, step in enumerate(STEPS, FIRST + 1):
        if made > version:
            connection.executescript(f"BEGIN IMMEDIATE; {step} PRAGMA user_version = {made}; COMMIT;")
