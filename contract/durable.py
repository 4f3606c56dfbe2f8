# SPDX-License-Identifier: Apache-2.0
"""Files and links that are there whole or not at all, also after a power cut.

A side file is written, flushed and renamed, and its folder flushed. The mode is the one asked for, whatever the
process's umask is: much of what is written here is for another process to read. Where two may write one path at
once, their lock is the callers'; a side file that a crash has left is overwritten by the next writer.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SIDE_SUFFIX = ".new"
_CHUNK = 1 << 20


def write(path: Path, data: bytes, mode: int = 0o644, *, as_folders_owner: bool = False) -> None:
    """Raises OSError; what stood there before stands there then. `as_folders_owner`: also when root writes it."""
    with _beside(path, mode) as file:
        if as_folders_owner:
            give_to_owner_of(path.parent, file.fileno())
        file.write(data)


def copy(source: Path, path: Path, mode: int = 0o644) -> None:
    """Raises OSError."""
    with source.open("rb") as reading, _beside(path, mode) as writing:
        shutil.copyfileobj(reading, writing, _CHUNK)


def link(path: Path, target: str) -> None:
    """A symbolic link replaced in one step. Raises OSError."""
    side = _side(path)
    side.unlink(missing_ok=True)
    side.symlink_to(target)
    settle(side, path)


def settle(side: Path, path: Path) -> None:
    """The side file, written and flushed, takes its place. Raises OSError."""
    side.replace(path)
    flush_folder(path.parent)


def remove(path: Path) -> None:
    """Gone for good when this returns; that it was not there is no error. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        flush_folder(path.parent)


def discard(path: Path) -> None:
    """What nobody needs: it is removed if that goes."""
    with contextlib.suppress(OSError):
        path.unlink()


def discard_sides(folder: Path) -> None:
    """What a crash left half written. Only while nobody writes there."""
    for side in folder.glob(f".*{SIDE_SUFFIX}"):
        discard(side)


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """With all above it that is missing. Raises OSError."""
    for place in reversed([folder, *folder.parents]):
        if not place.exists():
            place.mkdir(mode=0o700, exist_ok=True)
            place.chmod(mode)
            flush_folder(place.parent)


def flush_folder(folder: Path) -> None:
    """Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def give_to_owner_of(folder: Path, descriptor: int) -> None:
    """An open file that root has made in somebody's folder becomes theirs. Raises OSError."""
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)


@contextmanager
def _beside(path: Path, mode: int) -> Iterator[BinaryIO]:
    """The file that takes the place of `path` when the block is left. Never open to more than `mode` allows."""
    make_folder(path.parent)
    side = _side(path)
    try:
        side.unlink(missing_ok=True)
        descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            yield file
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        discard(side)
        raise
    settle(side, path)


def _side(path: Path) -> Path:
    return path.with_name(f".{path.name}{SIDE_SUFFIX}")
