# SPDX-License-Identifier: Apache-2.0
"""What the agent says, and what that makes of the state. An answer that nobody waits for any more changes nothing."""

from dataclasses import replace

import msgspec

from contract.local import CommandState, CommandStatus, Outcome, Payment, PaymentState, Receipt, Session, Topic
from contract.platform import BillList, Case, PayWay
from kiosk.domain import moneyanswers
from kiosk.domain.happenings import (
    AskCase,
    AskCommand,
    AskCurrent,
    AskPayment,
    AskTerminal,
    BillFound,
    BillsSeen,
    CancelOrder,
    CaseSeen,
    CommandSeen,
    CurrentSeen,
    Effect,
    FindPayments,
    Heard,
    IdentityTold,
    LookAtContent,
    LookupBill,
    OpenSession,
    PaymentSeen,
    ReceiptSeen,
    RecordsFound,
    RecordsSeen,
    RenewSession,
    SessionSeen,
    TerminalSeen,
)
from kiosk.domain.moneyplaces import (
    FindBill,
    FindPayment,
    HoldPhone,
    Records,
    ShowRecord,
    TypeBill,
    TypeReference,
)
from kiosk.domain.moneypresses import order
from kiosk.domain.places import Armed, Bills, Checklist, FindCase, Home, Identify, Paying, Place, ShowCase, TypeId
from kiosk.domain.state import State
from kiosk.domain.validation import case_number_in
from kiosk.domain.walk import PAUSE_S, Result, enter, go

LOOK_S = 5.0
"""An undecided payment is looked at this often even if no event comes."""

AgentEvent = (
    Heard
    | TerminalSeen
    | CurrentSeen
    | SessionSeen
    | IdentityTold
    | CommandSeen
    | BillsSeen
    | BillFound
    | RecordsSeen
    | RecordsFound
    | CaseSeen
    | PaymentSeen
    | ReceiptSeen
)


def hear(state: State, event: AgentEvent, now: float) -> Result:
    match event:
        case Heard(topic, subject):
            return _heard(state, topic, subject)
        case TerminalSeen(terminal):
            return replace(state, terminal=terminal), ()
        case CurrentSeen(payments):
            return _current(state, payments.payments, now)
        case SessionSeen(session):
            return _session(state, session, now)
        case IdentityTold(session):
            return _identity(state, session, now)
        case CommandSeen(status):
            return _command(state, status, now)
        case BillsSeen(session_id, found):
            return _bills(state, session_id, found)
        case BillFound() | RecordsSeen() | RecordsFound():
            return _looked_up(state, event, now)
        case CaseSeen(session_id, case):
            return _case(state, session_id, case)
        case PaymentSeen(payment):
            return _payment(state, payment, now)
        case ReceiptSeen(payment_id, receipt):
            return _receipt(state, payment_id, receipt)


def reattach(state: State) -> Result:
    """After a reconnection or a gap nothing is certain: everything that is on the screen is asked anew."""
    asks: list[Effect] = [AskTerminal(), AskCurrent()]
    if state.paying:
        asks.append(AskPayment(state.paying.payment_id))
    session = state.session
    if session is None:
        return state, tuple(asks)
    if not session.open:
        return state, (*asks, OpenSession(session.session_id, state.comfort.language))
    asks.append(RenewSession(session.session_id))
    match state.place:
        case FindBill() | FindPayment() as place if place.asked:
            lookup = LookupBill if isinstance(place, FindBill) else FindPayments
            asks.append(lookup(session.session_id, place.asked))
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment() as place if place.command_id:
            asks.append(AskCommand(session.session_id, place.command_id))
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment() as place if place.arm_at is None:
            state, entered = enter(state)
            asks.extend(entered)
        case ShowCase(printing=True) | Checklist(printing=True) as place if place.command_id:
            asks.append(AskCommand(session.session_id, place.command_id))
        case ShowCase(case=None) as place:
            asks.append(AskCase(session.session_id, place.case_no))
        case Bills(found=None) | Records(found=None):
            state, entered = enter(state)
            asks.extend(entered)
        case TypeId(sending=True) | TypeBill(sending=True) | TypeReference(sending=True) as place:
            state = state.at(replace(place, sending=False))
        case _:
            pass
    return state, tuple(asks)


def _heard(state: State, topic: Topic, subject: str) -> Result:
    state, asks = _concerned(state, topic, subject)
    if topic is Topic.PAYMENT and state.terminal and not state.terminal.paying:
        return state, (*asks, AskTerminal())  # a payment that was resolved may have been the last in the way
    return state, asks


def _concerned(state: State, topic: Topic, subject: str) -> Result:
    session, paying = state.session, state.paying
    match topic:
        case Topic.DEVICE | Topic.PLATFORM | Topic.COMMISSIONING:
            return state, (AskTerminal(),)
        case Topic.CONTENT:
            return state, (AskTerminal(), LookAtContent())
        case Topic.ALERT:
            return state, (LookAtContent(),)
        case Topic.SETTINGS:
            return replace(state, start_anew=True), (AskTerminal(),)
        case Topic.COMMAND if session and subject and subject == command_id_of(state.place):
            return state, (AskCommand(session.session_id, subject),)
        case Topic.PAYMENT if paying and subject == paying.payment_id:
            return state, (AskPayment(subject),)
        case Topic.RECEIPT if isinstance(state.place, ShowRecord):
            return state, (AskPayment(state.place.payment.payment_id),)
        case Topic.RECEIPT if paying:
            return state, (AskPayment(paying.payment_id),)
        case Topic.SESSION if session and session.open and subject == session.session_id:
            return state, (RenewSession(subject),)
        case Topic.GAP:
            return reattach(state)
        case _:
            return state, ()


def command_id_of(place: Place) -> str:
    return place.command_id if isinstance(place, Armed | ShowCase | Checklist) else ""


def _current(state: State, payments: tuple[Payment, ...], now: float) -> Result:
    """A restarted kiosk shows what is under way; one in use is not disturbed."""
    waiting = [payment for payment in payments if payment.payment_id not in state.left]
    if not waiting or state.session or state.trail != (Home(),):
        return state, ()
    undecided = [payment for payment in waiting if not payment.decided]
    shown = (undecided or waiting)[-1]
    place = Paying(shown.payment_id, shown.amount_fen, resumed=True)
    state = replace(state, trail=(Home(), place), touched_at=now)
    return _payment(state, shown, now)


def _session(state: State, answer: Session, now: float) -> Result:
    session = state.session
    if session is None or session.session_id != answer.session_id:
        return state, ()
    renewed = replace(
        session,
        open=True,
        resident=answer.resident or session.resident,
        renew_at=now + answer.lease_s / 3,
        lease_until=now + answer.lease_s,
    )
    state = replace(state, session=renewed)
    return (state, ()) if session.open else enter(state)


def _identity(state: State, answer: Session, now: float) -> Result:
    state, effects = _session(state, answer, now)
    place = state.place
    waited = state.session is not None and state.session.session_id == answer.session_id
    if not waited or not isinstance(place, TypeId) or not place.sending:
        return state, effects
    state, asks = go(state.at(TypeId()), _after_identity(state))  # what was typed is told: here it is needed no more
    return state, effects + asks


def _command(state: State, status: CommandStatus, now: float) -> Result:
    place = state.place
    if status.command_id != command_id_of(place):
        return state, _overtaken(state, status)
    if status.state is not CommandState.FINISHED:
        return state, ()
    done = status.outcome is Outcome.SUCCEEDED
    code = "" if done else _why(status)
    match place:
        case Identify() if done and status.resident and state.session:
            return go(replace(state, session=replace(state.session, resident=status.resident)), _after_identity(state))
        case FindCase() if done and status.scanned is not None:
            number = case_number_in(status.scanned)
            if number is not None:
                return go(state, ShowCase(number))
            return again(state, place, "codeNotOurs", now)
        case FindBill() | FindPayment() if done and status.scanned is not None and state.session:
            lookup = LookupBill if isinstance(place, FindBill) else FindPayments
            asked = replace(place, command_id="", trouble="", asked=status.scanned)
            return state.at(asked), (lookup(state.session.session_id, status.scanned),)
        case HoldPhone() if done and status.channel is not None:
            # Read once: whoever comes back here shows the phone anew.
            read = state.at(replace(place, command_id="", trouble=""))
            return order(read, place.bills, PayWay.SCANNED, with_slip=place.with_slip)
        case Identify() | FindCase() | FindBill() | HoldPhone() | FindPayment():
            return again(state, place, "noResult" if done else code, now)
        case ShowCase() | Checklist():
            return state.at(replace(place, printing=False, printed=done, trouble=code)), ()
        case _:
            return state, ()


def _overtaken(state: State, status: CommandStatus) -> tuple[Effect, ...]:
    """A device waits for a place that was left before the order for it arrived: the cancelling came first."""
    if state.session is None or status.state is CommandState.FINISHED:
        return ()
    known = any(command_id_of(place) == status.command_id for place in state.trail)
    return () if known else (CancelOrder(state.session.session_id, status.command_id),)


def _why(status: CommandStatus) -> str:
    if status.outcome is Outcome.UNKNOWN:
        return "outcomeUnknown"
    return status.trouble.code if status.trouble else "noResult"


def _after_identity(state: State) -> Place:
    return Records() if any(isinstance(place, FindPayment) for place in state.trail) else Bills()


def again(state: State, place: Armed, code: str, now: float) -> Result:
    """Says what went wrong and arms the device once more by itself. That nobody came in time is nothing wrong."""
    quiet = code in {"timeOut", "cancelled"}
    trouble = place.trouble if quiet else code
    return state.at(replace(place, command_id="", trouble=trouble, arm_at=now + PAUSE_S)), ()


def _bills(state: State, session_id: str, found: BillList) -> Result:
    place = state.place
    if not isinstance(place, Bills) or place.found is not None or not _is_session(state, session_id):
        return state, ()
    return state.at(replace(place, found=found)), ()


def _looked_up(state: State, event: BillFound | RecordsSeen | RecordsFound, now: float) -> Result:
    place = state.place
    match event:
        case BillFound(session_id, text, bills) if isinstance(place, Bills) and text in place.numbers:
            return _bills(state, session_id, bills)  # asked for again
        case BillFound(session_id, text, bills):
            return moneyanswers.bill_found(state, session_id, text, bills)
        case RecordsSeen(session_id, records):
            return moneyanswers.records_seen(state, session_id, records)
        case RecordsFound(session_id, text, records):
            return moneyanswers.records_found(state, session_id, text, records, now)


def _case(state: State, session_id: str, case: Case) -> Result:
    place = state.place
    if not isinstance(place, ShowCase) or place.case_no != case.project_no or not _is_session(state, session_id):
        return state, ()
    return state.at(replace(place, case=case)), ()


def _is_session(state: State, session_id: str) -> bool:
    return state.session is not None and state.session.session_id == session_id


def _payment(state: State, payment: Payment, now: float) -> Result:
    paying = state.paying
    if paying is None or paying.payment_id != payment.payment_id:
        return moneyanswers.record_seen(state, payment)
    if paying.decided and not payment.decided:
        return state, ()  # an answer that was overtaken: what is decided stays decided
    was_undecided = not paying.decided
    left = payment.code_left_s or 0
    paying = replace(
        paying,
        payment=payment,
        seen_at=now,
        ask_at=now + LOOK_S,
        in_doubt=False,
        code_was_shown=paying.code_was_shown or payment.state is PaymentState.CODE_SHOWN,
        code_over=payment.state is PaymentState.CODE_SHOWN and left <= 0,
    )
    if was_undecided and payment.decided:
        state = replace(state, touched_at=now, warned_at=None)  # the time to read the outcome begins here
    return state.with_paying(paying), ()


def _receipt(state: State, payment_id: str, receipt: Receipt) -> Result:
    paying = state.paying
    if paying is None or paying.payment is None or paying.payment_id != payment_id:
        return moneyanswers.record_printed(state, payment_id, receipt)
    others = tuple(known for known in paying.payment.receipts if known.receipt_id != receipt.receipt_id)
    payment = msgspec.structs.replace(paying.payment, receipts=(*others, receipt))
    paying = replace(paying, payment=payment, slip_wanted=False, slip_trouble="")
    return state.with_paying(paying), (AskPayment(payment_id),)
