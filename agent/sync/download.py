# SPDX-License-Identifier: Apache-2.0
"""One large file into a side file that survives restarts, and goes on where it stopped."""

import os
from pathlib import Path
from typing import BinaryIO

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import TargetFile

from agent.sync.errors import ContentIncomplete, ContentInvalid, WrongBytes
from agent.sync.host import ContentHost, HttpStatus
from contract import durable

PART_SUFFIX = ".part"


def fetch(host: ContentHost, place: str, target: TargetFile, part: Path) -> None:
    """Leaves `part` whole, verified and flushed. Raises SyncError, OSError, Interrupted; `part` is then kept for
    another try unless it is known to be wrong."""
    if target.length < 1:
        raise ContentInvalid(f"{target.path}: empty")
    durable.make_folder(part.parent)
    begun = _size(part)
    try:
        _fetch_whole(host, place, target, part)
    except WrongBytes:
        if not begun:
            raise
        # what an earlier connection or power cut left was wrong: once more from the start
        _fetch_whole(host, place, target, part)


def _fetch_whole(host: ContentHost, place: str, target: TargetFile, part: Path) -> None:
    try:
        _fetch_rest(host, place, target, part)
        _verify(target, part)
    except (WrongBytes, OSError):
        durable.discard(part)  # wrong, or on a disk that has no room for it
        raise


def _fetch_rest(host: ContentHost, place: str, target: TargetFile, part: Path) -> None:
    start = _size(part)
    if start > target.length:
        raise WrongBytes(f"{target.path}: longer than signed")
    if start == target.length:
        return
    try:
        with host.open_file(place, start, target.length) as (begins, pieces), _opened(part) as file:
            file.seek(begins)
            file.truncate()
            for piece in pieces:
                file.write(piece)
                if file.tell() > target.length:
                    raise WrongBytes(f"{target.path}: longer than signed")
    except HttpStatus as error:
        if error.status == 416:
            raise WrongBytes(f"{target.path}: the host has less than is here") from None
        raise ContentIncomplete(f"{target.path}: {error}") from None


def _verify(target: TargetFile, part: Path) -> None:
    try:
        with part.open("r+b") as file:
            target.verify_length_and_hashes(file)
            os.fsync(file.fileno())
    except LengthOrHashMismatchError as error:
        raise WrongBytes(f"{target.path}: not the file that was signed") from error


def _opened(part: Path) -> BinaryIO:
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    os.fchmod(descriptor, 0o644)
    return os.fdopen(descriptor, "r+b")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
