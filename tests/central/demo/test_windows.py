# SPDX-License-Identifier: Apache-2.0
"""Both screens as windows on a person's own screen, which a real X server stands in for."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import xcffib
import xcffib.xproto as x
from hypothesis import given
from hypothesis import strategies as st

from central.demo.errors import Missing
from central.demo.running.processes import Child, Program
from central.demo.running.programs import programs
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.terminal import LOBBY, Pace, Place, place, write_settings
from central.demo.running.windows import LEAST_PX, Windows, fitting, window_sizes
from contract.settings import SHIPPED, load
from tests.central.demo.glass import Server, server, until

MONITOR = (1366, 768)
LIMIT_S = 60
Spot = tuple[int, int, int, int]


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Somebody's desktop, without a window manager."""
    with server("person", MONITOR, tmp_path) as running:
        monkeypatch.setenv("DISPLAY", running.screen.display)
        yield running


@pytest.fixture
def here() -> Iterator[Place]:
    with place() as made:
        yield made


def both(logs: Path) -> tuple[Screen, Screen]:
    kiosk, lobby = window_sizes()
    return Screen("kiosk", kiosk, logs, own=False), Screen(LOBBY, lobby, logs, own=False)


def spots(display: str) -> list[Spot]:
    """Left, top, width and height of the windows that can be seen."""
    with closing(Viewer(display)) as viewer:
        return viewer.spots()


class Viewer:
    def __init__(self, display: str) -> None:
        self.connection = xcffib.connect(display)
        self.core = self.connection.core
        self.root = self.connection.get_setup().roots[0].root

    def close(self) -> None:
        self.connection.disconnect()

    def spots(self) -> list[Spot]:
        found = []
        for window in self.core.QueryTree(self.root).reply().children:
            if self.core.GetWindowAttributes(window).reply().map_state == x.MapState.Viewable:
                spot = self.core.GetGeometry(window).reply()
                found.append((spot.x, spot.y, spot.width, spot.height))
        return sorted(found)

    def open_window(self, size: tuple[int, int]) -> None:
        window = self.connection.generate_id()
        self.core.CreateWindow(0, window, self.root, 0, 0, *size, 0, x.WindowClass.InputOutput, 0, 0, [])
        self.core.MapWindow(window)
        self.core.GetInputFocus().reply()

    def be_window_manager(self) -> None:
        name = "_NET_SUPPORTING_WM_CHECK"
        atom = self.core.InternAtom(False, len(name), name).reply().atom
        self.core.ChangeProperty(x.PropMode.Replace, self.root, atom, x.Atom.WINDOW, 32, 1, [self.root])
        self.core.GetInputFocus().reply()


@given(st.integers(1000, 8000), st.integers(650, 5000))
def test_both_fit_side_by_side_in_their_true_proportions(width: int, height: int) -> None:
    kiosk, lobby = fitting((width, height))
    assert kiosk[0] + lobby[0] <= width
    assert max(kiosk[1], lobby[1]) <= height
    for size, panel in ((kiosk, KIOSK_SIZE), (lobby, LOBBY_SIZE)):
        assert min(size) >= LEAST_PX
        assert max(size) <= max(panel)
        assert abs(size[0] / size[1] - panel[0] / panel[1]) < 0.01


@pytest.mark.parametrize("monitor", [(800, 480), (320, 200), (1, 1)])
def test_on_a_tiny_monitor_they_are_as_small_as_panels_may_be(monitor: tuple[int, int]) -> None:
    assert fitting(monitor) == ((320, 568), (568, 320))


def test_smaller_panels_are_as_wide_in_millimetres(here: Place) -> None:
    shipped = load([SHIPPED])
    write_settings(here, Pace(), (383, 681), (951, 535))
    settings = load([SHIPPED, here.config])
    kiosk, lobby = settings.kiosk.panel, settings.signage[LOBBY].panel
    assert (kiosk.width_px, kiosk.height_px, kiosk.width_mm) == (383, 681, shipped.kiosk.panel.width_mm)
    assert (lobby.width_px, lobby.height_px, lobby.width_mm) == (951, 535, 1210)


def started(program: Program, here: Place, closing_: ExitStack) -> Child:
    child = Child(program, here.logs, here.notes)
    closing_.callback(child.end)
    until(child.is_ready, f"{program.name} is ready")
    return child


def test_kiosk_and_player_stand_side_by_side_also_when_started_again(person: Server, here: Place) -> None:
    kiosk, lobby = both(here.logs)
    write_settings(here, Pace(), kiosk.size, lobby.size)
    all_programs = {program.name: program for program in programs(here, here.county, kiosk, lobby)}
    assert not [name for name in all_programs if name.startswith(("screen-", "standby-"))]
    with ExitStack() as ending:
        windows = ending.enter_context(Windows(kiosk, lobby))

        def stand_well() -> bool:
            windows.look_after()
            shown = spots(person.screen.display)
            return len(shown) == 2 and shown[0][2:] == kiosk.size and shown[1] == (kiosk.size[0] + 16, 0, *lobby.size)

        started(all_programs["kiosk"], here, ending)
        player = started(all_programs["signage"], here, ending)
        until(stand_well, "both stand side by side")
        player.end()
        started(all_programs["signage"], here, ending)
        until(stand_well, "both stand side by side again")


def test_where_there_is_a_window_manager_it_decides(person: Server, tmp_path: Path) -> None:
    kiosk, lobby = both(tmp_path)
    with closing(Viewer(person.screen.display)) as manager, Windows(kiosk, lobby) as windows:
        manager.be_window_manager()
        manager.open_window(lobby.size)
        windows.look_after()
        assert spots(person.screen.display) == [(0, 0, *lobby.size)]


def test_a_persons_screen_that_goes_is_said(person: Server, tmp_path: Path) -> None:
    with Windows(*both(tmp_path)) as windows:
        windows.look_after()
        person.kill()
        with pytest.raises(Missing, match="has gone"):
            windows.look_after()


@pytest.mark.parametrize(("display", "said"), [(None, "DISPLAY is not set"), (":9999", "does not answer")])
def test_without_a_screen_it_is_said_in_one_line(display: str | None, said: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"} | {"TMPDIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-m", "linli", "demo", "--screen"],
        env=environment if display is None else {**environment, "DISPLAY": display},
        capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []
