# SPDX-License-Identifier: Apache-2.0
"""A wire that fails on demand, laid around the platform: what is behind it knows nothing of it."""

import errno
import re
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import msgspec
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from central.sandbox.errors import InternalError
from contract.document import encode
from contract.platform import Fault

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FaultList = Annotated[tuple[Fault, ...], msgspec.Meta(max_length=20)]

_OPERATIONS = (
    ("bills", re.compile("POST /v1/bills/search")),
    ("bills", re.compile("POST /v1/bills/lookup")),
    ("search_orders", re.compile("POST /v1/order-searches")),
    ("settlement", re.compile("GET /v1/settlements/[^/]+")),
    ("create_order", re.compile("POST /v1/orders")),
    ("get_order", re.compile("GET /v1/orders/[^/]+")),
    ("close_order", re.compile("POST /v1/orders/[^/]+/close")),
    ("case", re.compile("GET /v1/cases/[^/]+")),
    ("records", re.compile("POST /v1/records")),
    ("any", re.compile(".+ /v1/.*")),
)
_PORTAL = "<!DOCTYPE html><title>Wi-Fi 登录</title><p>请先登录无线网络。Please sign in to the network."


class Cut(ConnectionAbortedError):
    """Cheroot closes the connection when the application raises what a broken one would."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNABORTED, "cut on demand")


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def present(self) -> tuple[Fault, ...]:
        with self._lock:
            return tuple(self._faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        with self._lock:
            self._faults = list(faults)

    def take(self, operation: str) -> Fault | None:
        """The first fault that fits, counted down."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.operation in {operation, "any"}:
                    if fault.times is not None:
                        left = [msgspec.structs.replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                        self._faults[place : place + 1] = left
                    return fault
        return None


class FaultyWire:
    def __init__(self, app: "WSGIApplication", faults: Faults) -> None:
        self._app = app
        self._faults = faults
        self._ending = threading.Event()

    def end(self) -> None:
        """Breaks off every delay."""
        self._ending.set()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        operation = operation_of(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        fault = self._faults.take(operation) if operation else None
        if fault is None:
            return self._app(environ, start_response)
        if self._ending.wait(fault.delay_ms / 1000) or fault.outcome == "refuse":
            raise Cut
        if fault.outcome == "html":
            return Response(_PORTAL, content_type="text/html; charset=utf-8")(environ, start_response)
        if fault.outcome == "http_500":
            problem = encode(InternalError().problem())
            return Response(problem, 500, content_type="application/problem+json")(environ, start_response)
        if fault.outcome == "normal":
            return self._app(environ, start_response)
        parts, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        if fault.outcome == "drop":
            raise Cut
        content = b"".join(parts)
        return Response(content[: len(content) // 2], status, headers)(environ, start_response)


def operation_of(method: str, path: str) -> str | None:
    """The name that faults use; None for what no fault may touch."""
    address = f"{method} {path}"
    return next((name for name, pattern in _OPERATIONS if pattern.fullmatch(address)), None)
