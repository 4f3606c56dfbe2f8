# SPDX-License-Identifier: Apache-2.0
"""The event journal: numbered, resumable, trimmed. It may be lost without harm, so it lives apart from the ledger.

Clients hold the highest number they have seen. A number below what is kept, or above what was ever given (the
file was lost), is answered with a `gap`: ask for everything anew.
"""

import logging
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

from contract.clock import Clock
from contract.local import Event, Topic

log = logging.getLogger("agent.journal")

KEPT = 5_000
TRIM_EVERY = 500


class Journal:
    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._news = threading.Condition()
        self._closed = False
        self._lossy = False
        self._connection = _open(path)
        (head,) = self._connection.execute("SELECT COALESCE(MAX(sequence), 0) FROM event").fetchone()
        self._head = int(head)

    def append(self, topic: Topic, subject: str, state: str) -> None:
        """Never raises: whoever tells of a change has more important things to do. An event that cannot be written
        (a full disk) is a gap to whoever listens."""
        with self._news:
            self._head += 1
            try:
                self._write(topic, subject, state)
            except sqlite3.Error as error:
                if not self._lossy:
                    log.error("events are lost, clients will see a gap: %s", error)
                self._lossy = True
            else:
                self._lossy = False
            self._news.notify_all()

    def _write(self, topic: Topic, subject: str, state: str) -> None:
        self._connection.execute(
            "INSERT INTO event (sequence, at, topic, subject, state) VALUES (?, ?, ?, ?, ?)",
            (self._head, self._clock.now().isoformat(), topic, subject, state),
        )
        if self._head % TRIM_EVERY == 0:
            self._connection.execute("DELETE FROM event WHERE sequence <= ?", (self._head - KEPT,))

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
                return [self._gap()]
            rows = self._connection.execute(
                "SELECT * FROM event WHERE sequence > ? ORDER BY sequence LIMIT 100", (last_id,)
            )
            events = [_event(row) for row in rows]
            expected = last_id + 1
            for place, event in enumerate(events):
                if event.sequence != expected + place:
                    return [self._gap()]
            return events or ([self._gap()] if last_id < self._head else [])

    def last(self, count: int) -> list[Event]:
        """The newest first."""
        with self._news:
            if self._closed:
                return []
            rows = self._connection.execute("SELECT * FROM event ORDER BY sequence DESC LIMIT ?", (count,))
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

    def _gap(self) -> Event:
        return Event(sequence=self._head, at=self._clock.now(), topic=Topic.GAP)

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
