# SPDX-License-Identifier: Apache-2.0
"""The units are right in systemd's own judgement, and say the same as the settings."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.devices.found import SCANNER_VENDORS
from agent.web.boottime import BOOT_ID
from agent.web.ports import STABLE
from contract.local import Role
from contract.settings import PathSettings
from linli.__main__ import COMMANDS

FOLDER = Path(__file__).parents[2] / "systemd"
UNITS = sorted([*FOLDER.glob("*.service"), *FOLDER.glob("*.path")])
SERVICES = sorted(FOLDER.glob("*.service"))
WORST_EXPOSURE = 20
"""systemd-analyze's score times ten."""
STATE = Path("/var/lib")
PATHS = PathSettings()
WRITERS = {
    "linli-agent.service": {PATHS.state, PATHS.settings, PATHS.run},
    "linli-sync.service": {PATHS.sync, PATHS.content},
    "linli-web.service": {PATHS.web},
    "linli-signage@.service": {PATHS.signage},
    "linli-display.service": {"/var/lib/linli-display", f"{PATHS.run}/display"},
}
"""Who may write where; nobody else anywhere."""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """Key and value of every line, in order; a key may come again."""
    for line in path.read_text().splitlines():
        key, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            yield key.strip(), value.strip()


def words(path: Path, key: str) -> list[str]:
    return [word for name, value in entries(path) if name == key for word in value.split()]


def lines_of(name: str, first: str) -> list[list[str]]:
    lines = [line.replace('"', "").split() for line in (FOLDER / name).read_text().splitlines()]
    return [line for line in lines if line and line[0] == first]


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_verifies_but_for_the_absent_binary(unit: Path) -> None:
    told = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    lines = [line for line in told.stderr.splitlines() if "/usr/bin/linli is not executable" not in line]
    assert [line for line in lines if unit.name.split(".")[0] in line] == []


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_is_not_exposed(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST_EXPOSURE}", str(unit)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@needs_systemd
def test_a_wrong_unit_would_be_found(tmp_path: Path) -> None:
    bad = tmp_path / "bad.service"
    bad.write_text("[Service]\nExecStart=/bin/true\nProtectSytem=strict\n")
    told = subprocess.run(["systemd-analyze", "verify", str(bad)], capture_output=True, text=True, check=False)
    assert "bad.service" in told.stderr
    score = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST_EXPOSURE}", str(bad)]
    assert subprocess.run(score, capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_writes_where_the_settings_say_and_nowhere_else(unit: Path) -> None:
    state = {str(STATE / name) for name in words(unit, "StateDirectory")}
    assert state | set(words(unit, "ReadWritePaths")) == WRITERS.get(unit.name, set())
    assert words(unit, "ProtectSystem") == ["strict"]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_is_there(unit: Path) -> None:
    started = [value for key, value in entries(unit) if key in {"ExecStart", "ExecStartPre", "ExecCondition"}]
    ours = [line.split()[1] for line in started if line.lstrip("-").startswith("/usr/bin/linli ")]
    assert ours
    assert set(ours) <= set(COMMANDS)


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_keeps_to_the_house_rules(unit: Path) -> None:
    """Runs for ever, or once on purpose; never as root; never dumps what may be personal; never eats all memory."""
    assert words(unit, "MemoryMax")
    assert words(unit, "LimitCORE") == ["0"]
    assert words(unit, "User")[0].startswith("linli-")
    if unit.name == "linli-standby@.service":
        assert words(unit, "Restart") == ["no"]
    elif words(unit, "Type") != ["oneshot"]:
        assert words(unit, "Restart") == ["always"]
        assert words(unit, "StartLimitIntervalSec") == ["0"]
        assert int(words(unit, "WatchdogSec")[0]) <= 60


def test_users_and_groups_are_made() -> None:
    users = {line[1] for line in lines_of("linli.sysusers.conf", "u")}
    groups = users | {line[1] for line in lines_of("linli.sysusers.conf", "g")}
    for unit in SERVICES:
        assert set(words(unit, "User")) <= users
        mentioned = {*words(unit, "Group"), *words(unit, "SupplementaryGroups")}
        assert {name for name in mentioned if name.startswith("linli-")} <= groups
    assert {line[4] for line in lines_of("linli.tmpfiles.conf", "d") if line[4] != "root"} <= groups


def test_every_role_has_a_socket_directory_of_its_own() -> None:
    made = {line[1]: line[2:5] for line in lines_of("linli.tmpfiles.conf", "d")}
    for role in Role:
        assert made[f"{PATHS.run}/{role.value}"] == ["2750", "linli-agent", f"linli-{role.value}"]


def test_what_all_read_is_made_for_its_one_writer() -> None:
    made = {line[1]: line[2:5] for line in lines_of("linli.tmpfiles.conf", "d")}
    assert made[PATHS.settings] == ["0755", "linli-agent", "linli-agent"]
    assert made[PATHS.content] == ["0755", "linli-sync", "linli-sync"]
    assert made[PATHS.run][0] == "0755"


def test_screens_have_no_network() -> None:
    for name in ("linli-kiosk.service", "linli-signage@.service", "linli-standby@.service"):
        assert words(FOLDER / name, "PrivateNetwork") == ["yes"]
        assert words(FOLDER / name, "RestrictAddressFamilies") == ["AF_UNIX"]


def test_the_technicians_site_sees_what_it_reads() -> None:
    """The number of this boot and the names of serial ports; without the first it does not start."""
    web = FOLDER / "linli-web.service"
    hidden = {"ProcSubset": BOOT_ID.is_relative_to("/proc/sys"), "PrivateDevices": bool(STABLE)}
    assert [key for key, matters in hidden.items() if matters and words(web, key)] == []
    assert words(web, "DevicePolicy") == ["closed"]
    assert words(web, "DeviceAllow") == []


def test_the_standby_picture_is_there_before_what_lies_over_it() -> None:
    for name, standby in (
        ("linli-kiosk.service", "linli-standby@kiosk.service"),
        ("linli-signage@.service", "linli-standby@%i.service"),
    ):
        for key in ("After", "Wants", "PartOf"):
            assert standby in words(FOLDER / name, key)


def test_of_what_types_the_agent_reads_the_known_scanners_alone() -> None:
    rules = (FOLDER / "70-linli.rules").read_text()
    (rule,) = [line for line in rules.splitlines() if line.startswith('SUBSYSTEM=="input"')]
    vendors = re.search(r'ATTRS\{idVendor\}=="([0-9a-f|]+)"', rule)
    assert vendors is not None
    assert set(vendors[1].upper().split("|")) == SCANNER_VENDORS
    assert 'LIBINPUT_IGNORE_DEVICE}="1"' in rule
    agent = FOLDER / "linli-agent.service"
    assert "input" not in words(agent, "SupplementaryGroups")
    groups = {line[1] for line in lines_of("linli.sysusers.conf", "g")}
    assert set(words(agent, "SupplementaryGroups")) - {"dialout"} <= groups
