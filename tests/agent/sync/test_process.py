# SPDX-License-Identifier: Apache-2.0
"""The process: asked once, started, told to end, given other settings, with and without an agent to tell."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.sync import service
from contract.local import ContentHealth
from contract.settings import SHIPPED, TECHNICIAN_FILE
from linli.sync import run
from tests.agent.sync.checker import faults
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COUNTY, STREET, County, alert, notice, picture
from tests.agent.sync.hosts import Answer, BadHost, wait_until
from tests.agent.sync.process import Process, ear, manager


@pytest.fixture
def process(terminal: Terminal) -> Iterator[Process]:
    terminal.config()
    process = Process(terminal)
    yield process
    if process.running is not None:
        process.end()


def test_once_brings_all_and_says_so_in_plain_words(county: County, process: Process, host: BadHost) -> None:
    county.feed(COUNTY, notices=(notice("n"),), pictures=[picture(1, 9_000)])
    county.publish()
    ended = process.once()
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"The content is current: release {process.terminal.release().release_id}.\n"
    host.rule(r".", Answer(503, b""))
    ended = process.once()
    assert ended.returncode == 1
    assert "contentUnreachable" in ended.stderr


def test_check_reads_configuration_and_root(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    config = str(terminal.config())
    assert run(["--config", config, "--check"]) == 0
    assert not terminal.content.root.exists()
    (terminal.directory / "root.json").unlink()
    assert run(["--config", config, "--check"]) == 2
    assert "content.root_file" in capsys.readouterr().err
    terminal.url = "http://:99999/x"
    assert run(["--config", str(terminal.config()), "--check"]) == 2
    assert "content.url" in capsys.readouterr().err


def test_it_is_ready_alive_and_ends_when_asked(process: Process) -> None:
    with manager(process.terminal) as (address, said):
        process.start(NOTIFY_SOCKET=address)
        wait_until(lambda: "READY=1" in said and said.count("WATCHDOG=1") >= 2)
        assert process.end(signal.SIGTERM) == 0
        wait_until(lambda: "STOPPING=1" in said)
    assert "Traceback" not in process.log.read_text(encoding="utf-8")


def test_it_ends_when_asked_in_the_middle_of_a_download(county: County, process: Process, host: BadHost) -> None:
    county.feed(COUNTY, pictures=[picture(1, 60_000)])
    county.publish()
    host.rule(r"[0-9a-f]{64}\.[0-9a-f]{64}$", Answer(drip_s=0.02, drip_bytes=64))
    process.start()
    parts = process.terminal.content.root
    wait_until(lambda: any(part.stat().st_size > 500 for part in parts.glob("store/??/*.part")))
    assert process.end(signal.SIGTERM) == 0
    assert faults(process.terminal.content.root) == []


def test_every_user_can_read_what_was_brought(county: County, process: Process) -> None:
    """The unit's own umask keeps others out; content is for all screens."""
    county.feed(COUNTY, pictures=[picture(1, 9_000)])
    county.alerts(COUNTY, alert("a"))
    county.publish()
    process.terminal.content.root.mkdir()
    ended = subprocess.run(process.command("--once"), check=False, preexec_fn=lambda: os.umask(0o077) and None)
    assert ended.returncode == 0
    for path in process.terminal.content.root.rglob("*"):
        if not path.is_symlink():
            assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def test_two_at_once_are_refused(process: Process) -> None:
    process.start()
    wait_until((process.terminal.content.root / "current").exists)
    ended = process.once()
    assert ended.returncode == 1
    assert "another sync" in ended.stderr


def test_the_agent_is_told_after_every_look_and_its_absence_stops_nothing(county: County, process: Process) -> None:
    process.start()
    wait_until((process.terminal.content.root / "current").exists)
    with ear(process.terminal) as agent:
        wait_until(lambda: len(agent.heard) >= 2)
        assert agent.heard[-1].trouble is None
        before = agent.heard[-1].alerts_digest
        county.alerts(COUNTY, alert("a-1"))
        county.publish()
        wait_until(lambda: agent.heard[-1].alerts_digest != before)
    county.feed(COUNTY, notices=(notice("unheard"),))
    county.publish()
    wait_until(lambda: process.terminal.notices() == {"unheard"})
    with ear(process.terminal) as agent:
        wait_until(lambda: len(agent.heard) > 0)
        assert agent.heard[0].release_id == process.terminal.release().release_id


def test_an_agent_that_hangs_delays_no_alert(county: County, process: Process) -> None:
    hold = threading.Event()
    with ear(process.terminal) as agent:
        process.start()
        wait_until(lambda: len(agent.heard) > 0)
        agent.heard = _Slow(hold)
        county.alerts(COUNTY, alert("a-1"))
        county.publish()
        wait_until(lambda: process.terminal.alerts() == ["a-1"])
        hold.set()


class _Slow(list):  # type: ignore[type-arg]
    def __init__(self, hold: threading.Event) -> None:
        super().__init__()
        self._hold = hold

    def append(self, heard: object) -> None:
        self._hold.wait(20)
        super().append(heard)


def test_the_technician_s_settings_are_followed_without_a_restart(
    county: County, process: Process, tmp_path: Path
) -> None:
    county.feed(STREET, notices=(notice("street"),))
    county.publish()
    process.start()
    wait_until((process.terminal.content.root / "current").exists)
    settings = process.terminal.directory / "settings"
    settings.mkdir()
    _replace(settings / TECHNICIAN_FILE, "no TOML")
    wait_until(lambda: "the settings stay" in process.log.read_text(encoding="utf-8"))
    _replace(settings / TECHNICIAN_FILE, f'[terminal]\ntenant = "{COUNTY}"\n')
    wait_until(lambda: process.terminal.release().tenant == COUNTY)
    assert process.terminal.notices() == set()
    other = BadHost(county.site)
    try:
        _replace(settings / TECHNICIAN_FILE, f'[content]\nurl = "{other.url}/"\n')
        wait_until(lambda: len(other.requests) > 0)
        wait_until(lambda: process.terminal.notices() == {"street"})
    finally:
        other.close()


def _replace(path: Path, text: str) -> None:
    side = path.with_suffix(".side")
    side.write_text(text, encoding="utf-8")
    side.replace(path)


def test_trouble_is_logged_when_it_changes_and_not_at_each_look(process: Process, host: BadHost) -> None:
    host.rule(r".", Answer(503, b""))
    with ear(process.terminal) as agent:
        process.start()
        wait_until(lambda: agent.heard and agent.heard[-1].tries >= 2)
        host.rules.clear()
        wait_until(lambda: agent.heard[-1].trouble is None)
    log = process.log.read_text(encoding="utf-8")
    assert log.count("contentUnreachable") == 1
    assert log.count("the content is current") == 1


def test_it_loads_neither_qt_nor_devices() -> None:
    code = (
        "import sys, agent.sync.service\n"
        "bad = [name for name in sys.modules if name.split('.')[0] in ('PySide6', 'flask', 'serial', 'sqlite3')\n"
        "       or name.startswith(('agent.devices', 'agent.ledger', 'device_drivers'))]\n"
        "assert not bad, bad\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_in_a_long_pause_the_agent_is_told_again_and_new_settings_end_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "RETELL_S", 0.05)
    terminal.sync.parent.mkdir()
    sync = service.Service([SHIPPED, terminal.config()], terminal.settings())
    sync._looks.look()
    told: list[ContentHealth] = []
    monkeypatch.setattr(sync, "_tell", told.append)
    with ThreadPoolExecutor(1) as pool:
        resting = pool.submit(sync._rest, 3_600)
        wait_until(lambda: len(told) >= 2)
        assert not resting.done()
        settings = terminal.directory / "settings"
        settings.mkdir()
        _replace(settings / TECHNICIAN_FILE, "")
        assert resting.result(20) is True
    sync._looks.close()
    assert told[0] == told[1]
