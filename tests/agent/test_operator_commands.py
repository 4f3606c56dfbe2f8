# SPDX-License-Identifier: Apache-2.0
"""`linli device` and `linli doctor` at a running agent, and without one."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract import local
from contract.local import Role
from linli import device, doctor
from linli.doctor import State
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, wait_for

Told = pytest.CaptureFixture[str]


@pytest.fixture
def config(surroundings: Surroundings) -> list[str]:
    return ["--config", str(surroundings.directory / "terminal.toml")]


def test_status_says_how_one_is(
    agent: RunningAgent, surroundings: Surroundings, config: list[str], capsys: Told
) -> None:
    assert device.run(["status", "printer", *config]) == 0
    assert "receipt_printer  online" in capsys.readouterr().out
    surroundings.printer.faults.put(paper="out")
    wait_for(lambda: not agent.online("printer"))
    assert device.run(["status", *config, "printer"]) == 1
    assert "paperOut" in capsys.readouterr().out
    assert device.run(["status", "no-such", *config]) == 1
    assert "no device no-such; `linli device list` names" in capsys.readouterr().out
    assert device.run(["test", "no-such", *config]) == 1
    told = capsys.readouterr().err
    assert "no such device; `linli device list` names" in told
    assert "no answer" not in told, "the agent did answer"


def test_a_real_slip_and_a_real_card(
    agent: RunningAgent, surroundings: Surroundings, config: list[str], capsys: Told
) -> None:
    assert device.run(["test", "printer", *config]) == 0
    assert len(surroundings.printer.slips()) == 1
    surroundings.reader.put_card(ZHANG)
    assert device.run(["test", "reader", *config]) == 0
    told = capsys.readouterr().out
    assert "330***********0036" in told
    assert ZHANG.id_number not in told
    agent.session()
    assert device.run(["test", "reader", *config]) == 1
    assert "resident" in capsys.readouterr().err


def test_watch_tells_what_changes(agent: RunningAgent, surroundings: Surroundings, config: list[str]) -> None:
    command = [sys.executable, "-m", "linli", "device", "watch", *config]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        first = [watching.stdout.readline() for _ in range(3)]
        assert all("online" in line for line in first)
        surroundings.printer.faults.put(paper="out")
        assert "printer  userError (paperOut)" in watching.stdout.readline()
        watching.kill()


def test_an_unknown_word_gets_help(capsys: Told) -> None:
    with pytest.raises(SystemExit) as ended:
        device.run(["lisst"])
    assert ended.value.code == 2
    assert "invalid choice" in capsys.readouterr().err


def test_a_healthy_terminal_and_a_sick_one(
    agent: RunningAgent, surroundings: Surroundings, config: list[str], capsys: Told
) -> None:
    def findings() -> dict[str, doctor.Finding]:
        return {finding.what: finding for finding in doctor.examine(agent.settings)}

    agent.house.content.report(local.ContentHealth(release_id="r1", checked_at=datetime.now(UTC)))
    healthy = findings()
    assert set(healthy) == {
        "settings", "disk (state)", "disk (content)", "clock", "agent", "device reader", "device printer",
        "device scanner", "platform", "content",
    }  # fmt: skip
    assert [f for f in healthy.values() if f.state is State.BAD] == []
    assert doctor.run(config) == 0
    surroundings.printer.faults.put(paper="out")
    wait_for(lambda: not agent.online("printer"))
    trouble = local.Trouble(code="contentUntrusted", title="")
    agent.house.content.report(local.ContentHealth(checked_at=datetime.now(UTC) + timedelta(days=2), trouble=trouble))
    sick = findings()
    assert {name for name, f in sick.items() if f.state is State.BAD} == {"device printer", "content", "clock"}
    assert all(f.next_step for f in sick.values() if f.state is not State.GOOD)
    capsys.readouterr()
    assert doctor.run(config) == 1
    assert "BAD  device printer: userError (paperOut); next: " in capsys.readouterr().out


def test_without_an_agent_and_without_settings(surroundings: Surroundings, tmp_path: Path, capsys: Told) -> None:
    settings = surroundings.settings()
    found = {finding.what: finding for finding in doctor.examine(settings)}
    assert found["agent"].state is State.BAD
    assert "systemctl" in found["agent"].next_step
    config = ["--config", str(surroundings.directory / "terminal.toml")]
    assert device.run(["status", "printer", *config]) == 1
    (tmp_path / "wrong.toml").write_text("[kiosk]\nidel_s = 1\n", encoding="utf-8")
    assert doctor.run(["--config", str(tmp_path / "wrong.toml")]) == 2
    assert "did you mean kiosk.idle_s" in capsys.readouterr().out


def test_a_full_disk_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.disk("state", tmp_path / "not" / "there").state is State.GOOD
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**62)
    monkeypatch.setattr(doctor, "LEAST_FREE", 1.1)
    assert doctor.disk("state", tmp_path).state is State.BAD


def test_the_operators_socket_may_test_and_nothing_else(agent: RunningAgent) -> None:
    from agent.client import calls

    assert agent.refusal(calls.remove_device("printer"), Role.OPERATOR) == "http404"
