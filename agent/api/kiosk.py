# SPDX-License-Identifier: Apache-2.0
"""What the kiosk may ask for."""

from agent.api import views
from agent.api.route import Route
from agent.errors import (
    AmountChanged,
    Conflict,
    DeviceMissing,
    IdentityMissing,
    InvalidRequest,
    LedgerUnwritable,
    NoSlipPossible,
    NotFound,
    NothingPaid,
    NotPaying,
    NotShown,
    PaymentCodeMissing,
    PlatformError,
    PlatformRefused,
    QueueFull,
    ResultGone,
    SessionEnded,
)
from agent.house import House
from agent.payments.bill_text import bill_no_in
from agent.sessions import Identity
from contract import local
from contract.local import Id
from contract.payment_code import PaymentCode
from contract.personal import IdNumber
from contract.platform import BillList, BillLookup, BillSearch, Case, CaseNo, IdentityMethod, OrderSearch

SESSION = "/v1/sessions/<session_id>"
COMMAND = f"{SESSION}/commands/<command_id>"
PAYMENT = "/v1/payments/<payment_id>"


def terminal(house: House) -> local.Terminal:
    """What a screen needs to know of the machine

    Only the kiosk is told what commissioning shows."""
    return views.kiosk_terminal(house)


def open_session(house: House, session_id: Id, request: local.SessionRequest) -> local.Session:
    """Begin a resident's session, with an id that the client makes

    One at a time: it ends the one before. Again with the same id, it renews the lease and sets the language."""
    return views.session(house.sessions.open(session_id, request.language))


def renew_session(house: House, session_id: Id) -> local.Session:
    """Somebody is still there: the lease begins anew"""
    return views.session(house.sessions.renew(session_id))


def end_session(house: House, session_id: Id) -> local.Done:
    """The resident is done: all that the session holds is wiped

    Ending a session that is over already is no error."""
    house.sessions.end(session_id)
    return local.Done()


def type_identity(house: House, session_id: Id, request: local.TypedIdentity) -> local.Session:
    """A number that was typed, of 15 to 18 characters

    What was shown to somebody else in this session is forgotten."""
    if not request.id_number.is_whole():
        raise InvalidRequest("no identity card bears such a number")
    session = house.sessions.get(session_id)
    session.identify(Identity(request.id_number, IdentityMethod.TYPED))
    return views.session(session)


def command(house: House, session_id: Id, command_id: Id, request: local.Command) -> local.CommandStatus:
    """Order a device to do something

    Idempotent by id and content; the same id with other content is refused. The end comes as an event of topic
    `command`, the result by asking for the status."""
    return house.commands.accept(house.sessions.get(session_id), command_id, request)


def command_status(house: House, session_id: Id, command_id: Id) -> local.CommandStatus:
    """What became of a command

    Its result is in memory only, and gone with the session."""
    return house.commands.status(house.sessions.get(session_id), command_id)


def cancel_command(house: House, session_id: Id, command_id: Id) -> local.CommandStatus:
    """Ask for the end of a command; whether it came in time, the outcome tells"""
    return house.commands.cancel(house.sessions.get(session_id), command_id)


def bills(house: House, session_id: Id) -> BillList:
    """What the session's resident has to pay

    Asks the platform. Only what was shown here can be paid."""
    identity = house.sessions.get(session_id).known_identity()
    search = BillSearch(id_number=identity.number, method=identity.method, name=identity.name)
    found = house.platform.search_bills(search)
    house.sessions.get(session_id).show_bills(identity, found)  # the resident may have left meanwhile
    return found


def lookup_bill(house: House, session_id: Id, request: local.BillLookup) -> BillList:
    """Add the bill with this number to the session's list

    Asks the platform. Answers the whole list. What would be a payment code or an id number is refused: it is asked for
    nowhere. A bill that was paid meanwhile leaves the list."""
    session = house.sessions.get(session_id)
    bill_no = bill_no_in(request.text)
    if bill_no is None or IdNumber(bill_no).is_whole() or PaymentCode(bill_no).channel is not None:
        raise InvalidRequest("there is no bill's number in it")
    try:
        found = house.platform.lookup_bill(BillLookup(bill_no=bill_no))
    except PlatformRefused as error:
        if error.code == "bill_already_paid":
            session.forget_bill(bill_no)
        raise
    listed = BillList(bills=tuple(session.bills.values()))
    for bill in found.bills:
        listed = house.sessions.get(session_id).add_bill(bill)
    return listed


def session_payments(house: House, session_id: Id) -> local.Payments:
    """Payments of the session's resident at this machine, within the last month

    Asks the platform, which alone knows whose they are."""
    identity = house.sessions.get(session_id).known_identity()
    found = house.platform.search_orders(OrderSearch(id_number=identity.number))
    house.sessions.get(session_id).known_identity()  # the resident may have left meanwhile
    kept = [house.cashier.find_or_none(order.order_no) for order in found.orders]
    return local.Payments(payments=tuple(views.payment(house, stored) for stored in kept if stored))


def find_payments(house: House, session_id: Id, request: local.PaymentSearch) -> local.Payments:
    """Payments by what stands on a slip of this machine: its reference, or its code

    An empty list when there is none."""
    house.sessions.get(session_id)
    found = house.cashier.with_slip_text(request.text)
    return local.Payments(payments=tuple(views.payment(house, stored) for stored in found))


def case(house: House, session_id: Id, case_no: CaseNo) -> Case:
    """How an application stands

    Asks the platform. What would be an id number is refused: it never travels in an address."""
    house.sessions.get(session_id)
    if IdNumber(case_no).is_whole():
        raise InvalidRequest("this is an id number: it never travels in an address")
    found = house.platform.get_case(case_no)
    house.sessions.get(session_id).cases[case_no] = found
    return found


def pay(house: House, session_id: Id, payment_id: Id, request: local.PaymentRequest) -> local.Payment:
    """Pay bills that this session was shown

    The intent is durable when this is answered; what becomes of it comes as events of topic `payment`. The id is the
    order number at the platform: sent again with the same content, it is the same order."""
    return views.payment(house, house.cashier.accept(house.sessions.get(session_id), payment_id, request))


def current_payments(house: House) -> local.Payments:
    """Payments that are undecided, or whose code would still be valid: what a restarted kiosk shows"""
    return local.Payments(payments=tuple(views.payment(house, payment) for payment in house.cashier.current()))


def payment(house: House, payment_id: Id) -> local.Payment:
    """One payment, as it stands"""
    return views.payment(house, house.cashier.find(payment_id))


def close_payment(house: House, payment_id: Id) -> local.Payment:
    """The resident gives up a payment: its order is to be closed

    Whether it could be, the platform's word decides."""
    return views.payment(house, house.cashier.close(payment_id))


def print_receipt(house: House, payment_id: Id, receipt_id: Id, request: local.ReceiptRequest) -> local.Receipt:  # noqa: ARG001 -- it says nothing yet
    """Print a slip of a payment that succeeded

    Whether it must be marked 补打 the agent decides. Idempotent by the receipt's id."""
    return house.receipts.request(payment_id, receipt_id)


CURRENT_PAYMENTS = Route("GET", "/v1/payments/current", current_payments)
ONE_PAYMENT = Route("GET", PAYMENT, payment, (NotFound,))

ROUTES = (
    Route("GET", "/v1/terminal", terminal),
    Route("PUT", SESSION, open_session),
    Route("DELETE", SESSION, end_session),
    Route("POST", f"{SESSION}/renew", renew_session, (SessionEnded,)),
    Route("PUT", f"{SESSION}/identity", type_identity, (SessionEnded,)),
    Route(
        "PUT", COMMAND, command,
        (SessionEnded, NotFound, Conflict, NotShown, ResultGone, DeviceMissing, QueueFull, LedgerUnwritable),
    ),
    Route("GET", COMMAND, command_status, (SessionEnded, NotFound, ResultGone)),
    Route("DELETE", COMMAND, cancel_command, (SessionEnded, NotFound, ResultGone)),
    Route("GET", f"{SESSION}/bills", bills, (SessionEnded, IdentityMissing, PlatformError)),
    Route("POST", f"{SESSION}/bills/lookup", lookup_bill, (SessionEnded, PlatformError)),
    Route("GET", f"{SESSION}/payments", session_payments, (SessionEnded, IdentityMissing, PlatformError)),
    Route("POST", f"{SESSION}/payments/find", find_payments, (SessionEnded,)),
    Route("GET", f"{SESSION}/cases/<case_no>", case, (SessionEnded, PlatformError)),
    Route(
        "PUT", f"{SESSION}/payments/<payment_id>", pay,
        (
            SessionEnded, IdentityMissing, NotShown, AmountChanged, NoSlipPossible, PaymentCodeMissing, Conflict,
            NotPaying, LedgerUnwritable,
        ),
    ),
    CURRENT_PAYMENTS,
    ONE_PAYMENT,
    Route("POST", f"{PAYMENT}/close", close_payment, (NotFound, LedgerUnwritable)),
    Route(
        "PUT", f"{PAYMENT}/receipts/<receipt_id>", print_receipt, (NotFound, NothingPaid, Conflict, LedgerUnwritable)
    ),
)  # fmt: skip
