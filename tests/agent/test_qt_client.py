# SPDX-License-Identifier: Apache-2.0
"""The client in Qt's event loop before a real agent that is killed and started again, as a kiosk lives it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QGuiApplication

from agent.api.server import socket_path
from agent.client import AgentUnreachable, calls
from agent.client.qt import ANSWER_LIMIT_MS, QtClient
from contract.local import Role, Terminal

LIVELY_S = 10.0
"""Below ANSWER_LIMIT_MS: a call that never left is not taken for an answered one."""


class Kiosk:
    def __init__(self, folder: Path) -> None:
        self.config = folder / "terminal.toml"
        self.config.write_text(
            f'[platform]\nurl = "http://127.0.0.1:9"\n[paths]\nstate = "{folder}/state"\nrun = "{folder}/run"\n'
        )
        self.client = QtClient(socket_path(folder / "run", Role.KIOSK))
        self.connected = False
        self.client.connected.connect(self._is_connected)
        self.answers: list[object] = []
        self.agent: subprocess.Popen[bytes] | None = None
        self.start_agent()
        self.client.follow_events()

    def _is_connected(self, connected: bool) -> None:
        self.connected = connected

    def start_agent(self) -> None:
        command = [sys.executable, "-m", "agent", "--config", str(self.config)]
        self.agent = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def kill_agent(self) -> None:
        assert self.agent is not None
        self.agent.kill()
        self.agent.wait()

    def asks(self) -> None:
        self.client.send(calls.terminal(), self.answers.append, self.answers.append)

    def waits(self, until: Callable[[], bool], limit_s: float = LIVELY_S) -> bool:
        end = time.monotonic() + limit_s
        while not until() and time.monotonic() < end:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            time.sleep(0.005)
        return until()


@pytest.fixture
def kiosk(app: QGuiApplication, tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = Kiosk(tmp_path)
    try:
        assert kiosk.waits(lambda: kiosk.connected)
        yield kiosk
    finally:
        kiosk.kill_agent()
        kiosk.client.deleteLater()


def test_an_agent_that_was_killed_again_and_again_is_found_each_time(kiosk: Kiosk) -> None:
    """With calls under way when it dies, and more while it is away: what waits must not keep back what comes."""
    for _ in range(3):
        kiosk.asks()
        kiosk.kill_agent()
        kiosk.waits(lambda: not kiosk.connected)
        for _ in range(3):
            kiosk.asks()
        assert kiosk.waits(lambda: len(kiosk.answers) == 4), "a call to an agent that is gone never ended"
        kiosk.start_agent()
        assert kiosk.waits(lambda: kiosk.connected), "the event stream does not stand again"
        kiosk.answers.clear()
        kiosk.asks()
        assert kiosk.waits(lambda: bool(kiosk.answers)), "the call never left"
        assert isinstance(kiosk.answers.pop(), Terminal)


def test_a_call_to_an_agent_that_hangs_ends_as_unreachable(kiosk: Kiosk) -> None:
    assert kiosk.agent is not None
    kiosk.agent.send_signal(signal.SIGSTOP)
    kiosk.asks()
    assert kiosk.waits(lambda: bool(kiosk.answers), 2 * ANSWER_LIMIT_MS / 1000)
    assert isinstance(kiosk.answers.pop(), AgentUnreachable)
    kiosk.agent.send_signal(signal.SIGCONT)
    assert kiosk.waits(lambda: kiosk.connected)
    kiosk.asks()
    assert kiosk.waits(lambda: bool(kiosk.answers))
    assert isinstance(kiosk.answers.pop(), Terminal)
