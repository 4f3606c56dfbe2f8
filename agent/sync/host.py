# SPDX-License-Identifier: Apache-2.0
"""The county's host over HTTP/1.1: every exchange ends within a connect, a read and a total limit.

The limits are set on the socket before each single read, so that neither a dripped header nor a dripped body can hold
a look. Nothing is followed and nothing is asked of the environment: no redirects, no cookies, no proxy but the one
that the settings name. (Resolving a name is the one part out of reach: it is bounded by the system's resolver.)
"""

import contextlib
import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from agent.sync.errors import (
    ContentForeign,
    ContentIncomplete,
    ContentInvalid,
    ContentTooLarge,
    ContentUnreachable,
    SyncError,
    WrongBytes,
)

PIECE = 64 * 1024
DRAIN = 4 * 1024


@dataclass(frozen=True)
class Limits:
    connect_s: float = 3.0
    read_s: float = 5.0
    total_s: float = 15.0
    """For a whole document; large files have none of their own, they go on in the next look."""


class HttpStatus(SyncError):
    """The host's clear no. It is not told as it is: whoever asked knows what the file's absence means."""

    code = "contentIncomplete"

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class ContentHost:
    """Documents and files on two connections, kept while they last. For one thread."""

    def __init__(self, url: str, pulse: Callable[[], None], limits: Limits = Limits(), proxy: str = "") -> None:
        self._pulse = pulse
        self._limits = limits
        self._documents = _Line(url, proxy, limits, self.note_date)
        self._files = _Line(url, proxy, limits, self.note_date)
        self.said_date: datetime | None = None
        """What the host's clock said last: a hint for people, never proof."""
        self.received = 0
        """Bytes of bodies so far."""

    def get(self, path: str, max_bytes: int) -> bytes:
        """A JSON document. Raises ContentUnreachable, ContentForeign, ContentTooLarge, HttpStatus, Interrupted."""
        content = b""
        with self._answer(path) as answer:
            while piece := _piece(path, answer):
                self.received += len(piece)
                self._pulse()
                content += piece
                if len(content) > max_bytes:
                    raise ContentTooLarge(f"{path}: longer than the {max_bytes} bytes it may have")
        if not content.lstrip().startswith(b"{"):
            if content.lstrip().startswith(b"<"):
                raise ContentForeign(f"{path}: a web page instead of the document")
            raise ContentInvalid(f"{path}: not a JSON document")
        return content

    def begin_file(self, path: str, start: int, length: int) -> "Transfer":
        """A file of `length` bytes from byte `start` on, on a connection of its own: it may rest while others are
        asked. Raises as `get`, and ContentIncomplete or WrongBytes for a file of another length."""
        headers = {"Range": f"bytes={start}-"} if start else {}
        answer, connection = self._files.ask(path, headers)
        try:
            _check(path, answer)
            connection.limit(self._limits.read_s, None)  # the total was for the head
            if answer.headers.get_content_type() == "text/html":
                raise ContentForeign(f"{path}: a web page instead of the file")
            if answer.status == 206 and answer.headers.get("Content-Range") != f"bytes {start}-{length - 1}/{length}":
                raise WrongBytes(f"{path}: another part than was asked for")
            if answer.status == 200 and answer.length is not None and answer.length != length:
                kind = ContentIncomplete if answer.length < length else WrongBytes
                raise kind(f"{path}: {answer.length} bytes on the host, {length} signed")
        except SyncError:
            self._files.done(answer)
            raise
        return Transfer(self, path, answer, start if answer.status == 206 else 0)

    def close(self) -> None:
        self._documents.close()
        self._files.close()

    @contextmanager
    def _answer(self, path: str) -> Iterator[http.client.HTTPResponse]:
        self._pulse()
        answer, _ = self._documents.ask(path, {})
        try:
            _check(path, answer)
            yield answer
        finally:
            self._documents.done(answer)

    def note_date(self, answer: http.client.HTTPResponse) -> None:
        self.said_date = None
        with contextlib.suppress(ValueError):
            said = parsedate_to_datetime(answer.headers.get("Date", ""))
            self.said_date = said if said.tzinfo else None

    def end_file(self, answer: http.client.HTTPResponse) -> None:
        self._files.done(answer)


class Transfer:
    """A file under way. Whoever has begun it ends it."""

    def __init__(self, host: ContentHost, path: str, answer: http.client.HTTPResponse, begins: int) -> None:
        self._host = host
        self._path = path
        self._answer = answer
        self.begins = begins
        """Where the answer really begins."""

    def read(self) -> bytes:
        """The next piece, nothing at the end. Raises ContentUnreachable."""
        piece = _piece(self._path, self._answer)
        self._host.received += len(piece)
        return piece

    def close(self) -> None:
        self._host.end_file(self._answer)


def _piece(path: str, answer: http.client.HTTPResponse) -> bytes:
    with _unreachable_if_broken(path):
        if answer.length == 0:
            answer.read()  # nothing is left of it; http.client wants to be told
            return b""
        piece = answer.read1(PIECE)
        if not piece and answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return piece


class _Line:
    """One connection to the host, kept while it lasts; one exchange at a time."""

    def __init__(self, url: str, proxy: str, limits: Limits, note: Callable[[http.client.HTTPResponse], None]) -> None:
        parts, through = urlsplit(url), urlsplit(proxy)
        self._secure = parts.scheme == "https"
        self._host = parts.hostname or ""
        self._port = parts.port
        self._base = parts.path.rstrip("/")
        self._proxy = (through.hostname or "", through.port or 80) if proxy else None
        self._origin = f"{parts.scheme}://{parts.netloc}" if proxy and not self._secure else ""
        self._limits = limits
        self._note = note
        self._connection: _Connection | None = None

    def ask(self, path: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, "_Connection"]:
        """Raises ContentUnreachable, ContentForeign."""
        try:
            with _unreachable_if_broken(path):
                return self._ask(path, headers)
        except SyncError:
            self.close()
            raise

    def done(self, answer: http.client.HTTPResponse) -> None:
        """An answer that was not read to its end takes the connection with it."""
        if not answer.isclosed():
            answer.close()
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, path: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, "_Connection"]:
        ends = time.monotonic() + self._limits.total_s
        kept, self._connection = self._connection, None
        connection = kept or self._connect()
        try:
            answer = self._exchange(connection, path, headers, ends)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            # A kept connection that the host has closed meanwhile says nothing about the host.
            if kept is None or isinstance(error, TimeoutError):
                raise
            connection = self._connection = self._connect()
            answer = self._exchange(connection, path, headers, ends)
        self._connection = connection
        self._note(answer)
        if answer.status >= 300:
            answer.read(DRAIN)
        return answer, connection

    def _exchange(
        self, connection: "_Connection", path: str, headers: dict[str, str], ends: float
    ) -> http.client.HTTPResponse:
        connection.limit(self._limits.read_s, ends)
        asked = f"{self._origin}{self._base}/{path}"
        connection.request("GET", asked, headers={"Accept-Encoding": "identity", **headers})
        return connection.getresponse()

    def _connect(self) -> "_Connection":
        kind = _SecureConnection if self._secure else _Connection
        if self._proxy is None:
            connection = kind(self._host, self._port, timeout=self._limits.connect_s)
        else:
            connection = kind(*self._proxy, timeout=self._limits.connect_s)
            if self._secure:
                connection.set_tunnel(self._host, self._port)
        connection.connect()
        return connection


def _check(path: str, answer: http.client.HTTPResponse) -> None:
    status = answer.status
    if status in {200, 206}:
        if answer.headers.get("Content-Encoding", "identity") != "identity":
            raise ContentForeign(f"{path}: encoded on the way")
        return
    if status in {301, 302, 303, 307, 308, 407, 511}:
        raise ContentForeign(f"{path}: HTTP {status}, sent somewhere else")
    if 400 <= status < 500 and status not in {408, 425, 429}:
        raise HttpStatus(status)
    raise ContentUnreachable(f"{path}: HTTP {status}")


@contextmanager
def _unreachable_if_broken(path: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise ContentForeign(f"{path}: the host's certificate is not valid: {error.verify_message}") from error
    except TimeoutError as error:
        raise ContentUnreachable(f"{path}: no answer within the limit") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ContentUnreachable(f"{path}: {getattr(error, 'strerror', None) or type(error).__name__}") from error


class _TimedReader(io.RawIOBase):
    """Sets the socket's time-out before each read: the read limit, or what is left of the total."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, left_s: Callable[[], float]) -> None:
        self._raw = raw
        self._sock = sock
        self._left_s = left_s

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # any writable buffer, passed through
        left = self._left_s()
        if left <= 0:
            raise TimeoutError("total limit")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Connection(http.client.HTTPConnection):
    _read_s = 5.0
    _ends: float | None = None

    def limit(self, read_s: float, ends: float | None) -> None:
        self._read_s, self._ends = read_s, ends

    def left_s(self) -> float:
        return self._read_s if self._ends is None else min(self._read_s, self._ends - time.monotonic())

    def response_class(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:  # type: ignore[override]
        answer = http.client.HTTPResponse(sock, *args, **kwargs)
        # The raw reader keeps the socket open when its connection lets go of it (Connection: close).
        answer.fp = io.BufferedReader(_TimedReader(answer.fp.detach(), sock, self.left_s))
        return answer


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    pass
