# SPDX-License-Identifier: Apache-2.0
"""The real pcscd with vsmartcard's virtual reader, beside the system's own: another socket, other ports; and a card."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from device_drivers.simulation import SimulatorControl
from device_drivers.simulation.requests import Json
from device_drivers.smart_card.simulator import CardData

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_BOOT = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec pcscd --foreground --config "$1" 3<&"$2"'
"""As systemd hands over its socket; pcscd has no option for one of its own. By bash: dash has but ten descriptors."""


def is_installed() -> bool:
    return _DRIVER.exists() and any(Path(folder, "pcscd").exists() for folder in ("/usr/sbin", "/usr/bin"))


def require() -> None:
    if not is_installed():
        pytest.skip("needs the Debian packages pcscd and vsmartcard-vpcd")


class Pcscd:
    """libpcsclite looks for the socket in the environment at its first call, and keeps to it: one a process."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pcscd-")
        self.path = Path(self._folder.name, "comm")
        config = Path(self._folder.name, "reader.conf.d")
        config.mkdir()
        self._config = config
        self.port = _free_pair()
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: socket.socket | None = None
        self.plug_reader()

    @property
    def slot(self) -> str:
        return "Virtual PCD 00 00"

    def plug_reader(self) -> None:
        """For the next start."""
        lines = (
            'FRIENDLYNAME "Virtual PCD"',
            f"DEVICENAME /dev/null:0x{self.port:X}",
            f"LIBPATH {_DRIVER}",
            f"CHANNELID 0x{self.port:X}",
        )
        (self._config / "vpcd").write_text("\n".join(lines) + "\n", encoding="ascii")

    def unplug_reader(self) -> None:
        (self._config / "vpcd").unlink()

    def start(self) -> None:
        """Nothing when it runs. Whoever connects before pcscd accepts is kept waiting by the kernel."""
        if self._process is not None:
            return
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()
        number = self._listener.fileno()
        self._process = subprocess.Popen(
            ["bash", "-c", _BOOT, "bash", str(self._config), str(number)],
            pass_fds=[number],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
            self.path.unlink()

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def environment(self) -> dict[str, str]:
        return {**os.environ, "PCSCLITE_CSOCK_NAME": str(self.path), "PYTHONPATH": str(Path(__file__).parents[2])}

    def close(self) -> None:
        self.kill()
        self._folder.cleanup()


def _free_pair() -> int:
    """A port for the first slot whose successor, which vpcd takes for the second, is free too. pcscd reads 16 bits."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000, 2):
        try:
            with socket.create_server(("", port)), socket.create_server(("", port + 1)):
                return port
        except OSError:
            continue
    raise RuntimeError("no free ports")


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for what surely comes; only an end that a broken part would not reach is set."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


class CardProgram:
    """The simulator in a process of its own, as a card is."""

    def __init__(self, daemon: Pcscd, folder: Path) -> None:
        path = folder / "control"
        command = [sys.executable, "-m", "device_drivers.smart_card.simulator", "--control", str(path)]
        self.process = subprocess.Popen([*command, "--port", str(daemon.port)], env=daemon.environment())
        until(path.exists, "the simulator does not start")
        self.control = SimulatorControl(path)
        self.path = path

    def put_card(self, card: CardData) -> None:
        self.control.put_card(**asdict(card))

    def take_card(self) -> None:
        self.control.take_card()

    def put_faults(self, **faults: Json) -> None:
        self.control.put_faults(**faults)

    def clear_faults(self) -> None:
        self.control.clear_faults()

    def answer_next(self, *statuses: int) -> None:
        self.control.act("answer_next", statuses=list(statuses))

    def instructions(self) -> set[str]:
        return set(self.control.state()["instructions"])

    def close(self) -> None:
        self.process.terminate()
        assert self.process.wait(20) == 0
