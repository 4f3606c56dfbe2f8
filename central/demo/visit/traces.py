# SPDX-License-Identifier: Apache-2.0
"""Looks for a resident's name and number wherever a terminal can have left them."""

import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
LEDGER = "ledger.db"


def in_files(root: Path, secrets: tuple[str, ...], *, apart: tuple[Path, ...] = ()) -> list[str]:
    """Every file below `root` that holds one of the secrets in any encoding or as JSON escapes;
    file names count as well. The ledger has rules of its own, see `in_ledger`."""
    patterns = tuple(_patterns(secrets))
    found = []
    for path in sorted(root.rglob("*")):
        if any(path.is_relative_to(other) for other in apart) or path.name.startswith(LEDGER):
            continue
        if any(secret in path.name for secret in secrets):
            found.append(f"{path.relative_to(root)}: in the file's name")
        try:
            content = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""
        except FileNotFoundError:  # it is gone, and what it held with it
            continue
        found += [f"{path.relative_to(root)}: in {encoding}" for encoding, pattern in patterns if pattern in content]
    return found


def in_ledger(ledger: Path, secrets: tuple[str, ...]) -> list[str]:
    """Columns of the ledger that hold one of the secrets: what it keeps of a payer is masked."""
    found = []
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        # The agent alone opens the ledger itself: a second opener could disturb its write-ahead log.
        for part in ledger.parent.glob(f"{ledger.name}*"):
            if not part.name.endswith("-shm"):
                shutil.copy(part, folder)
        with closing(sqlite3.connect(Path(folder) / ledger.name, timeout=5)) as copy:
            tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for table in tables:
                cursor = copy.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a name from the schema itself
                columns = [description[0] for description in cursor.description]
                for row in cursor:
                    for column, value in zip(columns, row, strict=True):
                        if any(secret in str(value) for secret in secrets):
                            found.append(f"{LEDGER}: {table}.{column}")
    return sorted(set(found))


def _patterns(secrets: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for secret in secrets:
        seen = set()
        for encoding in ENCODINGS:
            pattern = secret.encode(encoding)
            if pattern not in seen:
                seen.add(pattern)
                yield encoding, pattern
        if not secret.isascii():
            yield "JSON escapes", "".join(f"\\u{ord(char):04x}" for char in secret).encode()
