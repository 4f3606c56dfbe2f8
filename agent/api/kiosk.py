# SPDX-License-Identifier: Apache-2.0
"""What the kiosk may ask for."""

from collections.abc import Callable
from typing import Any

from agent.api import views
from agent.errors import InvalidRequest
from agent.house import House
from agent.sessions import Identity
from contract import local
from contract.personal import IdNumber
from contract.platform import BillList, BillSearch, Case, IdentityMethod

Body = Callable[[Any], Any]
Route = tuple[str, str, Callable[..., object]]

SESSION = "/v1/sessions/<session_id>"
COMMAND = f"{SESSION}/commands/<command_id>"
PAYMENT = "/v1/payments/<payment_id>"


def table(house: House, body: Body) -> list[Route]:
    sessions, payments = SessionCalls(house, body), PaymentCalls(house, body)
    return [
        ("GET", "/v1/terminal", lambda: views.kiosk_terminal(house)),
        ("PUT", SESSION, sessions.open),
        ("DELETE", SESSION, sessions.end),
        ("POST", f"{SESSION}/renew", sessions.renew),
        ("PUT", f"{SESSION}/identity", sessions.type_identity),
        ("PUT", COMMAND, sessions.command),
        ("GET", COMMAND, sessions.command_status),
        ("DELETE", COMMAND, sessions.cancel_command),
        ("GET", f"{SESSION}/bills", sessions.bills),
        ("GET", f"{SESSION}/cases/<case_no>", sessions.case),
        ("PUT", f"{SESSION}/payments/<payment_id>", payments.pay),
        ("GET", "/v1/payments/current", payments.current),
        ("GET", PAYMENT, payments.one),
        ("POST", f"{PAYMENT}/close", payments.close),
        ("PUT", f"{PAYMENT}/receipts/<receipt_id>", payments.print_receipt),
    ]


class SessionCalls:
    def __init__(self, house: House, body: Body) -> None:
        self._house = house
        self._sessions = house.sessions
        self._commands = house.commands
        self._body = body

    def open(self, session_id: str) -> local.Session:
        request: local.SessionRequest = self._body(local.SessionRequest)
        return views.session(self._sessions.open(session_id, request.language))

    def renew(self, session_id: str) -> local.Session:
        return views.session(self._sessions.renew(session_id))

    def end(self, session_id: str) -> local.Done:
        self._sessions.end(session_id)
        return local.Done()

    def type_identity(self, session_id: str) -> local.Session:
        typed: local.TypedIdentity = self._body(local.TypedIdentity)
        if not typed.id_number.is_whole():
            raise InvalidRequest("no identity card bears such a number")
        session = self._sessions.get(session_id)
        session.identify(Identity(typed.id_number, IdentityMethod.TYPED))
        return views.session(session)

    def command(self, session_id: str, command_id: str) -> local.CommandStatus:
        request: local.Command = self._body(local.Command)
        return self._commands.accept(self._sessions.get(session_id), command_id, request)

    def command_status(self, session_id: str, command_id: str) -> local.CommandStatus:
        return self._commands.status(self._sessions.get(session_id), command_id)

    def cancel_command(self, session_id: str, command_id: str) -> local.CommandStatus:
        return self._commands.cancel(self._sessions.get(session_id), command_id)

    def bills(self, session_id: str) -> BillList:
        identity = self._sessions.get(session_id).known_identity()
        search = BillSearch(id_number=identity.number, method=identity.method, name=identity.name)
        found = self._house.platform.search_bills(search)
        self._sessions.get(session_id).show_bills(identity, found)  # the resident may have left meanwhile
        return found

    def case(self, session_id: str, case_no: str) -> Case:
        self._sessions.get(session_id)
        if IdNumber(case_no).is_whole():
            raise InvalidRequest("this is an id number: it never travels in an address")
        found = self._house.platform.get_case(case_no)
        self._sessions.get(session_id).cases[case_no] = found
        return found


class PaymentCalls:
    def __init__(self, house: House, body: Body) -> None:
        self._house = house
        self._cashier = house.cashier
        self._body = body

    def pay(self, session_id: str, payment_id: str) -> local.Payment:
        request: local.PaymentRequest = self._body(local.PaymentRequest)
        session = self._house.sessions.get(session_id)
        return views.payment(self._house, self._cashier.accept(session, payment_id, request))

    def current(self) -> local.Payments:
        stored = self._cashier.current()
        return local.Payments(payments=tuple(views.payment(self._house, payment) for payment in stored))

    def one(self, payment_id: str) -> local.Payment:
        return views.payment(self._house, self._cashier.find(payment_id))

    def close(self, payment_id: str) -> local.Payment:
        return views.payment(self._house, self._cashier.close(payment_id))

    def print_receipt(self, payment_id: str, receipt_id: str) -> local.Receipt:
        self._body(local.ReceiptRequest)
        return self._house.receipts.request(payment_id, receipt_id)
