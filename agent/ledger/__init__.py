# SPDX-License-Identifier: Apache-2.0
"""The ledger: one SQLite file, one connection in one process, every commit on the disk before it is answered.

WAL with synchronous=FULL. More than one connection would meet SQLite's WAL-reset bug (3.7.0 to 3.51.2), so
everyone else asks the agent.
"""

import fcntl
import hmac
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.errors import LedgerUnwritable
from agent.ledger import entries
from agent.ledger.migrations import FIRST, VERSION, migrate
from contract import durable
from contract.document import canonical

SCHEMA = Path(__file__).with_name("schema.sql")
KEY_BYTES = 32
LATER = "CREATE INDEX IF NOT EXISTS record_undelivered ON record (kind, sequence) WHERE delivered_at IS NULL"
LATER_COLUMNS = (("receipt", "device"), ("receipt", "proof"), ("command", "device"), ("command", "proof"))
"""What a ledger may have been made without; it changes nothing that an older agent reads or writes."""

PROVEN_S = 5.0
"""For so long a ledger that took a write is called writable: a look is a write and an fsync, which every question for
the terminal's status would wait for, and which wear a terminal's flash. A write that fails ends it at once."""

Transaction = sqlite3.Connection


class Ledger:
    def __init__(self, directory: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Raises LedgerUnwritable, also when another agent has it open, or a newer version has made it."""
        self._lock = threading.RLock()
        self._monotonic = monotonic
        self._proven: float | None = None
        try:
            self._claim = _claim(directory / "agent.lock")
            self._key = _key(directory / "ledger.key")
            self._connection = _open(directory / "ledger.db")
        except (OSError, sqlite3.Error) as error:
            raise LedgerUnwritable(str(error)) from error

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All of it is durable when the block is left, or none of it. Raises LedgerUnwritable."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                self._connection.execute("COMMIT")
            except sqlite3.IntegrityError:
                self._roll_back()
                raise
            except sqlite3.Error as error:
                self._proven = None
                self._roll_back()
                raise LedgerUnwritable(str(error)) from error
            except BaseException:
                self._roll_back()
                raise

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._lock:
            yield self._connection

    def writable(self) -> bool:
        """Asked of the disk, unless it answered well a moment ago."""
        proven = self._proven
        if proven is not None and self._monotonic() - proven < PROVEN_S:
            return True
        try:
            with self.transaction() as tx:
                tx.execute(f"PRAGMA user_version = {VERSION}")  # writes the first page, so a full disk shows
        except LedgerUnwritable:
            return False
        self._proven = self._monotonic()
        return True

    def digest_of(self, document: object) -> str:
        """Keyed, so that nobody tries out what a small document may have said."""
        return hmac.digest(self._key, canonical(document), "sha256").hex()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
            os.close(self._claim)

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        connection.executescript(f"BEGIN; {SCHEMA.read_text(encoding='utf-8')} PRAGMA user_version = {FIRST}; COMMIT;")
    connection.execute(LATER)
    for table, column in LATER_COLUMNS:
        if column not in {row["name"] for row in connection.execute(f"PRAGMA table_info ({table})")}:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    migrate(connection, version or FIRST)
    connection.execute("BEGIN IMMEDIATE")
    entries.take_up(connection)
    connection.execute("COMMIT")
    path.chmod(0o600)
    return connection


def _claim(path: Path) -> int:
    """Held by the kernel for as long as this process lives, however it ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise LedgerUnwritable("another agent has it open") from None
    return descriptor


def _key(path: Path) -> bytes:
    if not path.exists():
        durable.write(path, secrets.token_bytes(KEY_BYTES), 0o600)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise LedgerUnwritable(f"{path.name} is damaged: it has {len(key)} bytes")
    return key
