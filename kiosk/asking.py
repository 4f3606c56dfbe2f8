# SPDX-License-Identifier: Apache-2.0
"""What the machine asks for, as calls of the local API, and the event that each answer becomes."""

from collections.abc import Callable
from typing import Any

from agent.client import calls
from agent.client.calls import Call
from contract.local import BillLookup, PaymentSearch, SessionRequest, TypedIdentity
from kiosk.domain import happenings as h

Asking = tuple[Call[Any], Callable[[Any], h.Event | None]]


def asking(effect: h.Effect) -> Asking:
    """An event of None: nothing comes of the answer."""
    match effect:
        case h.AskTerminal():
            return calls.terminal(), h.TerminalSeen
        case h.AskCurrent():
            return calls.current_payments(), h.CurrentSeen
        case h.Pay(session_id, payment_id, request):
            return calls.pay(session_id, payment_id, request), h.PaymentSeen
        case h.AskPayment(payment_id):
            return calls.payment(payment_id), h.PaymentSeen
        case h.ClosePayment(payment_id):
            return calls.close_payment(payment_id), h.PaymentSeen
        case h.PrintReceipt(payment_id, receipt_id):
            return calls.print_receipt(payment_id, receipt_id), lambda receipt: h.ReceiptSeen(payment_id, receipt)
        case _:
            return _in_session(effect)


def _in_session(effect: h.Effect) -> Asking:
    match effect:
        case h.OpenSession(session_id, language):
            return calls.open_session(session_id, SessionRequest(language=language)), h.SessionSeen
        case h.RenewSession(session_id):
            return calls.renew_session(session_id), h.SessionSeen
        case h.EndSession(session_id):
            return calls.end_session(session_id), lambda _: None
        case h.Order(session_id, command_id, command):
            return calls.command(session_id, command_id, command), h.CommandSeen
        case h.AskCommand(session_id, command_id):
            return calls.command_status(session_id, command_id), h.CommandSeen
        case h.CancelOrder(session_id, command_id):
            return calls.cancel_command(session_id, command_id), lambda _: None
        case h.TellIdentity(session_id, number):
            return calls.type_identity(session_id, TypedIdentity(id_number=number)), h.IdentityTold
        case h.AskBills(session_id):
            return calls.bills(session_id), lambda found: h.BillsSeen(session_id, found)
        case h.AskCase(session_id, case_no):
            return calls.case(session_id, case_no), lambda case: h.CaseSeen(session_id, case)
        case _:
            return _looking_up(effect)


def _looking_up(effect: h.Effect) -> Asking:
    match effect:
        case h.LookupBill(session_id, text):
            lookup = BillLookup(text=text)
            return calls.lookup_bill(session_id, lookup), lambda found: h.BillFound(session_id, text, found)
        case h.AskRecords(session_id):
            return calls.session_payments(session_id), lambda found: h.RecordsSeen(session_id, found)
        case h.FindPayments(session_id, text):
            search = PaymentSearch(text=text)
            return calls.find_payments(session_id, search), lambda found: h.RecordsFound(session_id, text, found)
        case _:
            raise AssertionError(effect)
