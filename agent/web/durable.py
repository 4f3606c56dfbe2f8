# SPDX-License-Identifier: Apache-2.0
"""Small files that survive a cut of power at any moment, and two processes that change them."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from agent.web.errors import StateUnusable


def write(path: Path, data: bytes) -> None:
    """All or nothing, readable by the directory's owner alone: also when root writes for the site's user.
    Raises StateUnusable."""
    side = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(side, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            _give_to_owner_of(path.parent, file.fileno())
            file.flush()
            os.fsync(file.fileno())
        side.rename(path)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            side.unlink()
        raise StateUnusable(f"{path}: {error.strerror}") from None


def read(path: Path) -> bytes | None:
    """None when there is none. Raises StateUnusable."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StateUnusable(f"{path}: {error.strerror}") from None


@contextlib.contextmanager
def only_one(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Held by one process at a time. Raises StateUnusable, also when somebody holds it and `wait` is False."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StateUnusable(f"{path}: {error.strerror}") from None
    try:
        _give_to_owner_of(path.parent, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    except BlockingIOError:
        raise StateUnusable(f"{path}: another process holds it") from None
    finally:
        os.close(descriptor)


def _give_to_owner_of(folder: Path, descriptor: int) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
