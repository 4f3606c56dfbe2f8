# SPDX-License-Identifier: Apache-2.0
"""What covers the place on the screen without leaving it: an emergency, the attract mode, the technician's page."""

from dataclasses import replace

from contract.content import BoardedAlert
from kiosk.domain.happenings import Action, Effect, Press, StartAnew
from kiosk.domain.pages import Page
from kiosk.domain.places import Goodbye
from kiosk.domain.state import Alarm, State
from kiosk.domain.walk import Result, to_be_read

TURN_S = 10.0
READING_S = 30.0
"""After a touch the alert on the screen stays this long: somebody is reading it."""
LEFT_ALONE_S = 5.0
"""Without a touch this long at the start page, a new start disturbs nobody."""


def alerts_seen(state: State, alerts: tuple[BoardedAlert, ...], now: float) -> State:
    """One that was not there before, or says something else now, fills the screen, wherever anybody is: that one,
    not a worse one that was read. Else the one on the screen stays there until it ends itself."""
    before, alarm = state.alerts, state.alarm
    state = replace(state, alerts=alerts)
    if not alerts:
        return _go_on(state, now)
    fresh = next((at for at, alert in enumerate(alerts) if alert not in before), None)
    if fresh is not None:
        return replace(state, alarm=Alarm(fresh, now))
    if alarm is None or alerts == before:
        return state
    shown = before[alarm.turn % len(before)]
    stays = replace(alarm, turn=alerts.index(shown)) if shown in alerts else Alarm(turned_at=now)
    return replace(state, alarm=stays)


def uncovered(state: State, now: float) -> State:
    """The touch that uncovers does nothing else."""
    match state.page:
        case Page.EMERGENCY:
            return _go_on(state, now)
        case Page.ATTRACT:
            return replace(state, attracting=False, resting_since=now)
        case Page.COMMISSIONING:
            return replace(state, commissioning_put_off=True)
        case _:
            return state


def _go_on(state: State, now: float) -> State:
    """A goodbye that an emergency covered can be read from now on."""
    if state.alarm is not None and isinstance(state.place, Goodbye):
        state = state.at(to_be_read(state.place, now))
    return replace(state, alarm=None)


def under_cover(state: State, press: Press, now: float) -> Result | None:
    """What a press makes of what covers the page. None: it is the page's own."""
    match state.page, press.action:
        case _, Action.TOUCH:
            return None
        case _, Action.UNCOVER:
            return uncovered(state, now), ()
        case Page.ATTRACT, _:
            return uncovered(state, now), ()
        case Page.EMERGENCY, Action.NEXT_ALERT:
            return turned(state, now), ()
        case Page.EMERGENCY, Action.ELDER | Action.CONTRAST | Action.LANGUAGE | Action.STILL_HERE:
            return None
        case Page.EMERGENCY, _:
            return state, ()
        case _, Action.SHOW_ALERTS if state.alerts:
            return replace(state, alarm=Alarm(turned_at=now)), ()
        case _:
            return None


def turned(state: State, now: float) -> State:
    alarm = state.alarm
    return replace(state, alarm=Alarm(alarm.turn + 1, now)) if alarm is not None else state


def passed(state: State, now: float) -> Result:
    """What the passing of time makes of them."""
    if state.alarm and now >= max(state.alarm.turned_at + TURN_S, state.touched_at + READING_S):
        state = turned(state, now)
    left_since = max(now if state.resting_since is None else state.resting_since, state.touched_at)
    effects: tuple[Effect, ...] = ()
    if state.start_anew and state.at_rest and now - left_since >= LEFT_ALONE_S:
        state, effects = replace(state, start_anew=False), (StartAnew(),)
    if may_attract(state) and now - left_since >= state.limits.attract_s:
        state = replace(state, attracting=True)
    return state, effects


def may_attract(state: State) -> bool:
    free = state.at_rest and not state.alerts and not state.commissioning_put_off
    return free and state.commissioning is None and bool(state.offer.posters)


def kept(state: State, now: float) -> State:
    """After any event: attracting ends with whatever makes it wrong, and rest is counted from its beginning."""
    attracting = state.attracting and may_attract(state)
    since = (now if state.resting_since is None else state.resting_since) if state.at_rest else None
    if (attracting, since) == (state.attracting, state.resting_since):
        return state
    return replace(state, attracting=attracting, resting_since=since)
