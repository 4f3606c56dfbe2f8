# SPDX-License-Identifier: Apache-2.0
"""Everything around the terminal that a person in the hall, or a clerk in the county, can move."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial

from central.demo.running.screen import Screen
from central.demo.running.terminal import Place
from central.demo.world.clerk import Clerk
from central.demo.world.diary import Diary
from central.demo.world.eyes import Camera, Finger
from central.demo.world.line import Line, LineState
from central.demo.world.phone import Phone
from central.demo.world.platform import Mood, Platform
from central.demo.world.timepiece import Timepiece
from device_drivers.simulation.client import SimulatorControl

PATIENCE_S = 5.0
LOOK_S = 0.1


@dataclass(frozen=True)
class World:
    reader: SimulatorControl
    printer: SimulatorControl
    spare_printer: SimulatorControl
    scanner: SimulatorControl
    phone: Phone
    clerk: Clerk
    line: Line
    platform: Platform
    clock: Timepiece
    camera: Camera
    finger: Finger
    lobby: Camera
    diary: Diary = field(default_factory=Diary)
    """Who lets the visitor do something notes it here."""

    def put_right(self) -> None:
        """As on a good day: nothing broken, nothing on the reader, the phone in its pocket, no emergency, nothing in
        front on the lobby display, bills for everybody, the right time. What is being started again is waited for."""
        self.line.put(LineState.OPEN)
        self.phone.put_away()
        for device in (self.reader, self.printer, self.spare_printer, self.scanner):
            _with_patience(device.clear_faults)
        _with_patience(self.reader.take_card)
        _with_patience(partial(self.platform.put, Mood.WELL))
        _with_patience(self.platform.bill_again)
        while self.clerk.cancel_alert() is not None:
            pass
        self.clerk.clear_front()
        self.put_clock_right()

    def put_clock_right(self) -> None:
        """The county's, too. What it has signed with later dates the terminal would go on believing: that is its
        guard against old content. As a technician would, the demo enrols it anew."""
        self.clock.put_right()
        if self.clock.is_behind:
            self.clock.put_county_right()
            self.clerk.keep_fresh()
            self.clerk.enrols_terminal_anew()


def _with_patience(act: Callable[[], object]) -> None:
    """Raises what it raised last."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            act()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_S)
        else:
            return


@contextmanager
def world(here: Place, clerk: Clerk, line: Line, kiosk: Screen, lobby: Screen, diary: Diary) -> Iterator[World]:
    reader, printer, spare, scanner = (
        SimulatorControl(here.control(name)) for name in ("reader", "printer", "spare-printer", "scanner")
    )
    with (
        closing(Phone(here.platform_url)) as phone,
        closing(Camera(kiosk)) as before_kiosk,
        closing(Camera(lobby)) as before_lobby,
        Finger(kiosk) as finger,
    ):
        yield World(
            reader,
            printer,
            spare,
            scanner,
            phone,
            clerk,
            line,
            Platform(here.platform_url),
            Timepiece(here.clock_file, here.county_clock_file),
            before_kiosk,
            finger,
            before_lobby,
            diary,
        )
