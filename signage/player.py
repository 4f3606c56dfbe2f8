# SPDX-License-Identifier: Apache-2.0
"""The player: reads what is published, asks the schedule, and gives each zone what it shows. Works with nobody else
alive: the content folder is looked at every second, whatever the agent says.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer

from contract.clock import Clock
from contract.content import AlertBoard, BoardedAlert, Release
from contract.release import ContentFolder, Stamp
from signage.records import Recorder
from signage.rotation import Rotation
from signage.schedule import Showing, showing_at
from signage.theatre import Theatre
from signage.viewmodels.emergency import Emergency
from signage.viewmodels.lobby import Lobby
from signage.viewmodels.stage import Stage
from signage.viewmodels.ticker import Ticker

TICK_MS = 100
LOOK_S = 1.0
ALERT_TURN_S = 10.0
TURNS_A_RECORD = 6
"""A single alert is recorded by the minute: a power cut loses no more of its evidence."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Views:
    lobby: Lobby
    stage: Stage
    ticker: Ticker
    emergency: Emergency


class Player(QObject):
    def __init__(
        self,
        output: str,
        folder: ContentFolder,
        clock: Clock,
        views: Views,
        recorder: Callable[[], Recorder],
    ) -> None:
        super().__init__()
        self._output = output
        self._folder = folder
        self._clock = clock
        self._views = views
        self._theatre = Theatre(views.stage, folder, clock.monotonic)
        self.rotation = Rotation(self._theatre, recorder())
        self._theatre.rotation = self.rotation
        self._siren = Siren(views.emergency, recorder())
        self._stamp: Stamp | None = None
        self._looked = clock.monotonic() - LOOK_S
        self._release: Release | None = None
        self._board: AlertBoard | None = None
        self._asked_at: datetime | None = None
        self.showing: Showing | None = None
        self._ticks = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._ticks.timeout.connect(self.tick)

    def start(self) -> None:
        self.tick()
        self._ticks.start()

    def close(self) -> None:
        self._ticks.stop()
        self.rotation.close()
        self._siren.close()
        self._theatre.close()

    def awaits_first(self) -> bool:
        """There is an item to show, and none is shown yet."""
        return self.rotation.shown is None and self.rotation.is_preparing

    def look(self) -> None:
        """Something may be new on the disk."""
        self._looked = self._clock.monotonic()
        self._views.lobby.confirmed(self._folder.checked_at(), self._clock.now())
        stamp = self._folder.stamp()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        # What cannot be read leaves what was read before.
        self._release = self._folder.release() or self._release
        self._board = self._folder.alerts() or self._board
        self._asked_at = None

    def tick(self) -> None:
        monotonic, now = self._clock.monotonic(), self._clock.now()
        if monotonic - self._looked >= LOOK_S:
            self.look()
        if self._is_outdated(now):
            self._ask(now, monotonic)
        self._views.lobby.tick(now)
        if self.showing is not None:
            self._siren.tick(self.showing.alerts, now, monotonic)
        self.rotation.tick(monotonic)

    def _is_outdated(self, now: datetime) -> bool:
        """Something is new, the next change has come, or the clock was put back."""
        if self.showing is None or self._asked_at is None or now < self._asked_at:
            return True
        return self.showing.until is not None and now >= self.showing.until

    def _ask(self, now: datetime, monotonic: float) -> None:
        self._asked_at = now
        before, self.showing = self.showing, showing_at(self._release, self._board, now, self._output)
        if before is None or before.reason is not self.showing.reason:
            _log.info("%s: %s plays, %d items", self._output, self.showing.reason, len(self.showing.main))
        self._theatre.release = self._release
        if self.showing.alerts:
            self.rotation.hold(monotonic)
        self._siren.tick(self.showing.alerts, now, monotonic)
        self._views.lobby.show(self.showing)
        self._views.ticker.show(self.showing.ticker)
        self.rotation.follow(self.showing, self._release.release_id if self._release else "", monotonic)
        if not self.showing.alerts:
            self.rotation.go_on(monotonic)


class Siren:
    """Alerts over everything: at once, the most severe first, each for its turn."""

    def __init__(self, emergency: Emergency, record: Recorder) -> None:
        self._emergency = emergency
        self._record = record
        self._alerts: tuple[BoardedAlert, ...] = ()
        self._since = 0.0
        self._recorded = -1

    def tick(self, alerts: tuple[BoardedAlert, ...], now: datetime, monotonic: float) -> None:
        if alerts != self._alerts:
            self._alerts, self._since, self._recorded = alerts, monotonic, -1
        if not alerts:
            self._record.end(interrupted=False)
            self._emergency.end()
            return
        turn = int((monotonic - self._since) / ALERT_TURN_S)
        visit, index = divmod(turn, len(alerts))
        alert = alerts[index]
        self._emergency.show(alert, index, len(alerts), visit, now)
        turns = TURNS_A_RECORD if len(alerts) == 1 else 1
        if turn // turns != self._recorded:
            if self._recorded >= 0:
                self._record.end(interrupted=False)
            self._recorded = turn // turns
            self._record.begin(f"alert:{alert.source.tenant}:{alert.message.alert_id}", "")

    def close(self) -> None:
        self._record.end(interrupted=True)
