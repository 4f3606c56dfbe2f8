# SPDX-License-Identifier: Apache-2.0
"""The way to a server, step by step: address, name, connection, certificate, answer. Each step has its limit, the
whole its own; no redirect is followed, and nothing of an answer but its status goes into a report."""

import errno
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from agent.platform.deadline import Deadline
from contract.local import ConnectionReport, ConnectionStep, ConnectionStepName

RESOLVE_S = 3.0
CONNECT_S = 3.0
MAX_URL = 300
MAX_BODY = 64 * 1024
"""Of a health document, a timestamp or a root."""
MAX_ADDRESSES = 4
_NO_ROUTE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})
PLATFORMS_AUTHORITIES: str = DEFAULT_CA_BUNDLE_PATH
"""Whom the platform client trusts."""
SYNCS_AUTHORITIES: str | None = None
"""Whom sync trusts: this system's own."""
_EXPIRED = 10
"""X509_V_ERR_CERT_HAS_EXPIRED."""


class StepFailed(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Steps:
    """Collects what was seen; the first that fails is the last."""

    def __init__(self) -> None:
        self._steps: list[ConnectionStep] = []
        self.detail = ""

    @contextmanager
    def step(self, name: ConnectionStepName) -> Iterator[None]:
        """`detail`, set within, is kept with the step. Raises StepFailed as it came."""
        started = time.monotonic()
        self.detail = ""
        code = ""
        try:
            yield
        except StepFailed as error:
            code, self.detail = error.code, error.detail
            raise
        finally:
            took = round((time.monotonic() - started) * 1000)
            held = not code
            self._steps.append(ConnectionStep(step=name, held=held, code=code, detail=self.detail, took_ms=took))

    def report(self) -> ConnectionReport:
        return ConnectionReport(steps=tuple(self._steps))


@dataclass(frozen=True)
class Where:
    encrypted: bool
    host: str
    port: int
    path: str


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    date: str
    """The Date header as it came, empty without one."""
    age: str
    """The Age header: how long a cache on the way has kept it."""


def where(url: str) -> Where:
    """Raises StepFailed."""
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > MAX_URL:
        raise StepFailed("notAnAddress", "characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise StepFailed("notAnAddress", "host or port") from None
    if parts.scheme not in {"http", "https"}:
        raise StepFailed("notAnAddress", "neither http nor https")
    if "@" in parts.netloc:
        raise StepFailed("notAnAddress", "a user or password in it")
    if not parts.hostname or port == 0:
        raise StepFailed("notAnAddress", "host or port")
    if parts.query or parts.fragment:
        raise StepFailed("notAnAddress", "a query in it")
    encrypted = parts.scheme == "https"
    return Where(encrypted, parts.hostname, port or (443 if encrypted else 80), parts.path.rstrip("/"))


def resolve(place: Where, limit_s: float) -> list[str]:
    """In a thread of its own: the system's resolver knows no limit. Raises StepFailed."""
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    thread = threading.Thread(target=look, name="resolve", daemon=True)
    thread.start()
    thread.join(min(limit_s, RESOLVE_S))
    if failed or (not thread.is_alive() and not found):
        raise StepFailed("nameUnknown")
    if thread.is_alive():
        raise StepFailed("timedOut")
    return found[:MAX_ADDRESSES]


def connect(place: Where, addresses: list[str], end: float) -> socket.socket:
    """Tries one address after the other. Raises StepFailed for the last."""
    failure = StepFailed("timedOut")
    for address in addresses:
        left = min(CONNECT_S, end - time.monotonic())
        if left <= 0:
            break
        try:
            return socket.create_connection((address, place.port), timeout=left)
        except TimeoutError:
            failure = StepFailed("timedOut", address)
        except ConnectionRefusedError:
            failure = StepFailed("refused", address)
        except OSError as error:
            failure = StepFailed("noRoute" if error.errno in _NO_ROUTE else "refused", address)
    raise failure


def encrypt(place: Where, plain: socket.socket, authorities: str | None, deadline: Deadline) -> ssl.SSLSocket:
    """Raises StepFailed."""
    context = ssl.create_default_context(cafile=authorities)
    try:
        return context.wrap_socket(plain, server_hostname=place.host)
    except ssl.SSLCertVerificationError as error:
        code = "certificateExpired" if error.verify_code == _EXPIRED else "certificateInvalid"
        raise StepFailed(code, error.verify_message) from None
    except (OSError, ValueError) as error:
        if deadline.passed or isinstance(error, TimeoutError):
            raise StepFailed("timedOut") from None
        raise StepFailed("certificateInvalid", "no TLS at this port") from None


def ask(place: Where, sock: socket.socket, path: str, deadline: Deadline, token: str = "") -> Answer:
    """GET over this socket, which is closed after it. Raises StepFailed."""
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.sock = sock
    headers = {"Accept": "application/json", "Connection": "close"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request("GET", place.path + path, headers=headers)
        response = connection.getresponse()
        content = response.read(MAX_BODY + 1)
        date, age = response.headers.get("Date", ""), response.headers.get("Age", "")
        status = response.status
    except (OSError, http.client.HTTPException, ValueError) as error:
        if deadline.passed or isinstance(error, TimeoutError):
            raise StepFailed("timedOut") from None
        raise StepFailed("foreignAnswer", "no HTTP") from None
    finally:
        connection.close()
    if deadline.passed:
        raise StepFailed("timedOut")
    if len(content) > MAX_BODY:
        raise StepFailed("foreignAnswer", "too long")
    return Answer(status, content, date, age)
