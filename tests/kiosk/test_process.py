# SPDX-License-Identifier: Apache-2.0
"""The program itself: configuration, previews, start, the service manager, the end."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.application import CRASHED
from kiosk.samples import SAMPLES
from tests.kiosk.fake_agent import FakeAgent

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def kiosk(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *arguments],
        cwd=ROOT,
        env=os.environ | QUIET | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_bad_configuration_is_one_clear_line(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[kiosk]\nidle_seconds = 5\n")
    process = kiosk("--config", str(bad))
    out, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "idle_seconds" in err


def test_previews(tmp_path: Path) -> None:
    listed, _ = kiosk("--render", "list").communicate(timeout=20)
    assert listed.split() == list(SAMPLES)
    pictures = [tmp_path / "home.png", tmp_path / "code.png"]
    asked = ["--render", "home", "--out", str(pictures[0]), "--render", "code", "--out", str(pictures[1])]
    process = kiosk(*asked, "--elder")
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


def test_an_unknown_preview_is_refused() -> None:
    process = kiosk("--render", "nosuch", "--out", "x.png")
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "home" in err


@pytest.mark.parametrize("broken", ["kiosk.shell.step", "kiosk.content.active"])
def test_what_nobody_foresaw_ends_the_process(broken: str) -> None:
    """An error in a slot, which Qt would pass over; and one in the thread that reads alerts."""
    program = (
        "import sys, kiosk.shell, kiosk.content\n"
        "from kiosk.__main__ import main\n"
        f"{broken} = lambda *_: 1 / 0\n"
        "sys.exit(main(['--windowed']))\n"
    )
    command = [sys.executable, "-c", program]
    environment = os.environ | QUIET
    ended = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20)
    assert ended.returncode == CRASHED
    assert "ZeroDivisionError" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_says_ready_keeps_saying_and_ends_when_told(run_dir: Path, number: signal.Signals) -> None:
    agent = FakeAgent(run_dir / "kiosk" / "agent.sock")
    agent.live()
    config = run_dir / "terminal.toml"
    config.write_text(f'[paths]\nrun = "{run_dir}"\n')
    address = run_dir / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(20)
        process = kiosk("--config", str(config), "--windowed", NOTIFY_SOCKET=str(address), WATCHDOG_USEC="400000")
        heard = [manager.recv(100) for _ in range(3)]
        assert heard.count(b"READY=1") == 1
        assert heard.count(b"WATCHDOG=1") == 2
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert agent.count("GET", "/v1/payments/current") >= 1
    agent.die()
