# SPDX-License-Identifier: Apache-2.0
"""Files and links that are there whole or not at all, also after a power cut.

Content is for every screen's user to read, so modes are set here whatever the process's umask is.
"""

import contextlib
import os
from pathlib import Path

SIDE_SUFFIX = ".new"


def write(path: Path, data: bytes) -> None:
    """Raises OSError; what stood there before stands there then."""
    make_folder(path.parent)
    side = _side(path)
    try:
        with side.open("wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        remove(side)
        raise
    settle(side, path)


def settle(side: Path, path: Path) -> None:
    """The side file, written and flushed, takes its place."""
    side.replace(path)
    flush_folder(path.parent)


def link(path: Path, target: str) -> None:
    """A link replaced in one step."""
    side = _side(path)
    remove(side)
    side.symlink_to(target)
    settle(side, path)


def make_folder(folder: Path) -> None:
    for place in reversed([folder, *folder.parents]):
        if not place.exists():
            place.mkdir(exist_ok=True)
            place.chmod(0o755)
            flush_folder(place.parent)


def flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Whatever is there, or nothing."""
    with contextlib.suppress(OSError):
        path.unlink()


def remove_sides(folder: Path) -> None:
    """What a crash left half written."""
    for side in folder.glob(f".*{SIDE_SUFFIX}"):
        remove(side)


def _side(path: Path) -> Path:
    return path.with_name(f".{path.name}{SIDE_SUFFIX}")
