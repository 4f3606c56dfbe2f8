# SPDX-License-Identifier: Apache-2.0
"""What rigs that break devices need: a real agent process, and its devices in another one.

The agent's inside is known by its sockets and by what the kernel tells of its process. The devices stand apart, so that
whoever measures shares an interpreter with neither.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.blocking import Client
from contract.local import Device, Role
from device_drivers.simulation import SimulatorControl
from device_drivers.simulation.control import ControlServer
from device_drivers.simulation.device import SimulatedDevice

START_LIMIT_S, STOP_LIMIT_S = 30.0, 25.0


class AgentProcess:
    """`program`: a module that adds to the agent what the rig needs, and then is the agent."""

    def __init__(self, folder: Path, devices: str, program: str, *options: str, **environment: str) -> None:
        self.folder = folder
        folder.mkdir()
        self._config = folder / "terminal.toml"
        self._config.write_text(_CONFIG.format(folder=folder) + devices, encoding="utf-8")
        self._command = [sys.executable, "-m", program, *options, "--config", str(self._config)]
        self._environment = {**os.environ, **environment}
        (folder / "token").write_text("rig", encoding="ascii")
        self._process: subprocess.Popen[bytes] | None = None
        self._asked_to_stop = False

    def start(self) -> None:
        """Without waiting until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(self._command, stderr=log, env=self._environment)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def client(self, role: Role, timeout_s: float = 10.0) -> Client:
        return Client(socket_path(self.folder / "run", role), timeout_s)

    def devices(self) -> dict[str, Device]:
        """Empty while it does not answer."""
        with suppress(AgentUnreachable):
            seen = self.client(Role.KIOSK).send(calls.terminal()).devices
            return {device.device_id: device for device in seen}
        return {}

    def children(self) -> set[int]:
        found: set[int] = set()
        for file in Path(f"/proc/{self.pid}/task").glob("*/children"):
            with suppress(OSError):  # a thread that has just ended
                found.update(map(int, file.read_text(encoding="ascii").split()))
        return found

    def holds(self) -> dict[str, int]:
        """What must not grow."""
        return {**holds_of(self.pid), "children": len(self.children())}

    def ask_to_stop(self) -> None:
        """Once: a second signal may meet an interpreter that has put its handlers away already."""
        assert self._process is not None
        if not self._asked_to_stop:
            self._asked_to_stop = True
            self._process.terminate()

    def stop(self) -> bool:
        """Whether it ended by itself, in time and in order."""
        self.ask_to_stop()
        assert self._process is not None
        try:
            return self._process.wait(STOP_LIMIT_S) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.kill()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


_CONFIG = """
[terminal]
profile = "sandbox"
[platform]
url = "http://127.0.0.1:9"
token_file = "{folder}/token"
[paths]
state = "{folder}/state"
run = "{folder}/run"
settings = "{folder}/settings"
content = "{folder}/content"
"""


class World:
    """Simulated devices in a forked process, steered through their control sockets."""

    def __init__(self, folder: Path, make: Callable[[], Mapping[str, SimulatedDevice]]) -> None:
        """`make` is called there."""
        self._folder = folder
        self._process = os.fork()
        if not self._process:
            code = 1
            try:
                _play(folder, make)
                code = 0
            finally:
                os._exit(code)

    def control(self, name: str) -> SimulatorControl:
        path = self._folder / f"{name}.control"
        until(path.exists, f"{name} does not appear")
        return SimulatorControl(path)

    def port(self, name: str) -> int:
        return int(self.control(name).state()["port"])

    def stop(self) -> None:
        os.kill(self._process, signal.SIGTERM)
        os.waitpid(self._process, 0)


def _play(folder: Path, make: Callable[[], Mapping[str, SimulatedDevice]]) -> None:
    end = Event()
    signal.signal(signal.SIGTERM, lambda *_: end.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with ExitStack() as open_ones:
        for name, device in make().items():
            open_ones.enter_context(device)
            open_ones.enter_context(ControlServer(folder / f"{name}.control", device))
        while not end.wait(1.0):
            if os.getppid() == 1:  # whoever measured is dead
                return


def holds_of(pid: int) -> dict[str, int]:
    """Raises FileNotFoundError when it has ended."""
    process = Path(f"/proc/{pid}")
    return {"threads": len(list((process / "task").iterdir())), "descriptors": len(list((process / "fd").iterdir()))}


def until(true: Callable[[], object], what: str, limit_s: float = START_LIMIT_S) -> None:
    end = time.monotonic() + limit_s
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(what)
        time.sleep(0.01)


def is_gone(pid: int) -> bool:
    """Also when its end was not asked for yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"
