# SPDX-License-Identifier: Apache-2.0
"""The program itself: configuration, previews, start, the service manager, the end; and what is seen under X."""

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from contract.local import Topic
from signage.application import CRASHED
from signage.samples import SAMPLES
from tests.signage.agents import SignageAgent, configuration
from tests.signage.content import Folder, board, notice, only, release
from tests.signage.content import alert as warning

ROOT = Path(__file__).resolve().parent.parent.parent
QUIET = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def start(*arguments: str, module: str = "signage", **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | QUIET | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait(happens: Callable[[], object]) -> None:
    ends = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < ends, "in vain"
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("text", "named"), [("[signage.lobby]\nrendere = 'gpu'\n", "rendere"), ("[signage.lobby]\n", "hall")]
)
def test_bad_configuration_is_one_clear_line(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text)
    process = start("--config", str(file), "--output", "hall")
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err.count("\n")) == (2, "", 1)
    assert named in err


def test_previews_of_samples_and_of_what_is_published(tmp_path: Path, folder: Folder) -> None:
    listed, _ = start("--render", "list").communicate(timeout=20)
    assert listed.split() == list(SAMPLES)
    red = folder.picture("#c81e28")
    folder.publish(release(*only(red), notice("later", valid_from="2027-01-01T00:00:00+08:00")))
    folder.warn(board(warning("a")))
    wanted = {"now": "--render", f"media:{red.sha256}": "--render", "notice:330106/001/012:later": "--render"}
    asked = [part for what in [*wanted, "alert:330106:a"] for part in ("--render", what)]
    pictures = [tmp_path / f"{number}.png" for number in range(4)]
    outs = [part for picture in pictures for part in ("--out", str(picture))]
    process = start("--content", str(folder.root), "--at", "2026-11-24T10:00", *asked, *outs)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    middles = [Image.open(picture).convert("RGB").getpixel((600, 450)) for picture in pictures[:2]]
    assert middles == [(200, 30, 40), (200, 30, 40)]
    assert Image.open(pictures[2]).convert("RGB").getpixel((600, 450)) != (200, 30, 40)
    assert Image.open(pictures[3]).convert("RGB").getpixel((3, 3)) == (163, 32, 27)


@pytest.mark.parametrize("asked", [["--render", "nosuch", "--out", "x.png"], ["--render", "notice"]])
def test_an_impossible_preview_is_refused(asked: list[str]) -> None:
    process = start(*asked)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert err.startswith("linli signage: ")


def test_explains_itself(folder: Folder) -> None:
    folder.publish(release(notice("n", "停水通知", valid_until="2026-11-23T12:00:00+08:00")))
    process = start("--content", str(folder.root), "--at", "2026-11-23T11:00+08:00", "--explain")
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    for expected in ("every valid notice plays", "notice:330106/001/012:n", "停水通知", "until: 2026-11-23 12:00:00"):
        assert expected in out


def test_what_nobody_foresaw_ends_the_process(run_dir: Path, folder: Folder) -> None:
    program = (
        "import sys, signage.player\n"
        "from signage.__main__ import main\n"
        "from PySide6.QtCore import QTimer\n"
        "real = signage.player.showing_at\n"
        "calls = []\n"
        "signage.player.showing_at = lambda *a: calls.append(1) or (real(*a) if len(calls) < 2 else 1 / 0)\n"
        f"sys.exit(main(['--windowed', '--config', {str(configuration(run_dir, folder.root))!r}]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | QUIET, stderr=subprocess.PIPE, text=True
    )
    wait((run_dir / "state").exists)
    folder.publish(release(notice("n")))
    _, err = process.communicate(timeout=20)
    assert process.returncode == CRASHED
    assert "ZeroDivisionError" in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_without_agent_and_release_it_is_ready_and_keeps_saying_so(
    run_dir: Path, tmp_path: Path, number: signal.Signals
) -> None:
    address = run_dir / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(20)
        config = configuration(run_dir, tmp_path / "none")
        supervision = {"NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "400000"}
        for module in ("signage", "signage.standby"):
            process = start("--config", str(config), "--windowed", module=module, **supervision)
            heard = [manager.recv(100) for _ in range(4)]
            assert heard == [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"]
            process.send_signal(number)
            _, err = process.communicate(timeout=20)
            assert process.returncode == 0, err
            assert "Traceback" not in err
            while manager.recv(100) != b"STOPPING=1":
                pass


def test_changed_settings_end_it_to_be_started_anew_and_nothing_is_lost(run_dir: Path, folder: Folder) -> None:
    agent = SignageAgent(run_dir / "signage" / "agent.sock")
    agent.live()
    red = folder.picture("red")
    folder.publish(release(*only(red)))
    config = configuration(run_dir, folder.root)
    process = start("--config", str(config), "--windowed")
    wait(lambda: agent._streams)
    time.sleep(0.5)
    agent.say(Topic.SETTINGS)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in err) == (0, False)
    with contextlib.closing(sqlite3.connect(run_dir / "state" / "lobby" / "plays.db")) as database:
        [held] = database.execute("SELECT count(*) FROM play").fetchone()
    assert held == 1
    again = start("--config", str(config), "--windowed")
    wait(lambda: agent.told)
    again.terminate()
    again.communicate(timeout=20)
    assert agent.told[0].item == f"media:{red.sha256}"
    assert agent.told[0].frames > 0
    assert agent.told[0].interrupted
    agent.die()


# ---- under X, without a window manager


@pytest.fixture
def display() -> Iterator[str]:
    """An X server of its own; the number is the server's to choose."""
    assert shutil.which("Xvfb"), "apt-packages.txt has it"
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x360x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def seen(display: str) -> Image.Image:
    command = ["ffmpeg", "-loglevel", "error", "-f", "x11grab", "-draw_mouse", "0", "-video_size", "640x360"]
    command += ["-i", display, "-frames:v", "1", "-f", "image2pipe", "-c:v", "ppm", "-"]
    import io

    data = subprocess.run(command, check=True, capture_output=True, timeout=20).stdout
    return Image.open(io.BytesIO(data)).convert("RGB")


PAPER = (247, 244, 238)


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(a - b) <= 6 for a, b in zip(found, wanted, strict=True))


def test_a_killed_player_uncovers_the_standby_picture(display: str, run_dir: Path, folder: Folder) -> None:
    """Also when the standby program was started after it; and a film is really seen, without a GPU."""
    green = folder.clip("0x1e963c", 1.0)
    folder.publish(release(*only(green)))
    config = configuration(run_dir, folder.root)
    under_x = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display, "QT_XCB_GL_INTEGRATION": "none"}
    player = start("--config", str(config), **under_x)
    wait(lambda: near(seen(display).getpixel((210, 180)), (30, 150, 60)))
    standby = start("--config", str(config), module="signage.standby", **under_x)
    ends = time.monotonic() + 3
    while time.monotonic() < ends:
        assert near(seen(display).getpixel((210, 180)), (30, 150, 60)), "it lies below"
    player.kill()
    player.communicate()
    wait(lambda: near(seen(display).getpixel((210, 180)), PAPER) or None)
    colours = {colour for _, colour in seen(display).getcolors(maxcolors=1 << 20) or ()}
    assert (168, 64, 28) in colours, "the standby picture, not an empty screen"
    standby.terminate()
    _, err = standby.communicate(timeout=20)
    assert (standby.returncode, err) == (0, "")
