# SPDX-License-Identifier: Apache-2.0
"""The site's own small files, which two processes change: also root, when it opens the site anew."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from agent.web.errors import StateUnusable
from contract import durable


def write(path: Path, data: bytes) -> None:
    """All or nothing, readable by the directory's owner alone: also when root writes for the site's user.
    Raises StateUnusable."""
    try:
        durable.write(path, data, 0o600, as_folders_owner=True)
    except OSError as error:
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
        durable.give_to_owner_of(path.parent, descriptor)
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    except BlockingIOError:
        raise StateUnusable(f"{path}: another process holds it") from None
    finally:
        os.close(descriptor)
