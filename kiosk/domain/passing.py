# SPDX-License-Identifier: Apache-2.0
"""What the passing of time makes of the state: devices armed again, leases renewed, codes run out, visits ended."""

from dataclasses import replace

from kiosk.domain.answers import LOOK_S
from kiosk.domain.happenings import (
    AskPayment,
    AskTerminal,
    ClosePayment,
    Effect,
    EndSession,
    RenewSession,
)
from kiosk.domain.moneyplaces import FindBill, FindPayment, HoldPhone
from kiosk.domain.pages import RULES, Idle, Page, page_of
from kiosk.domain.places import (
    FindCase,
    Goodbye,
    Identify,
    Paying,
)
from kiosk.domain.state import State
from kiosk.domain.walk import Result, enter, go_away, rest, session_gone


def passed(state: State, now: float) -> Result:
    effects: tuple[Effect, ...] = ()
    for due in (_arm, _renew, _look, _look_at_terminal, _idle):
        state, more = due(state, now)
        effects += more
    return state, effects


def _arm(state: State, now: float) -> Result:
    match state.place:
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment() as place if place.arm_at is not None:
            return enter(state) if now >= place.arm_at and state.connected else (state, ())
        case _:
            return state, ()


def _renew(state: State, now: float) -> Result:
    session = state.session
    if session is None or not session.open:
        return state, ()
    if now >= session.lease_until:
        return session_gone(state)
    if now >= session.renew_at and state.connected:
        soon = replace(session, renew_at=now + (session.lease_until - session.renew_at) / 4)
        return replace(state, session=soon), (RenewSession(session.session_id),)
    return state, ()


def _look(state: State, now: float) -> Result:
    """Counts the code's time down, and asks after a payment of which no event told for a while."""
    paying = state.paying
    if paying is None:
        return state, ()
    over = paying.payment is not None and paying.payment.code_left_s is not None and paying.code_left_s(now) <= 0
    paying = replace(paying, code_over=paying.code_over or over)
    asks: tuple[Effect, ...] = ()
    if now >= paying.ask_at and state.connected:
        paying = replace(paying, ask_at=now + LOOK_S)
        asks = (AskPayment(paying.payment_id),)
    if paying.close_at is not None and now >= paying.close_at and state.connected:
        paying = replace(paying, close_at=None)
        if not paying.decided:
            asks += (ClosePayment(paying.payment_id),)
    return state.with_paying(paying), asks


def _look_at_terminal(state: State, now: float) -> Result:
    waits = state.connected and state.terminal is not None and not state.terminal.paying
    if not waits or now < state.terminal_ask_at:
        return state, ()
    return replace(state, terminal_ask_at=now + LOOK_S), (AskTerminal(),)


def _idle(state: State, now: float) -> Result:
    if isinstance(state.place, Goodbye):
        # Under an emergency nobody can read it: it waits for as long as somebody may be there.
        hidden_until = state.touched_at + state.limits.idle_s if state.alarm else 0.0
        return rest(state, now) if now >= max(state.place.until, hidden_until) else (state, ())
    gone_s = now - state.touched_at
    match _idle_rule(state):
        case Idle.QUIET:
            return (state, ()) if gone_s < state.limits.idle_s or state.settled else rest(state, now)
        case Idle.WARN:
            return _idle_warn(state, gone_s, now)
        case Idle.NEVER:
            return _idle_never(replace(state, warned_at=None), gone_s)


def _idle_rule(state: State) -> Idle:
    if state.money_undecided:
        return Idle.NEVER
    beneath = state.beneath
    if not state.connected and state.paying is None and not state.reading:
        return Idle.QUIET
    if isinstance(beneath, Paying) and beneath.resumed:
        return Idle.QUIET
    return RULES[page_of(beneath)].idle


def _idle_warn(state: State, gone_s: float, now: float) -> Result:
    if state.warned_at is None:
        return (replace(state, warned_at=now), ()) if gone_s >= state.limits.idle_s else (state, ())
    if now - state.warned_at >= state.limits.warning_s:
        return go_away(state, now, by_idleness=True)
    return state, ()


def _idle_never(state: State, gone_s: float) -> Result:
    """Nobody is asked to hurry. But whoever has not touched the screen for long is not shown by name any more."""
    patience_s = state.limits.idle_s + state.limits.warning_s
    if page_of(state.beneath) not in {Page.CODE, Page.PHONE, Page.WAIT} or gone_s < patience_s or state.session is None:
        return state, ()
    ended = EndSession(state.session.session_id)
    state, asks = session_gone(state)
    return state, (ended, *asks)
