# SPDX-License-Identifier: Apache-2.0
"""Every call of the local API as a value: method, path, body, and the type of its answer."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from agent.client.errors import Refused
from contract import local
from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.platform import BillList, Case, Problem
from contract.reconciliation import DayAccount, DayMatch, Matches

T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    method: str
    path: str
    answer: type[T]
    body: bytes | None = None

    def read(self, status: int, content: bytes) -> T:
        """Raises Refused for a problem answer, and for one that does not fit its type."""
        if not 200 <= status < 300:
            raise _refusal(status, content)
        try:
            return decode(content, self.answer)
        except InvalidDocument as error:
            raise Refused("invalidAnswer", str(error), status) from None


def _refusal(status: int, content: bytes) -> Refused:
    try:
        problem = decode(content, Problem)
    except InvalidDocument:
        return Refused("invalidAnswer", f"HTTP {status} without a problem document", status)
    return Refused(problem.code, problem.title, status)


EVENTS_PATH = "/v1/events"


def terminal() -> Call[local.Terminal]:
    return Call("GET", "/v1/terminal", local.Terminal)


def open_session(session_id: str, request: local.SessionRequest) -> Call[local.Session]:
    return Call("PUT", f"/v1/sessions/{session_id}", local.Session, encode(request))


def renew_session(session_id: str) -> Call[local.Session]:
    """404 `sessionEnded` when the lease has run out."""
    return Call("POST", f"/v1/sessions/{session_id}/renew", local.Session)


def end_session(session_id: str) -> Call[local.Done]:
    return Call("DELETE", f"/v1/sessions/{session_id}", local.Done)


def type_identity(session_id: str, identity: local.TypedIdentity) -> Call[local.Session]:
    return Call("PUT", f"/v1/sessions/{session_id}/identity", local.Session, encode(identity))


def command(session_id: str, command_id: str, request: local.Command) -> Call[local.CommandStatus]:
    """Idempotent by id and content; the end comes as an event."""
    path = f"/v1/sessions/{session_id}/commands/{command_id}"
    return Call("PUT", path, local.CommandStatus, encode(request))


def command_status(session_id: str, command_id: str) -> Call[local.CommandStatus]:
    return Call("GET", f"/v1/sessions/{session_id}/commands/{command_id}", local.CommandStatus)


def cancel_command(session_id: str, command_id: str) -> Call[local.CommandStatus]:
    return Call("DELETE", f"/v1/sessions/{session_id}/commands/{command_id}", local.CommandStatus)


def bills(session_id: str) -> Call[BillList]:
    return Call("GET", f"/v1/sessions/{session_id}/bills", BillList)


def lookup_bill(session_id: str, lookup: local.BillLookup) -> Call[BillList]:
    """The whole list of the session, with that bill in it."""
    return Call("POST", f"/v1/sessions/{session_id}/bills/lookup", BillList, encode(lookup))


def session_payments(session_id: str) -> Call[local.Payments]:
    """Of the resident who is known."""
    return Call("GET", f"/v1/sessions/{session_id}/payments", local.Payments)


def find_payments(session_id: str, search: local.PaymentSearch) -> Call[local.Payments]:
    return Call("POST", f"/v1/sessions/{session_id}/payments/find", local.Payments, encode(search))


def case(session_id: str, case_no: str) -> Call[Case]:
    return Call("GET", f"/v1/sessions/{session_id}/cases/{case_no}", Case)


def pay(session_id: str, payment_id: str, request: local.PaymentRequest) -> Call[local.Payment]:
    """The intent is durable when this is answered; what becomes of it comes as events."""
    return Call("PUT", f"/v1/sessions/{session_id}/payments/{payment_id}", local.Payment, encode(request))


def payment(payment_id: str) -> Call[local.Payment]:
    return Call("GET", f"/v1/payments/{payment_id}", local.Payment)


def current_payments() -> Call[local.Payments]:
    """Payments that are undecided, or whose code would still be valid: what a restarted kiosk shows."""
    return Call("GET", "/v1/payments/current", local.Payments)


def close_payment(payment_id: str) -> Call[local.Payment]:
    return Call("POST", f"/v1/payments/{payment_id}/close", local.Payment)


def print_receipt(payment_id: str, receipt_id: str) -> Call[local.Receipt]:
    body = encode(local.ReceiptRequest())
    return Call("PUT", f"/v1/payments/{payment_id}/receipts/{receipt_id}", local.Receipt, body)


# ---- sync


def report_content(health: local.ContentHealth) -> Call[local.Done]:
    return Call("PUT", "/v1/content", local.Done, encode(health))


# ---- signage


def tell_plays(plays: local.Plays) -> Call[local.Done]:
    """Done means that they are in the outbox. Idempotent by each play's id."""
    return Call("POST", "/v1/plays", local.Done, encode(plays))


# ---- the technician's site


def devices() -> Call[local.Devices]:
    return Call("GET", "/v1/devices", local.Devices)


def try_device(trial: local.DeviceTrial) -> Call[local.Device]:
    return Call("POST", "/v1/device-trials", local.Device, encode(trial))


def put_device(name: str, change: local.DeviceChange) -> Call[local.DeviceEntry]:
    """Tried first; refused as `deviceSilent` when it does not answer, and nothing has changed then."""
    return Call("PUT", f"/v1/devices/{name}", local.DeviceEntry, encode(change))


def remove_device(name: str) -> Call[local.Done]:
    return Call("DELETE", f"/v1/devices/{name}", local.Done)


def test_device(name: str, test_id: str, test: local.DeviceTest) -> Call[local.DeviceTestStatus]:
    return Call("PUT", f"/v1/devices/{name}/tests/{test_id}", local.DeviceTestStatus, encode(test))


def device_test(name: str, test_id: str) -> Call[local.DeviceTestStatus]:
    return Call("GET", f"/v1/devices/{name}/tests/{test_id}", local.DeviceTestStatus)


def cancel_device_test(name: str, test_id: str) -> Call[local.DeviceTestStatus]:
    return Call("DELETE", f"/v1/devices/{name}/tests/{test_id}", local.DeviceTestStatus)


def site() -> Call[local.SiteSettings]:
    return Call("GET", "/v1/settings", local.SiteSettings)


def change_site(change: local.SiteChange) -> Call[local.SiteSettings]:
    return Call("PUT", "/v1/settings", local.SiteSettings, encode(change))


def test_connection(test: local.ConnectionTest) -> Call[local.ConnectionReport]:
    return Call("POST", "/v1/connection-tests", local.ConnectionReport, encode(test))


def journal() -> Call[local.Journal]:
    return Call("GET", "/v1/journal", local.Journal)


def doubtful_prints() -> Call[local.DoubtfulPrints]:
    """Also for the operator."""
    return Call("GET", "/v1/doubtful-prints", local.DoubtfulPrints)


def matches() -> Call[Matches]:
    return Call("GET", "/v1/reconciliation", Matches)


def day_account(day: date) -> Call[DayAccount]:
    return Call("GET", f"/v1/reconciliation/{day.isoformat()}", DayAccount)


def match_day(day: date) -> Call[DayMatch]:
    return Call("POST", f"/v1/reconciliation/{day.isoformat()}/match", DayMatch)


def announce_commissioning(commissioning: local.Commissioning) -> Call[local.Done]:
    """Kept in memory alone: to be told again after the agent's start."""
    return Call("PUT", "/v1/commissioning", local.Done, encode(commissioning))


def end_commissioning() -> Call[local.Done]:
    return Call("DELETE", "/v1/commissioning", local.Done)


# ---- the operator


def ledger() -> Call[local.LedgerExtract]:
    return Call("GET", "/v1/ledger", local.LedgerExtract)
