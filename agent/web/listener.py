# SPDX-License-Identifier: Apache-2.0
"""cheroot with TLS. The handshake is made by the worker and not by the one thread that accepts, and each connection
has a total limit beside cheroot's limit for each wait: a client that sends a byte now and then holds nothing up."""

import contextlib
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cheroot.server import HTTPConnection
from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

log = logging.getLogger("agent.web")

THREADS = 8
PER_ADDRESS = 6
"""Served at a time for one address: what a browser opens. The rest of the threads are there for others."""
WAITING = 32
WAIT_S = 10
TOTAL_S = 60.0
"""For reading a request and answering it; the longest answers are a connection test and the bundle."""
LOOK_S = 1.0
STOP_S = 3
MAX_BODY = 256 * 1024
"""More is answered in words; more than DROPPED_BODY is not even read to its end."""
DROPPED_BODY = 2 * 1024 * 1024
MAX_HEADER = 16 * 1024
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
PLAIN_ANSWER = (
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "请把地址开头改成 https:// 再打开。\nPlease open this address with https:// instead.\n"
).encode()


def context_for(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_NO_COMPRESSION
    context.load_cert_chain(certificate)
    return context


class Listener:
    """Serves until `stop`. Raises OSError when the address cannot be had."""

    def __init__(self, address: tuple[str, int], app: Callable[..., Any], context: ssl.SSLContext) -> None:
        # Both listeners have one port; the kernel gives a connection to the one whose address is the nearer.
        server: Any = Server(
            address, app, numthreads=THREADS, max=THREADS, timeout=WAIT_S, shutdown_timeout=STOP_S,
            request_queue_size=WAITING, accepted_queue_size=WAITING, accepted_queue_timeout=1, reuse_port=True,
            server_name="linli",
        )  # fmt: skip
        server.ssl_adapter = _LateHandshake(context)
        server.ConnectionClass = _Bounded
        server.max_request_body_size = DROPPED_BODY
        server.max_request_header_size = MAX_HEADER
        server.error_log = _say
        self._patience = server.patience = _Patience()
        server.prepare()
        self._server = server
        self._thread = threading.Thread(target=server.serve, name=f"web-{address[0]}", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._server.stop()
        self._thread.join(STOP_S)
        self._patience.stop()


class _LateHandshake(BuiltinSSLAdapter):
    def __init__(self, context: ssl.SSLContext) -> None:
        """cheroot's own would load the files again, into a context of its own making."""
        self.context = context

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _Bounded(HTTPConnection):
    _shaken = False

    def communicate(self) -> bool:
        with self.server.patience.watching(self.socket, self.remote_addr) as welcome:
            return bool(welcome and self._shake() and super().communicate())  # type: ignore[no-untyped-call] # cheroot

    def _shake(self) -> bool:
        if self._shaken:
            return True
        try:
            self.socket.do_handshake()
        except ssl.SSLError as error:
            if error.reason == "HTTP_REQUEST":
                with contextlib.suppress(OSError):
                    socket.socket.send(self.socket, PLAIN_ANSWER)
            return False
        except OSError:
            return False
        self._shaken = True
        return True


class _Patience:
    """Ends connections that have been served for too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: dict[socket.socket, tuple[str, float]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="web-patience", daemon=True)
        self._thread.start()

    @contextlib.contextmanager
    def watching(self, sock: socket.socket, address: str | None) -> Any:
        """Yields whether there is room for this address."""
        with self._lock:
            taken = sum(1 for other, _ in self._served.values() if other == address)
            welcome = taken < PER_ADDRESS
            if welcome:
                self._served[sock] = (address or "", time.monotonic() + TOTAL_S)
        try:
            yield welcome
        finally:
            with self._lock:
                self._served.pop(sock, None)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(STOP_S)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_S):
            now = time.monotonic()
            with self._lock:
                overdue = [sock for sock, (_, until) in self._served.items() if until < now]
                for sock in overdue:
                    with contextlib.suppress(OSError):
                        # The plain one: the TLS layer's would take its own object away from the reading thread.
                        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _say(msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # cheroot's signature
    """What a client does wrong is no news; what the application lets through is."""
    log.log(level if level >= logging.ERROR else logging.DEBUG, "%s", msg, exc_info=traceback)
