# SPDX-License-Identifier: Apache-2.0
"""File systems in files, mounted by loop devices: what a power cut or a full disk is tried on. Needs root."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

EXT4 = ("mkfs.ext4", "-q", "-F", "-m", "0")
XFS = ("mkfs.xfs", "-q", "-m", "reflink=1")

FICLONE = 0x40049409
"""linux/fs.h: another file with the same blocks, at one moment."""


def why_not() -> str:
    """Why none can be mounted here; empty when they can."""
    if os.geteuid() != 0:
        return "only root mounts"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    missing = [tool for tool in ("losetup", "mount", "mkfs.ext4", "mkfs.xfs") if shutil.which(tool) is None]
    if missing:
        return f"not installed: {', '.join(missing)}"
    with TemporaryDirectory() as folder:
        image = Path(folder) / "trial.img"
        try:
            make(image, 4, *EXT4)
            with mounted(image, Path(folder) / "trial"):
                return ""
        except (subprocess.SubprocessError, OSError) as error:
            return f"mounting does not work here: {error}"


def make(image: Path, megabytes: int, *kind: str) -> None:
    """`kind`: the program that makes the file system, and its options."""
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    _run(*kind, str(image))


@contextmanager
def mounted(image: Path, place: Path, *, options: str = "") -> Iterator[Path]:
    """At a loop device of its own: one that is found again by the file's name may be an older file's."""
    place.mkdir(exist_ok=True)
    device = _run("losetup", "--find", "--show", str(image)).strip()
    try:
        _run("mount", *(["-o", options] if options else []), device, str(place))
        try:
            yield place
        finally:
            _run("umount", str(place))
    finally:
        _run("losetup", "--detach", device)


def fail(image: Path) -> None:
    """The file system finds an error on its device, and turns read-only, as Debian mounts it (errors=remount-ro)."""
    device = _run("losetup", "--associated", str(image), "--noheadings", "--output", "NAME").strip()
    Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("planted\n", encoding="ascii")


def repair(image: Path) -> None:
    """As a start does it; what it mends is no failure."""
    subprocess.run(["e2fsck", "-p", str(image)], check=False, capture_output=True, timeout=60)


def copy_at_once(image: Path, copy: Path) -> None:
    """What is on the device at this moment, while it is written to."""
    with image.open("rb") as source, copy.open("wb") as target:
        fcntl.ioctl(target.fileno(), FICLONE, source.fileno())


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
