# SPDX-License-Identifier: Apache-2.0
"""The service guide and the notices: what is pressed there. They need no agent, but for a checklist on paper."""

from dataclasses import replace

from contract.content import Service
from contract.local import DeviceKind, DeviceState
from kiosk.domain.happenings import Action, OpenSession, Press
from kiosk.domain.offer import Offer, key_of
from kiosk.domain.places import (
    Checklist,
    FindService,
    Guide,
    Notices,
    Place,
    Problem,
    ReadNotice,
    Services,
    ShowService,
)
from kiosk.domain.state import Session, State
from kiosk.domain.walk import Result, enter, go

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MAX_LETTERS = 12

WORKING = frozenset({DeviceState.ONLINE, DeviceState.DEVICE_BUSY, DeviceState.STARTING})


def read(state: State, place: Place, press: Press) -> Result:
    match place, press.action:
        case Guide(offer) | Services(offer), Action.SEARCH:
            return go(state, FindService(offer))
        case Guide(offer), Action.OPEN if offer.of_category(press.value):
            return go(state, Services(offer, press.value))
        case Services(offer) | FindService(offer), Action.OPEN:
            return _open(state, offer.service(press.value))
        case FindService(), _:
            return _type(state, place, press)
        case ShowService(service), Action.CHECKLIST:
            return _if_still_there(state, service, Checklist(service))
        case Checklist(), Action.PRINT:
            return _print(state, place)
        case Notices(offer), Action.OPEN:
            found = next((released for released in offer.notices if key_of(released) == press.value), None)
            return go(state, ReadNotice(found)) if found else (state, ())
        case _:
            return state, ()


def content_seen(state: State, offer: Offer) -> State:
    """An open page keeps what it shows; one that had nothing to show yet shows it now."""
    place = state.place
    if isinstance(place, Guide | Notices) and not place.offer.release_id:
        state = state.at(replace(place, offer=offer))
    return replace(state, offer=offer)


def can_print(state: State) -> bool:
    return works(state, DeviceKind.RECEIPT_PRINTER)


def works(state: State, kind: DeviceKind) -> bool:
    terminal = state.terminal
    if not state.connected or terminal is None:
        return False
    return any(device.state in WORKING for device in terminal.devices if device.kind is kind)


def _open(state: State, service: Service | None) -> Result:
    return _if_still_there(state, service, ShowService(service)) if service else (state, ())


def _if_still_there(state: State, service: Service, place: Place) -> Result:
    """Withdrawn while somebody was looking at the list: better said than shown."""
    if state.offer.service(service.task_code) is None:
        return replace(state, trail=(*state.trail[:1], Problem("serviceGone", Guide(state.offer)))), ()
    return go(state, place)


def _type(state: State, place: FindService, press: Press) -> Result:
    typed = place.typed
    match press.action:
        case Action.KEY if len(press.value) == 1 and press.value in LETTERS and len(typed) < MAX_LETTERS:
            typed += press.value
        case Action.ERASE:
            typed = typed[:-1]
        case Action.CLEAR:
            typed = ""
        case _:
            return state, ()
    return state.at(replace(place, typed=typed)), ()


def _print(state: State, place: Checklist) -> Result:
    if place.printing or place.printed or not can_print(state):
        return state, ()
    state = state.at(replace(place, command_id="", printing=True, trouble=""))
    if state.session is not None:
        return enter(state)
    state, session_id = state.new_id()
    opened = replace(state, session=Session(session_id))
    return opened, (OpenSession(session_id, state.comfort.language),)
