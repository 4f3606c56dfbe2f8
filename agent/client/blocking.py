# SPDX-License-Identifier: Apache-2.0
"""The local API for programs without an event loop: the `linli` command, the demo, tests."""

import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from agent.client.calls import EVENTS_PATH, Call
from agent.client.errors import AgentUnreachable
from agent.client.sse import EventParser
from contract.local import Event

T = TypeVar("T")


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, timeout_s: float) -> None:
        super().__init__("agent", timeout=timeout_s)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


class Client:
    """One connection per call: calls are few, and a restarted agent is found again at once."""

    def __init__(self, socket_path: Path, timeout_s: float = 15.0) -> None:
        self._path = socket_path
        self._timeout_s = timeout_s

    def send(self, call: Call[T]) -> T:
        """Raises AgentUnreachable or Refused."""
        connection = UnixConnection(self._path, self._timeout_s)
        headers = {"Content-Type": "application/json"} if call.body is not None else {}
        try:
            connection.request(call.method, call.path, call.body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise AgentUnreachable(str(error)) from error
        finally:
            connection.close()
        return call.read(answer.status, content)

    def events(self, last_id: int | None = None, timeout_s: float = 30.0) -> Iterator[Event]:
        """Ends with AgentUnreachable when the stream breaks or is silent for `timeout_s`."""
        connection = UnixConnection(self._path, timeout_s)
        parser = EventParser(last_id)
        headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        try:
            connection.request("GET", EVENTS_PATH, headers=headers)
            answer = connection.getresponse()
            while data := answer.read1(65536):
                yield from parser.feed(data)
        except (OSError, http.client.HTTPException) as error:
            raise AgentUnreachable(str(error)) from error
        finally:
            connection.close()
        raise AgentUnreachable("the event stream ended")
