# SPDX-License-Identifier: Apache-2.0
"""The event journal: numbered, resumable, trimmed. It may be lost without harm, so it lives apart from the ledger.

Clients hold the highest number they have seen. A number below what is kept, or above what was ever given (the
file was lost), is answered with a `gap`: ask for everything anew.
"""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

from contract.clock import Clock
from contract.local import Event, Topic

KEPT = 5_000
TRIM_EVERY = 500


class Journal:
    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._news = threading.Condition()
        self._closed = False
        self._connection = _open(path)
        (head,) = self._connection.execute("SELECT COALESCE(MAX(sequence), 0) FROM event").fetchone()
        self._head = int(head)

    def append(self, topic: Topic, subject: str, state: str) -> Event:
        with self._news:
            now = self._clock.now()
            cursor = self._connection.execute(
                "INSERT INTO event (at, topic, subject, state) VALUES (?, ?, ?, ?)",
                (now.isoformat(), topic, subject, state),
            )
            self._head = int(cursor.lastrowid or 0)
            if self._head % TRIM_EVERY == 0:
                self._connection.execute("DELETE FROM event WHERE sequence <= ?", (self._head - KEPT,))
            self._news.notify_all()
            return Event(sequence=self._head, at=now, topic=topic, subject=subject, state=state)

    @property
    def head(self) -> int:
        with self._news:
            return self._head

    @property
    def closed(self) -> bool:
        return self._closed

    def after(self, last_id: int, wait_s: float) -> list[Event]:
        """Events after `last_id`, at most 100; waits for one if there is none. Empty after the wait, or when closed."""
        with self._news:
            if last_id == self._head and not self._closed:
                self._news.wait(wait_s)
            if self._closed:
                return []
            if last_id > self._head or last_id < self._oldest() - 1:
                return [Event(sequence=self._head, at=self._clock.now(), topic=Topic.GAP)]
            rows = self._connection.execute(
                "SELECT * FROM event WHERE sequence > ? ORDER BY sequence LIMIT 100", (last_id,)
            )
            return [_event(row) for row in rows]

    def end_streams(self) -> None:
        """First of all at the end: whoever waits for news is let go."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def close(self) -> None:
        self.end_streams()
        with self._news:
            self._connection.close()

    def _oldest(self) -> int:
        (oldest,) = self._connection.execute("SELECT MIN(sequence) FROM event").fetchone()
        return int(oldest) if oldest is not None else self._head + 1


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _prepare(path)
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)  # damaged: clients will see a gap
        return _prepare(path)


def _prepare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS event (sequence INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,"
        " topic TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL) STRICT"
    )
    return connection


def _event(row: sqlite3.Row) -> Event:
    return Event(
        sequence=row["sequence"],
        at=datetime.fromisoformat(row["at"]),
        topic=Topic(row["topic"]),
        subject=row["subject"],
        state=row["state"],
    )
