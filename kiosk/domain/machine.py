# SPDX-License-Identifier: Apache-2.0
"""The session machine: `step(state, event, now) -> (state, effects)`. `now` is monotonic seconds."""

from dataclasses import replace

from kiosk.domain import answers, covers, reading
from kiosk.domain.failures import fail
from kiosk.domain.happenings import (
    Action,
    AlertsSeen,
    Connected,
    ContentSeen,
    Event,
    Failed,
    Lost,
    Press,
    Tick,
)
from kiosk.domain.passing import passed
from kiosk.domain.presses import pressed
from kiosk.domain.state import State
from kiosk.domain.walk import Result, finish


def step(state: State, event: Event, now: float) -> Result:
    state, effects = _happened(state, event, now)
    return covers.kept(state, now), effects


def _happened(state: State, event: Event, now: float) -> Result:
    match event:
        case Press(Action.QUIT):
            return finish(state, now) if state.warned_at is not None else (state, ())
        case Press(Action.TOUCH) if state.warned_at is not None and state.alarm is None:
            return state, ()  # the question is answered by one of its two buttons, not by a stray touch
        case Press():
            return pressed(replace(state, touched_at=now, warned_at=None), event, now)
        case Tick():
            state, effects = passed(state, now)
            state, more = covers.passed(state, now)
            return state, effects + more
        case ContentSeen(offer):
            return reading.content_seen(state, offer), ()
        case AlertsSeen(alerts):
            return covers.alerts_seen(state, alerts, now), ()
        case Failed():
            return fail(state, event, now)
        case Connected():
            return answers.reattach(replace(state, connected=True))
        case Lost():
            return replace(state, connected=False), ()
        case _:
            return answers.hear(state, event, now)
