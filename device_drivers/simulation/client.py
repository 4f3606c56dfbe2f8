# SPDX-License-Identifier: Apache-2.0
"""The caller's side of a simulator's control socket, for tests, the demo and the tour."""

import http.client
import json
import socket
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast

from device_drivers.simulation.requests import Json

_TIMEOUT_S = 5.0


class ControlError(Exception):
    """The simulator refused; the text is its reason."""


class SimulatorControl:
    def __init__(self, path: Path | str) -> None:
        self._path = str(path)

    def state(self) -> dict[str, Any]:  # Any: JSON whose shape the caller knows
        return self._json("GET", "/state")

    def put_faults(self, **changes: Json) -> dict[str, Any]:
        return self._json("PUT", "/faults", changes)

    def clear_faults(self) -> dict[str, Any]:
        return self._json("DELETE", "/faults")

    def act(self, action: str, **arguments: Json) -> dict[str, Any]:
        return self._json("POST", f"/actions/{action}", arguments)

    def put_card(self, **card: Json) -> None:
        self.act("put_card", **card)

    def take_card(self) -> None:
        self.act("take_card")

    def scan(self, text: str, symbology: str | None = None) -> None:
        self.act("scan", text=text, symbology=symbology)

    def slips(self) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", json.loads(self._call("GET", "/slips")))

    def slip_png(self, number: int) -> bytes:
        return self._call("GET", f"/slips/{number}.png")

    def slip_text(self, number: int) -> str:
        return self._call("GET", f"/slips/{number}.txt").decode()

    def clear_slips(self) -> None:
        self._call("DELETE", "/slips")

    def _json(self, method: str, path: str, body: dict[str, Json] | None = None) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(self._call(method, path, body)))

    def _call(self, method: str, path: str, body: dict[str, Json] | None = None) -> bytes:
        with closing(_UnixConnection(self._path)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            content = response.read()
        if response.status != HTTPStatus.OK:
            raise ControlError(json.loads(content)["error"])
        return content


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
