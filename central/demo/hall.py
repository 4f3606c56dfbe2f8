# SPDX-License-Identifier: Apache-2.0
"""The hall of a community with its terminal: everything started, everything around it at hand, for demo and tour."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from central.demo.running import accessibility
from central.demo.running.programs import programs
from central.demo.running.screen import Screen
from central.demo.running.supervisor import Say, Supervisor
from central.demo.running.terminal import Pace, Place, write_settings
from central.demo.visit.screen_reader import ScreenReader
from central.demo.world.clerk import Clerk
from central.demo.world.diary import Diary, Witness
from central.demo.world.line import Line
from central.demo.world.world import World, world
from contract.clock import clock_of


@dataclass(frozen=True)
class Hall:
    here: Place
    world: World
    reader: ScreenReader
    """Before the kiosk."""
    lobby_reader: ScreenReader
    supervisor: Supervisor


@contextmanager
def open_hall(
    here: Place,
    kiosk: Screen,
    lobby: Screen,
    pace: Pace,
    say: Say,
    standing_by: Callable[[Screen], None] = lambda _screen: None,
) -> Iterator[Hall]:
    """`standing_by` is told when a screen shows its standby picture and nothing else yet.
    Raises NotReady, DemoError, OSError, with nothing left running."""
    with ExitStack() as closing:
        write_settings(here, pace, kiosk.size, lobby.size)
        clerk = Clerk.at_work(here.county, here.root_file, here.county_clock_file)
        line = closing.enter_context(Line(here.lines))
        started = programs(here, clerk.site, kiosk, lobby, standing_by)
        diary = Diary(clock_of(here.clock_file))
        seen = partial(diary.note, witness=Witness.SUPERVISOR)
        supervisor = closing.enter_context(Supervisor(started, logs=here.logs, notes=here.notes, say=say, note=seen))
        before_kiosk, before_lobby = (
            closing.enter_context(ScreenReader(accessibility.bus_address(here.run, screen.name)))
            for screen in (kiosk, lobby)
        )
        around = closing.enter_context(world(here, clerk, line, kiosk, lobby, diary))
        yield Hall(here, around, before_kiosk, before_lobby, supervisor)
