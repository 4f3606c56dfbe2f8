# SPDX-License-Identifier: Apache-2.0
"""Steers a simulator from outside: HTTP and JSON over a Unix socket."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from types import TracebackType
from typing import Protocol, Self

from device_drivers.simulation.faults import FaultBox
from device_drivers.simulation.requests import Content, Json, NotFound, Rejected, json_content

_MAX_BODY = 64 * 1024


class Steerable(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def faults(self) -> FaultBox: ...
    def state(self) -> dict[str, Json]: ...
    def act(self, action: str, arguments: Mapping[str, Json]) -> dict[str, Json]: ...
    def get(self, path: str) -> Content: ...
    def delete(self, path: str) -> None: ...


class ControlServer(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, device: Steerable) -> None:
        # Who sees the path may connect: it appears when the server listens.
        fresh = path.with_name(f".{path.name}")
        fresh.unlink(missing_ok=True)
        super().__init__(str(fresh), _Handler)
        fresh.chmod(0o600)
        fresh.replace(path)
        self.device = device
        self._path = path
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="control")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()
        self._path.unlink(missing_ok=True)


class _Handler(BaseHTTPRequestHandler):
    server: ControlServer
    timeout = 5.0

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_PUT(self) -> None:
        self._answer(self._put)

    def do_POST(self) -> None:
        self._answer(self._post)

    def do_DELETE(self) -> None:
        self._answer(self._delete)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        """Say nothing: requests carry personal data."""

    def _get(self) -> Content:
        device = self.server.device
        if self.path == "/state":
            return json_content({"device": device.kind, "faults": asdict(device.faults.now), **device.state()})
        return device.get(self.path)

    def _put(self) -> Content:
        if self.path != "/faults":
            raise NotFound(self.path)
        return json_content(asdict(self.server.device.faults.put(**self._arguments())))

    def _post(self) -> Content:
        if not self.path.startswith("/actions/"):
            raise NotFound(self.path)
        return json_content(self.server.device.act(self.path.removeprefix("/actions/"), self._arguments()))

    def _delete(self) -> Content:
        if self.path == "/faults":
            return json_content(asdict(self.server.device.faults.clear()))
        self.server.device.delete(self.path)
        return json_content({})

    def _arguments(self) -> dict[str, Json]:
        size = int(self.headers.get("Content-Length") or 0)
        if size > _MAX_BODY:
            raise Rejected(f"the body is longer than {_MAX_BODY} bytes")
        try:
            body = json.loads(self.rfile.read(size) or b"{}")
        except ValueError:
            raise Rejected("the body is not JSON") from None
        if not isinstance(body, dict):
            raise Rejected("the body is not a JSON object")
        return body

    def _answer(self, act: Callable[[], Content]) -> None:
        try:
            status, content = HTTPStatus.OK, act()
        except Rejected as refusal:
            status, content = HTTPStatus.BAD_REQUEST, json_content({"error": str(refusal)})
        except NotFound as refusal:
            status, content = HTTPStatus.NOT_FOUND, json_content({"error": f"there is no {refusal}"})
        self.send_response(status)
        self.send_header("Content-Type", content.kind)
        self.send_header("Content-Length", str(len(content.body)))
        self.end_headers()
        self.wfile.write(content.body)
