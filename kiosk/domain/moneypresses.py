# SPDX-License-Identifier: Apache-2.0
"""What is pressed where money is concerned: bills by number, the way to pay, slips, payments found again."""

from dataclasses import replace

from contract.local import DeviceKind, PaymentRequest, PaymentState
from contract.platform import Bill, PayWay
from kiosk.domain import validation
from kiosk.domain.happenings import Action, FindPayments, LookupBill, Pay, Press, PrintReceipt
from kiosk.domain.moneyplaces import (
    AtHome,
    FindBill,
    FindPayment,
    HoldPhone,
    NoSlip,
    Records,
    ShowRecord,
    TypeBill,
    TypeReference,
)
from kiosk.domain.places import Check, Identify, Paying, Place
from kiosk.domain.reading import can_print, works
from kiosk.domain.state import State
from kiosk.domain.validation import Typed
from kiosk.domain.walk import Result, go


def pressed(state: State, place: Place, press: Press) -> Result | None:
    """None: not a place of these."""
    match place:
        case Check():
            return _at_check(state, place, press.action)
        case NoSlip() if press.action is Action.CONFIRM:
            return _by_way(state, place.bills, place.way, with_slip=False)
        case FindBill():
            return go(state, TypeBill()) if press.action is Action.TYPE_INSTEAD else (state, ())
        case TypeBill() | TypeReference():
            return _typed(state, place, press)
        case AtHome() if press.action is Action.NEXT and place.bills:
            return state.at(replace(place, shown=(place.shown + 1) % len(place.bills))), ()
        case FindPayment() if press.action is Action.TYPE_INSTEAD:
            return go(state, TypeReference())
        case FindPayment() if press.action is Action.BY_CARD:
            return go(state, Identify())
        case Records() if press.action is Action.OPEN and place.found:
            found = next((one for one in place.found.payments if one.payment_id == press.value), None)
            return go(state, ShowRecord(found)) if found else (state, ())
        case ShowRecord() if press.action is Action.PRINT:
            return _print(state, place)
        case NoSlip() | HoldPhone() | AtHome() | FindPayment() | Records() | ShowRecord():
            return state, ()
        case _:
            return None


def can_scan(state: State) -> bool:
    return works(state, DeviceKind.CODE_SCANNER)


def _at_check(state: State, place: Check, action: Action) -> Result:
    match action:
        case Action.SLIP:
            return state.at(replace(place, with_slip=not place.with_slip)), ()
        case Action.CONFIRM:
            return _pay(state, place, PayWay.SHOWN)
        case Action.SHOW_PHONE if can_scan(state):
            return _pay(state, place, PayWay.SCANNED)
        case _:
            return state, ()


def _pay(state: State, place: Check, way: PayWay) -> Result:
    """Before anything is charged: without the platform nothing can be, without a printer it is asked first."""
    if state.terminal and not state.terminal.platform_reachable:
        return go(state, AtHome(place.bills))
    if place.with_slip and not can_print(state):
        return go(state, NoSlip(place.bills, way))
    return _by_way(state, place.bills, way, with_slip=place.with_slip)


def _by_way(state: State, bills: tuple[Bill, ...], way: PayWay, *, with_slip: bool) -> Result:
    if way is PayWay.SCANNED:
        return go(state, HoldPhone(bills, with_slip))
    return order(state, bills, way, with_slip=with_slip)


def order(state: State, bills: tuple[Bill, ...], way: PayWay, *, with_slip: bool) -> Result:
    session = state.session
    if session is None or not session.open:
        return state, ()
    state, payment_id = state.new_id()
    total = sum(bill.total_fen for bill in bills)
    request = PaymentRequest(
        bill_nos=tuple(bill.bill_no for bill in bills), amount_fen=total, with_slip=with_slip, way=way
    )
    # Not by `go`: there is nothing to ask about before the order itself is answered.
    paying = Paying(payment_id, total, ask_at=float("inf"), ordered_way=way, with_slip=with_slip)
    return replace(state, trail=(*state.trail, paying)), (Pay(session.session_id, payment_id, request),)


def _typed(state: State, place: TypeBill | TypeReference, press: Press) -> Result:
    session = state.session
    if place.sending or session is None:
        return state, ()
    bill = isinstance(place, TypeBill)
    typed = place.typed
    match press.action:
        case Action.KEY:
            typed = (
                validation.bill_after(typed, press.value) if bill else validation.reference_after(typed, press.value)
            )
        case Action.ERASE:
            typed = typed[:-1]
        case Action.CLEAR:
            typed = ""
        case Action.ENTER if session.open and _good(place):
            asked = LookupBill(session.session_id, typed) if bill else FindPayments(session.session_id, typed)
            return state.at(replace(place, sending=True, trouble="")), (asked,)
        case _:
            return state, ()
    return state.at(replace(place, typed=typed, trouble="")), ()


def _good(place: TypeBill | TypeReference) -> bool:
    found = validation.bill_number if isinstance(place, TypeBill) else validation.reference
    return found(place.typed) is Typed.GOOD


def _print(state: State, place: ShowRecord) -> Result:
    """Only what proves something: a payment that stands, or money that is owed back."""
    provable = place.payment.state in {PaymentState.SUCCEEDED, PaymentState.REFUND_DUE}
    if place.printing or not provable or place.payment.trouble is not None:
        return state, ()
    state, receipt_id = state.new_id()
    wanted = replace(place, printing=True, trouble="")
    return state.at(wanted), (PrintReceipt(place.payment.payment_id, receipt_id),)
