# SPDX-License-Identifier: Apache-2.0
"""Going from place to place: what a place asks for when it is entered, what is taken back when it is left."""

from dataclasses import replace

from contract.local import PaymentState, PrintChecklist, ReadIdentity, ReadPaymentCode, ReceiptState, ScanCode
from contract.platform import IdentityMethod
from kiosk.domain.happenings import (
    AskBills,
    AskCase,
    AskCommand,
    AskPayment,
    AskRecords,
    CancelOrder,
    Effect,
    EndSession,
    LookupBill,
    OpenSession,
    Order,
)
from kiosk.domain.moneyplaces import FindBill, FindPayment, HoldPhone, Records, TypeBill, TypeReference
from kiosk.domain.places import (
    Armed,
    Bills,
    Checklist,
    FindCase,
    Goodbye,
    Home,
    Identify,
    Paying,
    Place,
    Problem,
    ShowCase,
    TypeId,
)
from kiosk.domain.state import Alarm, Comfort, Session, State

Result = tuple[State, tuple[Effect, ...]]

PAUSE_S = 1.5
"""Between a failed reading and the next: long enough to read why, short enough for a card put down again."""
GOODBYE_S = 6.0
REFERENCE_S = 15.0
"""Long enough to write a reference down."""


def enter(state: State) -> Result:
    """Asks for what the place on the screen needs; without an open session nothing yet."""
    session, place = state.session, state.place
    if isinstance(place, Paying):
        return state, (AskPayment(place.payment_id),)
    if session is None or not session.open:
        return state, ()
    match place:
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment():
            state, command_id = state.new_id()
            waiting = _waiting(place)
            armed = replace(place, command_id=command_id, arm_at=None)
            return state.at(armed), (Order(session.session_id, command_id, waiting),)
        case Bills(found=None) if place.numbers and session.resident is None:
            return state, (LookupBill(session.session_id, place.numbers[-1]),)
        case Records(found=None):
            return state, (AskRecords(session.session_id),)
        case Bills(found=None):
            return state, (AskBills(session.session_id),)
        case ShowCase(case=None):
            return state, (AskCase(session.session_id, place.case_no),)
        case Checklist(printing=True, command_id=""):
            state, command_id = state.new_id()
            command = PrintChecklist(task_code=place.service.task_code)
            ordered = replace(place, command_id=command_id)
            return state.at(ordered), (Order(session.session_id, command_id, command),)
        case ShowCase(printing=True) | Checklist(printing=True):
            return state, (AskCommand(session.session_id, place.command_id),)
        case TypeId(sending=True) | TypeBill(sending=True) | TypeReference(sending=True):
            return state.at(replace(place, sending=False)), ()
        case _:
            return state, ()


def _waiting(place: Armed) -> ReadIdentity | ReadPaymentCode | ScanCode:
    match place:
        case Identify():
            return ReadIdentity()
        case HoldPhone():
            return ReadPaymentCode()
        case _:
            return ScanCode()


def leave(state: State) -> Result:
    """A reader that waits for this place waits no more."""
    place = state.place
    if not isinstance(place, Armed):
        return state, ()
    left = state.at(replace(place, command_id="", arm_at=None, trouble=""))
    if isinstance(left.place, FindBill | FindPayment):
        left = left.at(replace(left.place, asked=""))
    if state.session is None or not place.command_id:
        return left, ()
    return left, (CancelOrder(state.session.session_id, place.command_id),)


def go(state: State, place: Place) -> Result:
    state, left = leave(state)
    state, entered = enter(replace(state, trail=(*state.trail, place)))
    return state, left + entered


def swap(state: State, place: Place) -> Result:
    state, left = leave(state)
    state, entered = enter(state.at(place))
    return state, left + entered


def back(state: State, now: float) -> Result:
    """One place back, its answers as they were. At the start page the visit is over and nothing of it stays."""
    if len(state.trail) <= 2 and _card_used(state):
        return finish(state, now)  # the card may still lie on the reader
    state, left = leave(state)
    state = replace(state, trail=state.trail[:-1] or (Home(),))
    if len(state.trail) == 1:
        return replace(state, session=None), left + _end(state)
    state, entered = enter(state)
    return state, left + entered


def start(state: State, place: Place) -> Result:
    """A journey begins, and with it a session of its own."""
    ended = _end(state)
    state, session_id = state.new_id()
    state = replace(state, session=Session(session_id), trail=(Home(), place))
    return state, (*ended, OpenSession(session_id, state.comfort.language))


def finish(state: State, now: float, *, by_idleness: bool = False) -> Result:
    """The resident goes: everything of theirs is gone, a short goodbye reminds of card and slip."""
    payment = state.paying.payment if state.paying else None
    goodbye = Goodbye(
        until=0.0,
        card_used=_card_used(state),
        slip_printed=_slip_on_paper(state),
        by_idleness=by_idleness,
        undecided=state.money_undecided,
        reference=payment.reference if payment and state.money_undecided else "",
    )
    state, left = leave(state)
    ended = _end(state)
    trail = (Home(), to_be_read(goodbye, now))
    state = replace(state, trail=trail, session=None, warned_at=None, left=_left(state))
    return state, left + ended


def to_be_read(goodbye: Goodbye, now: float) -> Goodbye:
    """From now on, for as long as reading it takes."""
    return replace(goodbye, until=now + (REFERENCE_S if goodbye.undecided else GOODBYE_S))


def go_away(state: State, now: float, *, by_idleness: bool = False) -> Result:
    """Whoever read, and left nothing, needs no goodbye. But somebody may just have read how a payment ended, even if
    nobody knows who: there may be a slip to take."""
    if state.session or (state.paying is not None and state.paying.decided):
        return finish(state, now, by_idleness=by_idleness)
    return rest(state, now)


def rest(state: State, now: float) -> Result:
    """The start page as the next resident finds it, or what they should know first."""
    state, left = leave(state)
    ended = _end(state)
    state = replace(
        state,
        trail=(Home(),),
        session=None,
        comfort=Comfort(),
        warned_at=None,
        touched_at=0.0,
        left=_left(state),
        alarm=Alarm(turned_at=now) if state.alerts else None,
        commissioning_put_off=False,
    )
    return state, left + ended


def session_gone(state: State) -> Result:
    """The agent has wiped the session, or its lease ran out. A payment goes on without a name."""
    if state.reading:
        return not_printed(state, "outcomeUnknown"), ()
    paying = state.paying
    if paying:
        in_doubt = paying.in_doubt or paying.payment is None
        place: Place = replace(paying, resumed=True, in_doubt=in_doubt, card_used=_card_used(state))
    else:
        place = Problem("sessionEnded")
    return enter(replace(state, session=None, trail=(Home(), place), warned_at=None))


def not_printed(state: State, code: str) -> State:
    """A checklist that was to be printed is not, as far as is known. Reading it goes on without a session."""
    trail = tuple(
        replace(place, printing=False, trouble=code) if isinstance(place, Checklist) and place.printing else place
        for place in state.trail
    )
    return replace(state, trail=trail, session=None)


def _end(state: State) -> tuple[Effect, ...]:
    return (EndSession(state.session.session_id),) if state.session else ()


def _left(state: State) -> frozenset[str]:
    return state.left | {state.paying.payment_id} if state.paying else state.left


def _card_used(state: State) -> bool:
    if state.session is None:
        return state.paying is not None and state.paying.card_used
    resident = state.session.resident
    return resident is not None and resident.method is IdentityMethod.CARD


def _slip_on_paper(state: State) -> bool:
    """Also one that will be: whoever goes now should know that it comes."""
    paying = state.paying
    if paying and paying.state is PaymentState.SUCCEEDED and not paying.disputed:
        return not paying.no_slip and paying.slip is not ReceiptState.FAILED
    slips = [place for place in state.trail if isinstance(place, ShowCase | Checklist)]
    return any(slip.printed or (slip.printing and slip.command_id != "") for slip in slips)
