# SPDX-License-Identifier: Apache-2.0
"""Files that are there whole or not at all, also after a power cut, and the lock against two at once."""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.publish.errors import Busy

SIDE_SUFFIX = ".new"
LOCK_PATIENCE_S = 30.0
_CHUNK = 1 << 20


def write(path: Path, data: bytes, mode: int = 0o644) -> None:
    make_folder(path.parent)
    side = path.with_name(f".{path.name}{SIDE_SUFFIX}")
    side.unlink(missing_ok=True)
    with os.fdopen(os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _settle(side, path)


def copy(source: Path, path: Path) -> None:
    make_folder(path.parent)
    side = path.with_name(f".{path.name}{SIDE_SUFFIX}")
    with source.open("rb") as reading, side.open("wb") as writing:
        shutil.copyfileobj(reading, writing, _CHUNK)
        writing.flush()
        os.fsync(writing.fileno())
    _settle(side, path)


def make_folder(folder: Path, mode: int = 0o755) -> None:
    missing = [folder, *folder.parents]
    missing = [place for place in missing if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=mode, exist_ok=True)
        _flush_folder(place.parent)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def lock(folder: Path, patience_s: float = LOCK_PATIENCE_S) -> Iterator[None]:
    """Raises Busy after `patience_s`."""
    deadline = time.monotonic() + patience_s
    with (folder / ".lock").open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise Busy(folder=folder) from None
                time.sleep(0.05)
        yield


def _settle(side: Path, path: Path) -> None:
    os.replace(side, path)  # noqa: PTH105 - named once, so that a test can let it fail
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
