# SPDX-License-Identifier: Apache-2.0
"""The hands on the terminal's and the county's clock (contract.clock, sandbox profile): stop, jump, let it go on."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

from contract import durable
from contract.clock import RIGHT, Ahead, FileClock, Stopped

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
Setting = Ahead | Stopped


class Timepiece:
    """Two clocks: the terminal's (the platform goes by it, too), and the county's, by which clerks publish. Where the
    first is jumped forward, time has passed for both. Set back, only the first one is wrong: what is signed is signed,
    and a county does not sign it again with an earlier date."""

    def __init__(self, file: Path, county_file: Path) -> None:
        self._file = file
        self._county_file = county_file
        self._clock = FileClock(file)
        self._county = FileClock(county_file)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return self._clock.now()

    @property
    def is_stopped(self) -> bool:
        return isinstance(self._clock.setting(), Stopped)

    @property
    def is_right(self) -> bool:
        """Neither stopped nor set to another time than this machine's."""
        return self._clock.setting() == RIGHT

    @property
    def is_behind(self) -> bool:
        """The county's time is later."""
        system = datetime.now(UTC)
        return self._clock.setting().at(system) < self._county.setting().at(system)

    def stop(self) -> None:
        self._turn(lambda setting, system: Stopped(setting.at(system)))

    def go_on(self) -> None:
        """From where it stands."""
        self._turn(_going)

    def jump(self, step: timedelta) -> None:
        """Forward or back; a stopped clock stays stopped."""
        self._turn(lambda setting, _system: _moved(setting, step))

    def jump_to(self, of_day: time) -> None:
        """The next such time in China's zone."""
        self._turn(lambda setting, system: _moved(setting, _until(of_day, setting.at(system))))

    def put_right(self) -> None:
        self._turn(lambda _setting, _system: RIGHT)

    def put_county_right(self) -> None:
        """Whoever has seen its later dates must forget them (Clerk.enrols_terminal_anew)."""
        with self._lock:
            _write(self._county_file, RIGHT)

    def _turn(self, hand: Callable[[Setting, datetime], Setting]) -> None:
        with self._lock:
            system = datetime.now(UTC)
            turned = hand(self._clock.setting(), system)
            county = self._county.setting()
            _write(self._county_file, turned if turned.at(system) >= county.at(system) else _going(county, system))
            _write(self._file, turned)


def _write(file: Path, setting: Setting) -> None:
    durable.write(file, setting.text().encode("ascii"))


def _going(setting: Setting, system: datetime) -> Setting:
    return Ahead(setting.moment - system) if isinstance(setting, Stopped) else setting


def _moved(setting: Setting, step: timedelta) -> Setting:
    return Stopped(setting.moment + step) if isinstance(setting, Stopped) else Ahead(setting.by + step)


def _until(of_day: time, now: datetime) -> timedelta:
    here = now.astimezone(CHINA)
    today = datetime.combine(here.date(), of_day, CHINA)
    return (today if today > here else today + timedelta(days=1)) - now
