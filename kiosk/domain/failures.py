# SPDX-License-Identifier: Apache-2.0
"""The agent could not be asked or said no: what that makes of the state."""

from dataclasses import replace
from itertools import takewhile

from contract.local import PrintChecklist
from kiosk.domain import moneyanswers
from kiosk.domain.answers import LOOK_S, again, command_id_of
from kiosk.domain.happenings import (
    AskBills,
    AskCase,
    AskCommand,
    AskPayment,
    AskRecords,
    ClosePayment,
    Effect,
    Failed,
    FindPayments,
    LookupBill,
    OpenSession,
    Order,
    Pay,
    PrintReceipt,
    RenewSession,
    TellIdentity,
)
from kiosk.domain.moneyplaces import AtHome, FindBill, FindPayment, HoldPhone, NoSlip, Records, ShowRecord
from kiosk.domain.places import (
    Bills,
    Check,
    Checklist,
    FindCase,
    Home,
    Identify,
    Place,
    Problem,
    ShowCase,
    TypeCase,
    TypeId,
)
from kiosk.domain.state import State
from kiosk.domain.walk import PAUSE_S, Result, back, enter, not_printed, session_gone, swap

MAYBE_DONE = frozenset({"agentUnreachable", "invalidAnswer", "internalError"})
"""No clear no: what was asked for may have been done."""


def fail(state: State, event: Failed, now: float) -> Result:
    about, code = event.about, event.code
    if isinstance(about, LookupBill | FindPayments | AskRecords) and code != "sessionEnded":
        return _looked_up(state, about, code, now)
    if isinstance(about, Pay | AskPayment | ClosePayment | PrintReceipt):
        return _payment(state, about, code, now)  # a payment does not end with its session
    session_id = getattr(about, "session_id", None)
    if session_id is not None and (state.session is None or state.session.session_id != session_id):
        return state, ()
    if session_id is not None and code == "sessionEnded" and not isinstance(about, OpenSession):
        return session_gone(state)
    match about:
        case OpenSession() if state.reading and state.session and not state.session.open:
            return not_printed(state, code), ()
        case OpenSession() | AskBills() | LookupBill() | AskRecords() | FindPayments() if (
            code == "agentUnreachable" and not state.connected
        ):
            return state, ()  # asked again as soon as the agent is back
        case OpenSession() if state.session and not state.session.open:
            return replace(state, session=None, trail=(Home(), Problem(code, state.trail[1]))), ()
        case RenewSession() if code == "notFound":
            return session_gone(state)
        case Order(command_id=command_id) | AskCommand(command_id=command_id):
            gone = isinstance(about, Order) and isinstance(about.command, PrintChecklist) and code == "notFound"
            return _command(state, command_id, "serviceGone" if gone else code, now)
        case _:
            return _asked(state, about, code, now)


def _asked(state: State, about: Effect, code: str, now: float) -> Result:
    match about:
        case TellIdentity() if isinstance(state.place, TypeId):
            return state.at(replace(state.place, sending=False, trouble=code)), ()
        case AskBills() if isinstance(state.place, Bills) and state.place.found is None:
            retry: Place = Identify() if code in {"identityMissing", "identity_mismatch"} else Bills()
            return swap(state, Problem(code, retry))
        case AskCase(case_no=case_no):
            return _case(state, case_no, code, now)
        case _:
            return state, ()


def _looked_up(state: State, about: LookupBill | FindPayments | AskRecords, code: str, now: float) -> Result:
    mine = state.session is not None and state.session.session_id == about.session_id
    if not mine or (code == "agentUnreachable" and not state.connected):
        return state, ()
    match about, state.place:
        case LookupBill(), Bills(found=None):
            return swap(state, Problem(code, FindBill()))
        case AskRecords(), Records(found=None):
            return swap(state, Problem(code, Records()))
        case (LookupBill() | FindPayments()) as lookup, _:
            return moneyanswers.lookup_failed(state, lookup.text, code, now)
        case _:
            return state, ()


def _command(state: State, command_id: str, code: str, now: float) -> Result:
    place = state.place
    if not command_id or command_id_of(place) != command_id:
        return state, ()
    match place:
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment():
            return again(state, place, "cancelled" if code in {"notFound", "resultGone"} else code, now)
        case ShowCase() | Checklist():
            doubtful = code in MAYBE_DONE or code == "notFound"
            return state.at(replace(place, printing=False, trouble="outcomeUnknown" if doubtful else code)), ()
        case _:
            return state, ()


def _case(state: State, case_no: str, code: str, now: float) -> Result:
    place = state.place
    if not isinstance(place, ShowCase) or place.case_no != case_no or place.case is not None:
        return state, ()
    if code == "agentUnreachable" and not state.connected:
        return state, ()
    if code not in {"case_not_found", "notFound", "invalidRequest"}:
        return swap(state, Problem(code, ShowCase(case_no)))
    state, effects = back(state, now)
    match state.place:
        case TypeCase() | FindCase() as asking:
            return state.at(replace(asking, trouble="case_not_found")), effects
        case _:
            return state, effects


def _payment(state: State, about: Pay | AskPayment | ClosePayment | PrintReceipt, code: str, now: float) -> Result:
    paying, place = state.paying, state.place
    if isinstance(place, ShowRecord) and isinstance(about, PrintReceipt):
        same = place.payment.payment_id == about.payment_id
        return (state.at(replace(place, printing=False, trouble=code)) if same else state), ()
    if paying is None or paying.payment_id != about.payment_id:
        return state, ()
    match about:
        case Pay() if code in MAYBE_DONE:
            return state.with_paying(replace(paying, in_doubt=True, ask_at=now + PAUSE_S)), ()
        case Pay() if paying.payment is None:
            return _not_ordered(state, code)
        case AskPayment() if code == "notFound" and paying.in_doubt:
            return _not_ordered(state, "orderNotMade")
        case AskPayment():
            return state.with_paying(replace(paying, ask_at=now + LOOK_S)), ()
        case ClosePayment():
            return state.with_paying(replace(paying, ask_at=now, close_at=now + LOOK_S)), ()
        case PrintReceipt():
            return state.with_paying(replace(paying, slip_wanted=False, slip_trouble=code)), ()
        case _:
            return state, ()


def _not_ordered(state: State, code: str) -> Result:
    """Nothing was ordered, so nothing can be paid. The bills are asked for anew before another try."""
    if state.session is None:
        return replace(state, trail=(Home(), Problem(code))), ()
    check = next((place for place in state.trail if isinstance(place, Check)), None)
    paying = state.paying
    if check and paying and code in {"noSlipPossible", "paymentCodeMissing", "platformDown"}:
        upto = (*takewhile(lambda place: not isinstance(place, Check), state.trail), check)
        other: Place = AtHome(check.bills)
        if code == "noSlipPossible":
            other = NoSlip(check.bills, paying.way)
        elif code == "paymentCodeMissing":
            other = HoldPhone(check.bills, paying.with_slip, trouble=code)
        return enter(replace(state, trail=(*upto, other)))
    numbers = next((place.numbers for place in state.trail if isinstance(place, Bills)), ())
    before = tuple(takewhile(lambda place: not isinstance(place, Bills), state.trail))
    return enter(replace(state, trail=(*before, Problem(code, Bills(numbers=numbers)))))
