# SPDX-License-Identifier: Apache-2.0
"""The units are right in systemd's own judgement."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "systemd").glob("*.service"))
WORST_EXPOSURE = 20
"""systemd-analyze's score times ten."""

pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_verifies_but_for_the_absent_binary(unit: Path) -> None:
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    lines = [line for line in told.stderr.splitlines() if "/usr/bin/linli is not executable" not in line]
    assert [line for line in lines if unit.name in line] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_not_exposed(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST_EXPOSURE}", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_a_wrong_unit_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.service"
    bad.write_text("[Service]\nExecStart=/bin/true\nProtectSytem=strict\n")
    told = subprocess.run(["systemd-analyze", "verify", str(bad)], capture_output=True, text=True, check=False)
    assert "bad.service" in told.stderr
    score = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST_EXPOSURE}", str(bad)]
    assert subprocess.run(score, capture_output=True, check=False).returncode != 0
