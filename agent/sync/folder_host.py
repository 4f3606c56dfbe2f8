# SPDX-License-Identifier: Apache-2.0
"""The county's signed folder on a stick: the same files, the same signatures, no network."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from agent.sync.errors import ContentIncomplete, ContentInvalid, ContentTooLarge, ContentUnreachable, WrongBytes
from agent.sync.host import PIECE, HttpStatus


class FolderHost:
    """As ContentHost. A missing file is what 404 is there; nothing outside the folder is read."""

    said_date: datetime | None = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self.received = 0

    def get(self, path: str, max_bytes: int) -> bytes:
        """Raises HttpStatus, ContentTooLarge, ContentInvalid, ContentUnreachable."""
        with self._opened(path) as file:
            content = _read(file, max_bytes + 1, path)
        self.received += len(content)
        if len(content) > max_bytes:
            raise ContentTooLarge(f"{path}: longer than the {max_bytes} bytes it may have")
        if not content.lstrip().startswith(b"{"):
            raise ContentInvalid(f"{path}: not a JSON document")
        return content

    def begin_file(self, path: str, start: int, length: int) -> "FolderTransfer":
        file = self._opened(path)
        size = file.seek(0, 2)
        if size != length:
            file.close()
            raise (ContentIncomplete if size < length else WrongBytes)(f"{path}: {size} bytes, {length} signed")
        file.seek(start)
        return FolderTransfer(self, path, file, start)

    def close(self) -> None:
        pass

    def _opened(self, path: str) -> BinaryIO:
        try:
            place = (self._folder / path).resolve(strict=True)
            if not place.is_relative_to(self._folder) or not place.is_file():
                raise HttpStatus(404)
            return place.open("rb")
        except (FileNotFoundError, NotADirectoryError):
            if not self._folder.is_dir():
                raise ContentUnreachable(f"{self._folder}: not there") from None
            raise HttpStatus(404) from None
        except OSError as error:
            raise ContentUnreachable(f"{path}: {error.strerror}") from error


class FolderTransfer:
    def __init__(self, host: FolderHost, path: str, file: BinaryIO, begins: int) -> None:
        self._host = host
        self._path = path
        self._file = file
        self.begins = begins

    def read(self) -> bytes:
        piece = _read(self._file, PIECE, self._path)
        self._host.received += len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


def _read(file: BinaryIO, size: int, path: str) -> bytes:
    try:
        return file.read(size)
    except OSError as error:  # the stick was pulled out
        raise ContentUnreachable(f"{path}: {error.strerror}") from error
