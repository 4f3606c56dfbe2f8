# SPDX-License-Identifier: Apache-2.0
"""A real weston with two outputs on an X server of its own, the file from `linli display`, and windows on it."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import mss
from PIL import Image, ImageChops, ImageStat

from linli import display

LIMIT_S = 40.0
LOOK_S = 0.2
PAPER = (0xF7, 0xF4, 0xEE)
SCREENS = {"kiosk": (540, 960), "lobby": (960, 540)}
MOVED = 1.0
"""Mean difference of a channel, of 255: more than a clock's figures or a ticker's step, less than a page."""


def different(one: Image.Image, other: Image.Image) -> bool:
    """More than a clock's figures or a ticker's step."""
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) > MOVED


@dataclass
class Hall:
    folder: Path
    display: str
    config: Path
    windows: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.empty = {name: Image.new("RGB", size, PAPER) for name, size in SCREENS.items()}

    def start(self, name: str, *command: str) -> None:
        environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(self.folder),
            "WAYLAND_DISPLAY": str(self.folder / "wayland-0"),
            "QT_QPA_PLATFORM": "wayland",
            "QT_QUICK_BACKEND": "software",
        }
        environment.pop("NOTIFY_SOCKET", None)
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command, "--config", str(self.config)], env=environment, stdout=log, stderr=log
            )

    def kill(self, name: str) -> None:
        self.processes[name].kill()
        self.processes.pop(name).wait(LIMIT_S)

    def picture(self, name: str) -> Image.Image:
        width, height = SCREENS[name]
        with mss.MSS(display=self.display) as eye:
            shot = eye.grab(
                {"left": 0 if name == "kiosk" else SCREENS["kiosk"][0], "top": 0, "width": width, "height": height}
            )
        return Image.frombytes("RGB", shot.size, shot.bgra, "raw", "BGRX")

    def pixels(self, name: str) -> set[tuple[int, int, int]]:
        flat = self.picture(name).tobytes()
        return set(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))

    def wait_for_change(self, name: str, before: Image.Image) -> Image.Image:
        """The picture when it is another, and does not move any more."""
        self.wait_until(lambda: different(self.picture(name), before), f"window on {name}")
        last = [before]

        def at_rest() -> bool:
            time.sleep(LOOK_S)
            now = self.picture(name)
            moved, last[0] = different(now, last[0]), now
            return not moved

        self.wait_until(at_rest, f"{name} at rest")
        return last[0]

    def wait_until(self, holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + LIMIT_S
        while not holds():
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name}: {(self.folder / f'{name}.log').read_text(errors='replace')}"
            assert time.monotonic() < end, f"no {what}"
            time.sleep(LOOK_S)

    def close(self) -> None:
        for process in reversed(self.processes.values()):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def opened() -> Iterator[Hall]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="w")))
        folder.chmod(0o700)
        config, ini = folder / "terminal.toml", folder / "weston.ini"
        panels = {
            name: f'output = "X{number + 1}"\nwidth_px = {size[0]}\nheight_px = {size[1]}\nwidth_mm = {size[0] / 4}\n'
            for number, (name, size) in enumerate(SCREENS.items())
        }
        config.write_text(
            f'[paths]\nrun = "{folder}"\ncontent = "{folder}"\nsettings = "{folder}"\nsignage = "{folder}"\n'
            f"[kiosk.panel]\n{panels['kiosk']}\n"
            f"[signage.lobby]\nrenderer = 'software'\n[signage.lobby.panel]\n{panels['lobby']}"
        )
        assert display.run(["--config", str(config), "--write", str(ini)]) == 0
        number = closing.enter_context(xvfb())
        log = closing.enter_context(weston(folder, ini, number))
        windows = dict(zip(SCREENS, re.findall(r"x11 output \d+x\d+, window id (\d+)", log.read_text()), strict=True))
        hall = Hall(folder, number, config, windows)
        subprocess.run(
            ["xdotool", "windowmove", windows["lobby"], str(SCREENS["kiosk"][0]), "0"],
            env={**os.environ, "DISPLAY": number},
            check=True,
            timeout=LIMIT_S,
        )
        closing.callback(hall.close)
        hall.wait_until(lambda: all(hall.pixels(name) == {PAPER} for name in SCREENS), "paper on both screens")
        yield hall


@contextmanager
def xvfb() -> Iterator[str]:
    width, height = sum(size[0] for size in SCREENS.values()), max(size[1] for size in SCREENS.values())
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{width}x{height}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    server = subprocess.Popen(command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield f":{said.readline().strip()}"
    finally:
        server.terminate()
        server.wait(LIMIT_S)


@contextmanager
def weston(folder: Path, ini: Path, number: str) -> Iterator[Path]:
    """When it has said READY=1, as its unit waits for it."""
    log = folder / "weston.log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notes, log.open("wb") as out:
        notes.bind(str(folder / "notify"))
        notes.settimeout(LIMIT_S)
        environment = {
            **os.environ,
            "XDG_RUNTIME_DIR": str(folder),
            "NOTIFY_SOCKET": str(folder / "notify"),
            "DISPLAY": number,
        }
        command = [
            *("weston", "--backend=x11-backend.so", "--use-pixman", f"--output-count={len(SCREENS)}"),
            *(f"--config={ini}", f"--socket={folder / 'wayland-0'}"),
        ]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            while b"READY=1" not in notes.recv(4096):
                assert process.poll() is None
            yield log
        finally:
            process.terminate()
            process.wait(LIMIT_S)
