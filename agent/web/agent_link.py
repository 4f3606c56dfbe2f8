# SPDX-License-Identifier: Apache-2.0
"""The agent as the site sees it: often there, sometimes not."""

from pathlib import Path
from typing import TypeVar

from agent.client import ClientError, calls
from agent.client.blocking import Client
from agent.client.calls import Call
from contract.local import Role, Terminal

T = TypeVar("T")

LOOK_S = 3.0
"""For what a page merely shows: an agent that hangs must not hang the site."""
WORK_S = 40.0
"""For what makes the agent try a device or a whole connection."""


class AgentLink:
    def __init__(self, run: Path) -> None:
        socket_path = run / Role.WEB / "agent.sock"
        self._looking = Client(socket_path, LOOK_S)
        self._working = Client(socket_path, WORK_S)

    def terminal(self) -> Terminal | None:
        """None when it is not there."""
        try:
            return self._looking.send(calls.terminal())
        except ClientError:
            return None

    def look(self, call: Call[T]) -> T:
        """Raises ClientError."""
        return self._looking.send(call)

    def work(self, call: Call[T]) -> T:
        """Raises ClientError."""
        return self._working.send(call)
