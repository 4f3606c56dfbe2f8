# SPDX-License-Identifier: Apache-2.0
"""A file's digest, and the folder's lock against two at once."""

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from central.publish.errors import Busy

LOCK_PATIENCE_S = 30.0


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
