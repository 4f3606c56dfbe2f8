# SPDX-License-Identifier: Apache-2.0
"""`--dry-run`: the same work in a copy of the folder, which is thrown away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = ".trial-"


@contextmanager
def copy_of(folder: Path) -> Iterator[Path]:
    """Everything in a folder is replaced whole and never written into, so links to the files are enough of a copy.
    A folder that is not there yet has an empty one. Raises OSError."""
    above = folder if folder.is_dir() else next(place for place in folder.resolve().parents if place.is_dir())
    for left in above.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=above))
    try:
        copy = place / "folder"
        if folder.is_dir():
            shutil.copytree(
                folder, copy, copy_function=_link, symlinks=True, ignore=shutil.ignore_patterns(f"{PREFIX}*", ".lock")
            )
        yield copy
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a stick's file system has none
        shutil.copy2(source, target)
