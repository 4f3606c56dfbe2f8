# SPDX-License-Identifier: Apache-2.0
"""One program as a process of its own: started with a log and a notify socket, ended with its whole group."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

END_LIMIT_S = 8.0
"""Above the agent's own limit for closing its sockets."""
LOOK_S = 0.02
TAIL_BYTES = 4000


@dataclass(frozen=True)
class Program:
    """`command` is asked anew at each start: a screen learns its number only when it runs the first time."""

    name: str
    command: Callable[[], list[str]]
    is_ready: Callable[["Child"], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_within_s: float = 20.0


class Child:
    """A running program. All calls come from the thread that made it: when that thread ends, so does the child."""

    def __init__(self, program: Program, logs: Path, notes: Path) -> None:
        self.program = program
        self.started = time.monotonic()
        self._log = logs / f"{program.name}.log"
        self._notes_path = notes / program.name
        self._notes_path.unlink(missing_ok=True)
        self._notes = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        self._notes.bind(str(self._notes_path))
        self._said_ready = False
        with self._log.open("ab") as log:
            self._log_begins = log.tell()
            self._process = subprocess.Popen(
                # The kernel ends the child with us, however we end: nothing outlives a killed supervisor.
                ["setpriv", "--pdeathsig", "KILL", "--", *program.command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**program.environment, "NOTIFY_SOCKET": str(self._notes_path)},
                process_group=0,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def age_s(self) -> float:
        return time.monotonic() - self.started

    @property
    def exit_code(self) -> int | None:
        return self._process.poll()

    def is_ready(self) -> bool:
        return self.program.is_ready(self)

    def has_notified(self) -> bool:
        """Whether it said READY=1, as to systemd (sd_notify)."""
        self.listen()
        return self._said_ready

    def listen(self) -> None:
        """Takes what it has said. To be called again and again: who talks to a full socket waits there for ever."""
        with suppress(BlockingIOError):
            while True:
                self._said_ready |= b"READY=1" in self._notes.recv(4096).split(b"\n")

    def log_since_start(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._log_begins)
            return log.read().decode(errors="replace")

    def log_tail(self) -> str:
        return self.log_since_start()[-TAIL_BYTES:].strip()

    def end(self) -> None:
        """Asks, waits, then kills what is left of its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGTERM)
        end = time.monotonic() + END_LIMIT_S
        while self._process.poll() is None and time.monotonic() < end:
            self.listen()
            time.sleep(LOOK_S)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait(END_LIMIT_S)
        self._notes.close()
        self._notes_path.unlink(missing_ok=True)


def notified(child: Child) -> bool:
    return child.has_notified()


def appeared(path: Path) -> Callable[[Child], bool]:
    """For servers that show a socket only once it listens."""
    return lambda _child: path.exists()


def logged(pattern: str) -> Callable[[Child], bool]:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda child: compiled.search(child.log_since_start()) is not None
