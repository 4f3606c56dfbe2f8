# SPDX-License-Identifier: Apache-2.0
"""The supervisor with small programs in the place of the terminal's."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from central.demo.errors import NotReady
from central.demo.running.processes import Child, Program, appeared, logged, notified
from central.demo.running.supervisor import Supervisor
from contract.text import LocalText

LIMIT_S = 10.0

NOTIFIES = """
import os, socket, time
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"STATUS=up\\nREADY=1", os.environ["NOTIFY_SOCKET"])
time.sleep(60)
"""
TELLS_MUCH = """
teller = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
for _ in range(300):
    teller.sendto(b"WATCHDOG=1", os.environ["NOTIFY_SOCKET"])
print("told all", flush=True)
time.sleep(60)
"""
SAYS = "import time; print('ready now', flush=True); time.sleep(60)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready now', flush=True); time.sleep(60)"
)
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("ready now", child.pid, flush=True)
time.sleep(60)
"""
CRASHES = "print('cannot find the thing'); raise SystemExit(3)"


def program(name: str, code: str, is_ready: Callable[[Child], bool], limit_s: float = LIMIT_S) -> Program:
    environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    return Program(name, lambda: [sys.executable, "-c", code], is_ready, environment, limit_s)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until(look: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    end = time.monotonic() + limit_s
    while not look():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.02)


@dataclass
class Ground:
    logs: Path
    notes: Path
    said: list[str] = field(default_factory=list)

    def supervisor(self, *programs: Program) -> Supervisor:
        return Supervisor(iter(programs), logs=self.logs, notes=self.notes, say=self.said.append)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    ground = Ground(tmp_path / "log", tmp_path / "n")
    ground.logs.mkdir()
    ground.notes.mkdir()
    yield ground
    assert list(ground.notes.iterdir()) == []


def test_starts_in_order_and_ends_in_reverse(ground: Ground) -> None:
    with ground.supervisor(
        program("first", SAYS, logged("^ready")), program("second", NOTIFIES, notified)
    ) as supervisor:
        pids = [supervisor.pid("first"), supervisor.pid("second")]
        assert all(pid is not None and is_alive(pid) for pid in pids)
    assert [line.split()[:2] for line in ground.said] == [
        ["start", "first"],
        ["start", "second"],
        ["ended", "second"],
        ["ended", "first"],
    ]
    assert not any(is_alive(pid) for pid in pids if pid is not None)


def test_the_next_program_is_asked_for_when_the_one_before_is_ready(ground: Ground, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    code = f"import time; time.sleep(0.3); open({str(touched)!r}, 'w').close(); time.sleep(60)"

    def lazily() -> Iterator[Program]:
        yield program("first", code, appeared(touched))
        assert touched.exists()
        yield program("second", SAYS, logged("^ready"))

    with Supervisor(lazily(), logs=ground.logs, notes=ground.notes, say=ground.said.append):
        assert len(ground.said) == 2


def test_a_program_that_never_gets_ready_is_reported_with_its_log(ground: Ground) -> None:
    silent = program("silent", "print('waiting for Godot', flush=True); import time; time.sleep(60)", notified, 0.8)
    with (
        pytest.raises(NotReady, match=r"silent was not ready within 0\.8 s") as caught,
        ground.supervisor(program("first", SAYS, logged("^ready")), silent),
    ):
        raise AssertionError("it must not come here")
    assert "Godot" in caught.value.tail


def test_a_program_that_ends_before_it_is_ready_is_reported_at_once(ground: Ground) -> None:
    began = time.monotonic()
    with (
        pytest.raises(NotReady, match="broken ended with 3") as caught,
        ground.supervisor(program("broken", CRASHES, notified)),
    ):
        raise AssertionError("it must not come here")
    assert "cannot find the thing" in caught.value.tail
    assert time.monotonic() - began < LIMIT_S / 2


def test_a_killed_program_is_started_again_and_it_says_so(ground: Ground) -> None:
    with ground.supervisor(program("worker", NOTIFIES, notified)) as supervisor:
        first = supervisor.pid("worker")
        assert first is not None
        assert supervisor.kill("worker")
        wait_until(lambda: supervisor.pid("worker") not in {None, first})
    assert any(line.startswith("crash  worker was ended by SIGKILL") for line in ground.said)
    assert any(line.startswith("again  worker") for line in ground.said)


def test_a_program_that_tells_much_is_never_kept_waiting(ground: Ground) -> None:
    """A watchdog tells again and again: far more than a socket holds."""
    code = NOTIFIES.replace("time.sleep(60)", TELLS_MUCH)
    with ground.supervisor(program("talker", code, notified)):
        wait_until(lambda: "told all" in (ground.logs / "talker.log").read_text())


def test_a_program_that_does_not_listen_is_killed(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central.demo.running.processes.END_LIMIT_S", 0.3)
    with ground.supervisor(program("deaf", DEAF, logged("^ready"))) as supervisor:
        pid = supervisor.pid("deaf")
    assert pid is not None
    assert not is_alive(pid)


def test_children_of_a_program_end_with_it(ground: Ground) -> None:
    with ground.supervisor(program("parent", WITH_CHILD, logged("^ready"))):
        grandchild = int((ground.logs / "parent.log").read_text().split()[-1])
        assert is_alive(grandchild)
    wait_until(lambda: not is_alive(grandchild))


def test_nothing_outlives_a_killed_supervisor(ground: Ground) -> None:
    code = f"""
import sys, time
from pathlib import Path
from tests.central.demo.test_supervisor import SAYS, program
from central.demo.running.processes import logged
from central.demo.running.supervisor import Supervisor
from contract.text import LocalText
programs = iter([program("one", SAYS, logged("^ready")), program("two", SAYS, logged("^ready"))])
with Supervisor(programs, logs=Path({str(ground.logs)!r}), notes=Path({str(ground.notes)!r})) as supervisor:
    print(supervisor.pid("one"), supervisor.pid("two"), flush=True)
    time.sleep(60)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    with supervisor, supervisor.stdout as said:
        pids = next([int(word) for word in line.split()] for line in said if line[0].isdigit())
        supervisor.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in pids))
    for leftover in ground.notes.iterdir():  # a killed supervisor tidies no files
        leftover.unlink()


def test_an_end_by_a_signal_without_a_name_is_an_end_like_others(ground: Ground) -> None:
    noted: list[LocalText] = []
    number = signal.SIGRTMIN + 3
    worker = program("worker", NOTIFIES, notified)
    with Supervisor(
        iter([worker]), logs=ground.logs, notes=ground.notes, say=ground.said.append, note=noted.append
    ) as supervisor:
        first = supervisor.pid("worker")
        assert first is not None
        os.kill(first, number)
        wait_until(lambda: supervisor.pid("worker") not in {None, first})
    assert any(line.startswith(f"crash  worker was ended by signal {number}") for line in ground.said)
    assert noted[0] == LocalText(
        zh=f"worker意外结束（收到信号 {number}），马上重新启动",
        en=f"worker ended unasked (by signal {number}) and is being started again",
    )
