# SPDX-License-Identifier: Apache-2.0
"""What `linli display` makes is what weston takes; and on it every window has its own screen, with the standby picture
below: kiosk and player may be killed, and nobody sees black.

Weston runs here with its X11 backend, which takes the same [output] sections as the one for real screens.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from contract.errors import InvalidSettings
from contract.settings import SHIPPED, KioskSettings, PanelSettings, Settings, SignageSettings, laid_over, read_files
from linli import display
from tests.systemd.compositor import PAPER, SCREENS, Hall, different, opened

needs_weston = pytest.mark.skipif(
    shutil.which("weston") is None or shutil.which("Xvfb") is None, reason="weston and xvfb are not on this machine"
)


@pytest.fixture
def hall() -> Iterator[Hall]:
    with opened() as hall:
        yield hall


def settings_with(kiosk: PanelSettings, lobbies: dict[str, PanelSettings] | None = None) -> Settings:
    signage = {name: SignageSettings(panel=panel) for name, panel in (lobbies or {}).items()}
    shipped = laid_over(read_files([SHIPPED]), {})
    return msgspec.structs.replace(shipped, kiosk=KioskSettings(panel=kiosk), signage=signage)


def outputs(ini: str) -> list[dict[str, str]]:
    return [dict(re.findall(r"(?m)^([a-z-]+)=(.*)$", part)) for part in ini.split("[output]")[1:]]


# ---- the file


def test_every_screen_with_a_connector_has_its_output() -> None:
    made = display.weston_ini(
        settings_with(
            PanelSettings(width_px=1080, height_px=1920, output="HDMI-A-1", rotation=90),
            {
                "lobby": PanelSettings(width_px=1920, height_px=1080, output="HDMI-A-2"),
                "hall": PanelSettings(width_px=1920, height_px=1080, output="DP-1", rotation=180),
            },
        )
    )
    assert outputs(made) == [
        {
            "name": "HDMI-A-1",
            "mode": "1920x1080",
            "transform": "rotate-90",
            "app-ids": "linli-standby-kiosk,linli-kiosk",
        },
        {
            "name": "HDMI-A-2",
            "mode": "1920x1080",
            "transform": "normal",
            "app-ids": "linli-standby-lobby,linli-signage-lobby",
        },
        {
            "name": "DP-1",
            "mode": "1920x1080",
            "transform": "rotate-180",
            "app-ids": "linli-standby-hall,linli-signage-hall",
        },
    ]


def test_a_screen_without_a_connector_is_left_to_weston() -> None:
    assert outputs(display.weston_ini(settings_with(PanelSettings()))) == []


def test_two_screens_cannot_have_one_connector() -> None:
    same = PanelSettings(output="DP-1")
    with pytest.raises(InvalidSettings, match="kiosk and lobby have the same output DP-1"):
        display.weston_ini(settings_with(same, {"lobby": same}))


def test_a_lobby_display_cannot_be_called_kiosk() -> None:
    with pytest.raises(InvalidSettings, match=r"signage\.kiosk"):
        display.weston_ini(settings_with(PanelSettings(), {"kiosk": PanelSettings()}))


def test_a_change_of_devices_alone_does_not_end_the_compositor(tmp_path: Path) -> None:
    config, made = tmp_path / "terminal.toml", tmp_path / "weston.ini"
    config.write_text(f'[paths]\nsettings = "{tmp_path}"\n[kiosk.panel]\noutput = "HDMI-A-1"\n')
    options = ["--config", str(config)]
    assert display.run([*options, "--differs", str(made)]) == display.DIFFERS
    assert display.run([*options, "--write", str(made)]) == 0
    assert display.run([*options, "--differs", str(made)]) == display.SAME
    technician = tmp_path / "technician.toml"
    technician.write_text('[device.printer]\nkind = "receipt_printer"\nhost = "192.0.2.7"\n')
    assert display.run([*options, "--differs", str(made)]) == display.SAME
    technician.write_text("[kiosk.panel]\nrotation = 90\n")
    assert display.run([*options, "--differs", str(made)]) == display.DIFFERS


def test_settings_that_cannot_be_read_leave_the_last_good_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config, made = tmp_path / "terminal.toml", tmp_path / "weston.ini"
    config.write_text("[kiosk.panel]\nrotaton = 90\n")
    made.write_text("the last good one")
    assert display.run(["--config", str(config), "--write", str(made)]) == 2
    assert made.read_text() == "the last good one"
    assert "rotation" in capsys.readouterr().err


# ---- weston takes it


@needs_weston
def test_weston_takes_the_file_and_tells_the_service_manager(hall: Hall) -> None:
    """READY=1 comes from weston itself, and then the empty screens show paper, not black."""
    assert hall.pixels("kiosk") == hall.pixels("lobby") == {PAPER}


@needs_weston
def test_each_window_is_on_its_own_screen_above_its_standby_picture(hall: Hall) -> None:
    calm = {}
    for name in SCREENS:
        hall.start(f"standby-{name}", "signage.standby", "--output", name)
        calm[name] = hall.wait_for_change(name, hall.empty[name])
    for name, started in (("kiosk", ["kiosk"]), ("lobby", ["signage", "--output", "lobby"])):
        other = next(screen for screen in SCREENS if screen != name)
        before = hall.picture(other) if other == "lobby" else None
        hall.start(name, *started)
        hall.wait_until(lambda name=name: different(hall.picture(name), calm[name]), f"{name} above its standby")
        if before is not None:
            assert not different(hall.picture(other), before), f"{name} shows on {other}, too"
    for name in SCREENS:
        hall.kill(name)
        hall.wait_until(lambda name=name: not different(hall.picture(name), calm[name]), f"standby below {name}")


@needs_weston
def test_a_standby_picture_that_comes_late_lies_on_top(hall: Hall) -> None:
    """Why its unit never starts it again by itself. If a later weston does it better, the unit may, too."""
    hall.start("kiosk", "kiosk")
    shown = hall.wait_for_change("kiosk", hall.empty["kiosk"])
    hall.start("standby-kiosk", "signage.standby", "--output", "kiosk")
    hall.wait_until(lambda: different(hall.picture("kiosk"), shown), "standby on top of the kiosk")
