# SPDX-License-Identifier: Apache-2.0
"""The thin shell round the machine: brings it events and time, carries out what it asks for, shows what it says."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from agent.client.errors import ClientError
from agent.client.qt import QtClient
from contract.clock import Clock
from contract.local import Event
from kiosk.asking import asking
from kiosk.content import ContentWatch
from kiosk.domain import happenings as h
from kiosk.domain.machine import step
from kiosk.domain.state import State
from kiosk.viewmodels.view import Moment

TICK_MS = 250


class Shell(QObject):
    """`leave` ends the process with an exit code: nobody is here, and it is to start anew."""

    def __init__(
        self,
        client: QtClient,
        content: ContentWatch,
        clock: Clock,
        state: State,
        show: Callable[[Moment], None],
        leave: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._client = client
        self._content = content
        self._leave = leave
        self._clock = clock
        self._show = show
        self.state = state
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(lambda: self.happen(h.Tick()))
        client.connected.connect(lambda stands: self.happen(h.Connected() if stands else h.Lost()))
        client.arrived.connect(self._arrived)
        content.seen.connect(self.happen)

    def start(self) -> None:
        self._client.follow_events()
        self._ticks.start()

    def stop(self) -> None:
        self._ticks.stop()

    def happen(self, event: h.Event) -> None:
        now = self._clock.monotonic()
        self.state, effects = step(self.state, event, now)
        self._show(Moment(self.state, now, self._clock.now()))
        for effect in effects:
            self._do(effect)

    def _do(self, effect: h.Effect) -> None:
        match effect:
            case h.LookAtContent():
                self._content.look()
            case h.StartAnew():
                self._leave(0)
            case _:
                self._ask(effect)

    def _ask(self, effect: h.Effect) -> None:
        call, event_of = asking(effect)

        def answered(document: object) -> None:
            event = event_of(document)
            if event is not None:
                self.happen(event)

        def refused(error: ClientError) -> None:
            self.happen(h.Failed(effect, error.code))

        self._client.send(call, answered, refused)

    def _arrived(self, event: Event) -> None:
        self.happen(h.Heard(event.topic, event.subject))
