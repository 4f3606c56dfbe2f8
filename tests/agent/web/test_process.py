# SPDX-License-Identifier: Apache-2.0
"""The site as a process of its own: first boot, kills, the administrator's command, memory."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agent.web.service import main
from tests.agent.web.conftest import PASSWORD, SiteProcess, Visitor, wait_for
from tests.agent.web.fake_agent import FakeAgent

WEB_PSS_MB = 60


def claim(process: SiteProcess, secret: str) -> Visitor:
    visitor = process.visitor()
    answer = visitor.post("/claim", {"secret": secret, "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 303, answer.text
    return visitor


def pss_mb(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def test_the_first_boot(process: SiteProcess, fake_agent: FakeAgent) -> None:
    process.start()
    told = wait_for(lambda: fake_agent.commissioning)
    assert told.url.endswith(f":{process.port}/")
    assert re.fullmatch(r"([0-9A-F]{4} ){15}[0-9A-F]{4}", told.fingerprint)
    wait_for(process.beyond)

    # the agent starts anew and is told again; the site starts anew and makes another secret
    fake_agent.commissioning = None
    wait_for(lambda: fake_agent.commissioning)
    process.stop(signal.SIGKILL)
    process.start()
    again = wait_for(lambda: fake_agent.commissioning if fake_agent.commissioning != told else None)
    wait_for(lambda: fake_agent.commissioning and fake_agent.commissioning.secret != told.secret)
    again = fake_agent.commissioning
    assert again is not None
    assert again.fingerprint == told.fingerprint

    assert process.visitor().get("/").headers["Location"] == "/login"
    assert process.visitor().get("/login").headers["Location"] == "/claim"
    answer = process.visitor().post("/claim", {"secret": told.secret, "password": PASSWORD, "again": PASSWORD})
    assert answer.status_code == 403, "a secret of the run before"
    technician = claim(process, again.secret)
    assert technician.get("/").status_code == 200
    wait_for(lambda: fake_agent.commissioning is None)
    answer = process.visitor().post("/claim", {"secret": again.secret, "password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login")
    assert again.secret not in process.said()
    assert pss_mb(process.pid) <= WEB_PSS_MB

    # the hand-over closes the network's listener and leaves the machine's own
    assert process.beyond()
    assert technician.post("/handover").status_code == 303
    wait_for(lambda: not process.beyond())
    assert technician.get("/").status_code == 200
    process.stop(signal.SIGKILL)
    process.start()
    assert process.visitor().sign_in().status_code == 303
    assert not process.beyond()
    assert technician.get("/").status_code == 303, "a restart signs everybody out"
    assert process.stop() == 0

    # the administrator opens it again
    command = [sys.executable, "-m", "agent.web", "--config", str(process.config), "--commission"]
    process.start()
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    secret = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", printed)
    assert secret
    assert again.fingerprint in printed
    wait_for(process.beyond)
    assert process.visitor().sign_in().status_code == 303, "the old password stays until the secret is used"
    assert claim(process, secret[0]).get("/").status_code == 200


def test_with_and_without_its_agent(process: SiteProcess, tmp_path: Path) -> None:
    process.start()
    assert process.visitor().get("/claim").status_code == 200

    command = [sys.executable, "-m", "agent.web", "--config", str(process.config)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 1
    assert "another process holds it" in second.stderr

    # told again and again, and the same while nothing changes: each change would be an event to the kiosk
    agent = FakeAgent(tmp_path / "run")
    agent.start()
    try:
        first = wait_for(lambda: agent.commissioning)
        agent.commissioning = None
        assert wait_for(lambda: agent.commissioning) == first
    finally:
        agent.stop()
    assert process.stop(signal.SIGINT) == 0


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    assert "--commission" in capsys.readouterr().out
    assert main(["--config", "/nowhere/x.toml"]) == 2
    assert "/nowhere/x.toml" in capsys.readouterr().err
