# SPDX-License-Identifier: Apache-2.0
"""The `linli` command: help, suggestions, and the table of devices."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.local import Device, DeviceEntry, DeviceKind, Devices, DeviceState, Terminal
from contract.settings import DeviceSettings
from contract.text import LocalText
from linli import device
from linli.__main__ import COMMANDS, main


def test_help_has_one_line_for_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    for name in COMMANDS:
        assert sum(line.startswith(f"  {name} ") for line in lines) == 1


PARTS = {"__init__", "__main__", "demo_extra", "extras", "ledger_file", "operator"}
"""What several commands share, and parts of one."""


def test_every_command_has_its_file() -> None:
    files = {path.stem for path in Path(device.__file__).parent.glob("*.py")}
    assert files - PARTS == set(COMMANDS)
    assert files >= PARTS


@pytest.mark.parametrize(("typed", "meant"), [("agnet", "agent"), ("kiosk2", "kiosk"), ("simulator", "simulate")])
def test_an_unknown_command_gets_a_suggestion(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([typed])
    assert ended.value.code == 2
    assert f"did you mean '{meant}'?" in capsys.readouterr().err


def test_a_command_far_from_all_gets_no_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["xyzzy"])
    error = capsys.readouterr().err
    assert "there is no command 'xyzzy'" in error
    assert "did you mean" not in error


@pytest.mark.parametrize(
    "command",
    [
        "agent",
        "sync",
        "web",
        "kiosk",
        "signage",
        "display",
        "demo",
        "tour",
        "sandbox",
        "simulate",
        "device",
        "doctor",
        "ledger",
    ],
)
def test_every_command_has_help_of_its_own(command: str) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "linli", command, "--help"], capture_output=True, text=True, timeout=30, check=True
    )
    assert f"linli {command}" in asked.stdout or command == "sandbox"


def test_help_loads_no_part_of_the_product() -> None:
    code = """
import sys
from linli.__main__ import main
try:
    main(["--help"])
except SystemExit:
    print(*sys.modules)
"""
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    loaded = set(asked.stdout.splitlines()[-1].split())
    assert not loaded & {"agent", "central", "contract", "device_drivers", "kiosk", "PySide6", "flask"}


def test_devices_says_where_no_agent_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text(f'[paths]\nrun = "{tmp_path}"\n')
    assert device.run(["list", "--config", str(config)]) == 1
    assert str(tmp_path / "operator" / "agent.sock") in capsys.readouterr().err


def test_the_table_of_devices() -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    printer = Device(
        device_id="printer",
        kind=DeviceKind.RECEIPT_PRINTER,
        state=DeviceState.USER_ERROR,
        faults=("paperOut", "coverOpen"),
        observed_at=now - timedelta(seconds=3),
    )
    scanner = Device(device_id="scanner", kind=DeviceKind.CODE_SCANNER, state=DeviceState.STARTING)
    terminal = Terminal(
        terminal_no="DEMO-0001",
        place=LocalText(zh="振兴社区服务站"),
        help_phone="0571-8888 0012",
        version="0.1.0",
        devices=(printer, scanner),
        platform_reachable=False,
        paying=True,
    )
    entries = Devices(
        devices=(
            DeviceEntry(
                device=printer,
                settings=DeviceSettings(kind="receipt_printer", host="192.0.2.7"),
                by_technician=True,
            ),
            DeviceEntry(device=scanner, settings=DeviceSettings(kind="code_scanner", port="/dev/linli/by-path/x")),
        )
    )
    head, _, titles, first, second = device.table(terminal, entries, now)
    assert "DEMO-0001" in head
    assert "UNREACHABLE" in head
    assert first.split()[:6] == ["printer", "receipt_printer", "192.0.2.7:9100", "technician", "userError", "paperOut,"]
    assert second.split()[:5] == ["scanner", "code_scanner", "/dev/linli/by-path/x", "files", "starting"]
    assert first.endswith("3 s ago")
    assert second.endswith("never")
    assert titles.index("OBSERVED") == first.index(first.split("  ")[-1])
