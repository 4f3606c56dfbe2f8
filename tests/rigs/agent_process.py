# SPDX-License-Identifier: Apache-2.0
"""A real agent as a process of its own, for rigs: started, looked into from outside, killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from contract.local import Role

START_LIMIT_S = 30.0


class AgentProcess:
    """`prelude`: what is run in the process before the agent's own beginning, such as a planted defect."""

    def __init__(self, directory: Path, devices: str = "") -> None:
        self.directory = directory
        self.log = directory / "agent.log"
        self._config = directory / "terminal.toml"
        # Nobody listens at port 1: the platform is down, and stays so.
        self._config.write_text(
            f'[platform]\nurl = "http://127.0.0.1:1"\n[paths]\nstate = "{directory / "state"}"\n'
            f'run = "{directory / "run"}"\nsettings = "{directory / "settings"}"\ncontent = "{directory / "content"}"\n'
            f"{devices}",
            encoding="utf-8",
        )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def journal(self) -> Path:
        return self.directory / "state" / "journal.db"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def path(self, role: Role) -> Path:
        return socket_path(self.directory / "run", role)

    def client(self, role: Role, timeout_s: float = 10.0) -> Client:
        return Client(self.path(role), timeout_s)

    def start(self, prelude: str = "") -> None:
        code = f"{prelude}\nimport sys\nfrom agent.service import main\nsys.exit(main(sys.argv[1:]))"
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", code, "--config", str(self._config)], stderr=log, stdout=log
            )
        until(self._answers, START_LIMIT_S)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> int:
        """As the service manager does it; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(30)
        self._process = None
        return code

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))

    def files(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def _answers(self) -> bool:
        with suppress(AgentUnreachable):
            return bool(self.client(Role.OPERATOR).send(calls.terminal()).version)
        if not self.alive:
            raise RuntimeError(f"the agent did not start: {self.log.read_text(encoding='utf-8')[-500:]}")
        return False


def until(look: Callable[[], bool], limit_s: float) -> bool:
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        if look():
            return True
        time.sleep(0.02)
    return False
