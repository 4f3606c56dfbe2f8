# SPDX-License-Identifier: Apache-2.0
"""What the agent says of bills by number and of payments found again."""

from dataclasses import replace
from itertools import takewhile

import msgspec

from contract.local import Payment, Payments, Receipt
from contract.platform import BillList
from kiosk.domain.moneyplaces import (
    AtHome,
    FindBill,
    FindPayment,
    Records,
    ShowRecord,
    TypeBill,
    TypeReference,
)
from kiosk.domain.places import Bills, Place
from kiosk.domain.state import State
from kiosk.domain.walk import PAUSE_S, Result, go, swap

NO_NETWORK = frozenset({"platformDown", "platformSlow"})


def waits_for(place: Place, text: str) -> bool:
    """Whether this text is what the place has asked about."""
    match place:
        case TypeBill() | TypeReference():
            return place.sending and place.typed == text
        case FindBill() | FindPayment():
            return place.asked == text
        case _:
            return False


def bill_found(state: State, session_id: str, text: str, found: BillList) -> Result:
    """Adds it to the bills, chosen: whoever brings its number means to pay it."""
    if not _awaited(state, session_id, text):
        return state, ()
    earlier = next((place for place in state.trail if isinstance(place, Bills)), None)
    known = frozenset(bill.bill_no for bill in earlier.all) if earlier else frozenset[str]()
    all_numbers = frozenset(bill.bill_no for bill in found.bills)
    meant = frozenset(number for number in all_numbers if number in text.upper()) or all_numbers - known
    chosen = ((earlier.chosen if earlier else frozenset[str]()) & all_numbers) | meant
    numbers = (*(earlier.numbers if earlier else ()), *sorted(meant))
    bills = Bills(found, chosen, numbers)
    if earlier:
        before = tuple(takewhile(lambda place: not isinstance(place, Bills), state.trail))
        return replace(state, trail=(*before, bills)), ()
    return go(_asked_no_more(state), bills)


def records_found(state: State, session_id: str, text: str, found: Payments, now: float) -> Result:
    """By a slip: the one payment is shown at once."""
    if not _awaited(state, session_id, text):
        return state, ()
    if not found.payments:
        return not_found(state, "paymentNotFound", now)
    state = _asked_no_more(state)
    if len(found.payments) == 1:
        return go(state, ShowRecord(found.payments[0]))
    return go(state, Records(found))


def records_seen(state: State, session_id: str, found: Payments) -> Result:
    place = state.place
    if not isinstance(place, Records) or place.found or not _is_session(state, session_id):
        return state, ()
    return state.at(Records(found)), ()


def record_printed(state: State, payment_id: str, receipt: Receipt) -> Result:
    """The slip is on its way; what became of it comes with the payment."""
    place = state.place
    if not isinstance(place, ShowRecord) or place.payment.payment_id != payment_id:
        return state, ()
    others = tuple(known for known in place.payment.receipts if known.receipt_id != receipt.receipt_id)
    payment = msgspec.structs.replace(place.payment, receipts=(*others, receipt))
    return state.at(ShowRecord(payment)), ()


def record_seen(state: State, payment: Payment) -> Result:
    place = state.place
    if not isinstance(place, ShowRecord) or place.payment.payment_id != payment.payment_id:
        return state, ()
    return state.at(replace(place, payment=payment)), ()


def lookup_failed(state: State, text: str, code: str, now: float) -> Result:
    """A bill that cannot be asked for now can still be paid at home, by what is known of it."""
    if not waits_for(state.place, text):
        return state, ()
    if isinstance(state.place, FindBill | TypeBill) and code in NO_NETWORK:
        return go(_asked_no_more(state), AtHome(number=text))
    unknown = {"bill_not_found": "billUnknown", "notFound": "paymentNotFound", "invalidRequest": "numberUnknown"}
    if isinstance(state.place, FindBill | TypeBill):
        unknown["notFound"] = "billUnknown"
    return not_found(state, unknown.get(code, code), now)


def not_found(state: State, code: str, now: float) -> Result:
    match state.place:
        case TypeBill() | TypeReference() as typed:
            return state.at(replace(typed, sending=False, trouble=code)), ()
        case FindBill() | FindPayment() as scanned:
            return state.at(replace(scanned, asked="", trouble=code, arm_at=now + PAUSE_S)), ()
        case place:
            return swap(state, place)


def _asked_no_more(state: State) -> State:
    match state.place:
        case TypeBill() | TypeReference() as typed:
            return state.at(replace(typed, sending=False))
        case FindBill() | FindPayment() as scanned:
            return state.at(replace(scanned, asked=""))
        case _:
            return state


def _awaited(state: State, session_id: str, text: str) -> bool:
    return _is_session(state, session_id) and waits_for(state.place, text)


def _is_session(state: State, session_id: str) -> bool:
    return state.session is not None and state.session.session_id == session_id
