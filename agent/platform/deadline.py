# SPDX-License-Identifier: Apache-2.0
"""A total limit for calls made with requests, which knows only limits for connecting and for each wait.

A server that sends one byte every few seconds keeps every single wait short and the call endless. Here a timer
shuts the call's socket when the total is over; what then fails is recognised by `Deadline.passed`.
(Resolving a name is the one part out of reach: it is bounded by the system's resolver.)
"""

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current = threading.local()


class Deadline:
    """`with Deadline(total_s) as deadline:` around one call in this thread."""

    def __init__(self, total_s: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(total_s, self._end)
        self._timer.daemon = True

    def watch(self, sock: socket.socket | None) -> None:
        """The socket itself, not its connection: http.client lets go of it before the body is read."""
        self._socket = sock
        if self.passed:
            self._shut()

    def _end(self) -> None:
        self.passed = True
        self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        _current.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        _current.deadline = None


def _tell(sock: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.watch(sock)


class _WatchedHTTP(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _tell(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:  # urllib3's own long signature, passed through
        _tell(self.sock)
        super().request(*args, **kwargs)


class _WatchedHTTPS(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _tell(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        _tell(self.sock)
        super().request(*args, **kwargs)


class _PoolHTTP(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _PoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


class DeadlineAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PoolHTTP, "https": _PoolHTTPS}
