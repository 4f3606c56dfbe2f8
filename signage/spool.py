# SPDX-License-Identifier: Apache-2.0
"""Play records on the disk until the agent has them: a small SQLite file of one process.

All of it runs on one thread of its own: a slow disk never holds up a picture. Records are committed in batches; a kill
loses at most those of the last minute, and what was told twice the agent keeps once.
"""

import logging
import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.local import Play

BOUND = 20_000
"""Beyond this, the oldest go, and are counted."""
FILE = "plays.db"

_log = logging.getLogger(__name__)


class Spool:
    def __init__(self, folder: Path, bound: int = BOUND) -> None:
        self._folder = folder
        self._bound = bound
        self._disk = ThreadPoolExecutor(1, "spool")
        self._database: sqlite3.Connection | None = None
        self._troubled = False

    # -- from any thread; the future is done when the disk has it

    def keep(self, plays: Sequence[Play]) -> "Future[bool]":
        """False: the disk did not take them."""
        return self._disk.submit(self._keep, tuple(plays))

    def oldest(self, limit: int) -> "Future[tuple[Play, ...]]":
        return self._disk.submit(self._oldest, limit)

    def forget(self, plays: Sequence[Play]) -> "Future[bool]":
        """They are where they belong."""
        return self._disk.submit(self._forget, tuple(play.play_id for play in plays))

    def dropped(self) -> "Future[int]":
        """How many were given up for want of room."""
        return self._disk.submit(self._dropped)

    def close(self) -> None:
        """What was asked before is done first."""
        self._disk.submit(self._close)
        self._disk.shutdown()

    # -- on the spool's own thread

    def _keep(self, plays: tuple[Play, ...]) -> bool:
        try:
            database = self._open()
            with database:
                rows = [(play.play_id, encode(play)) for play in plays]
                database.executemany("INSERT OR IGNORE INTO play (play_id, document) VALUES (?, ?)", rows)
                [held] = database.execute("SELECT count(*) FROM play").fetchone()
                if held > self._bound:
                    oldest = "SELECT number FROM play ORDER BY number LIMIT ?"
                    gone = held - self._bound
                    database.execute(f"DELETE FROM play WHERE number IN ({oldest})", (gone,))  # noqa: S608 - our own
                    database.execute("UPDATE dropped SET plays = plays + ?", (gone,))
            self._troubled = False
        except (sqlite3.Error, OSError) as error:
            self._complain(error)
            return False
        return True

    def _oldest(self, limit: int) -> tuple[Play, ...]:
        try:
            query = "SELECT number, document FROM play ORDER BY number LIMIT ?"
            database = self._open()
            found = {number: _read(document) for number, document in database.execute(query, (limit,)).fetchall()}
            with database:
                foreign = [(number,) for number, play in found.items() if play is None]
                database.executemany("DELETE FROM play WHERE number = ?", foreign)
        except (sqlite3.Error, OSError) as error:
            self._complain(error)
            return ()
        return tuple(play for play in found.values() if play is not None)

    def _forget(self, play_ids: tuple[str, ...]) -> bool:
        try:
            database = self._open()
            with database:
                database.executemany("DELETE FROM play WHERE play_id = ?", [(each,) for each in play_ids])
        except (sqlite3.Error, OSError) as error:
            self._complain(error)
            return False
        return True

    def _dropped(self) -> int:
        try:
            [dropped] = self._open().execute("SELECT plays FROM dropped").fetchone()
        except (sqlite3.Error, OSError) as error:
            self._complain(error)
            return 0
        return int(dropped)

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    def _open(self) -> sqlite3.Connection:
        if self._database is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / FILE
            try:
                self._database = _opened(path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                path.replace(path.with_suffix(".broken"))
                _log.error("play records were unreadable and are set aside as %s", path.with_suffix(".broken"))
                self._database = _opened(path)
        return self._database

    def _complain(self, error: Exception) -> None:
        """Once, until it works again. The next try opens the file anew."""
        self._close()
        if not self._troubled:
            self._troubled = True
            _log.error("play records cannot be kept in %s: %s", self._folder, error)


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=5)
    try:
        database.execute("PRAGMA synchronous = FULL")
        database.executescript(
            "CREATE TABLE IF NOT EXISTS play (number INTEGER PRIMARY KEY AUTOINCREMENT,"
            " play_id TEXT NOT NULL UNIQUE, document BLOB NOT NULL);"
            "CREATE TABLE IF NOT EXISTS dropped (one INTEGER PRIMARY KEY CHECK (one = 1), plays INTEGER NOT NULL);"
            "INSERT OR IGNORE INTO dropped VALUES (1, 0);"
        )
    except sqlite3.Error:
        database.close()
        raise
    return database


def _read(document: bytes) -> Play | None:
    try:
        return decode(document, Play)
    except InvalidDocument as error:
        _log.error("a play record of another version is left out: %s", error)
        return None
