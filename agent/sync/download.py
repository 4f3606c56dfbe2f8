# SPDX-License-Identifier: Apache-2.0
"""Large files into side files that survive restarts, each going on where it stopped.

When a look's time is over the file that is under way stays open, with what the line has sent meanwhile: the next look
goes on with it, and nothing is sent twice.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import TargetFile

from agent.sync.errors import ContentIncomplete, ContentInvalid, SliceOver, WrongBytes
from agent.sync.host import HttpStatus
from agent.sync.pulse import Pace
from contract import durable

PART_SUFFIX = ".part"


class FileTransfer(Protocol):
    @property
    def begins(self) -> int: ...
    def read(self) -> bytes: ...
    def close(self) -> None: ...


class FileHost(Protocol):
    def begin_file(self, path: str, start: int, length: int) -> FileTransfer: ...


@dataclass(frozen=True)
class _UnderWay:
    part: Path
    transfer: FileTransfer
    file: BinaryIO

    def close(self) -> None:
        self.transfer.close()
        self.file.close()


class Downloads:
    """One file at a time."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._under_way: _UnderWay | None = None

    def fetch(self, host: FileHost, place: str, target: TargetFile, part: Path) -> None:
        """Leaves `part` whole, verified and flushed. Raises SyncError, OSError, Interrupted; `part` is then kept for
        another try unless it is known to be wrong."""
        if target.length < 1:
            raise ContentInvalid(f"{target.path}: empty")
        durable.make_folder(part.parent)
        begun = _size(part)
        try:
            self._fetch_whole(host, place, target, part)
        except WrongBytes:
            if not begun:
                raise
            # what an earlier connection or power cut left was wrong: once more from the start
            self._fetch_whole(host, place, target, part)

    def close(self) -> None:
        if self._under_way is not None:
            self._under_way.close()
            self._under_way = None

    def _fetch_whole(self, host: FileHost, place: str, target: TargetFile, part: Path) -> None:
        try:
            self._fetch_rest(host, place, target, part)
            _verify(target, part)
        except (WrongBytes, OSError):
            durable.discard(part)  # wrong, or on a disk that has no room for it
            raise

    def _fetch_rest(self, host: FileHost, place: str, target: TargetFile, part: Path) -> None:
        if self._under_way is None or self._under_way.part != part or not part.exists():
            self.close()
            if _size(part) > target.length:
                raise WrongBytes(f"{target.path}: longer than signed")
            if _size(part) == target.length:
                return
            self._under_way = _begun(host, place, target, part)
        try:
            self._copy(self._under_way, target)
        except SliceOver:
            raise
        except BaseException:
            self.close()
            raise
        self.close()

    def _copy(self, under_way: _UnderWay, target: TargetFile) -> None:
        while piece := under_way.transfer.read():
            under_way.file.write(piece)
            if under_way.file.tell() > target.length:
                raise WrongBytes(f"{target.path}: longer than signed")
            self._pace(len(piece))


def _begun(host: FileHost, place: str, target: TargetFile, part: Path) -> _UnderWay:
    try:
        transfer = host.begin_file(place, _size(part), target.length)
    except HttpStatus as error:
        if error.status == 416:
            raise WrongBytes(f"{target.path}: the host has less than is here") from None
        raise ContentIncomplete(f"{target.path}: {error}") from None
    try:
        file = _opened(part)
        file.seek(transfer.begins)
        file.truncate()
    except OSError:
        transfer.close()
        raise
    return _UnderWay(part, transfer, file)


def _verify(target: TargetFile, part: Path) -> None:
    try:
        with part.open("r+b") as file:
            target.verify_length_and_hashes(file)
            os.fsync(file.fileno())
    except LengthOrHashMismatchError as error:
        raise WrongBytes(f"{target.path}: not the file that was signed") from error


def _opened(part: Path) -> BinaryIO:
    """Unbuffered: what has come is in the file, whatever ends the process."""
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    os.fchmod(descriptor, 0o644)
    return os.fdopen(descriptor, "r+b", buffering=0)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
