# SPDX-License-Identifier: Apache-2.0
"""A small agent: the local API over a real Unix socket, its answers scripted by the test.

It can be killed (`die`) and started again (`live`), with its memory or without it.
"""

import contextlib
import queue
import re
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any

import msgspec

from contract import local
from contract.document import decode, encode
from contract.local import (
    Command,
    CommandState,
    CommandStatus,
    Event,
    Outcome,
    Payment,
    PaymentRequest,
    PaymentState,
    Receipt,
    ReceiptState,
    Topic,
    Trouble,
    TypedIdentity,
)
from contract.platform import Bill, BillList, IdentityMethod, Problem
from kiosk import samples

LEASE_S = 30


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class FakeAgent:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.calls: list[tuple[str, str]] = []
        self.refusals: dict[str, list[Refusal | bytes]] = {}
        """By a piece of the path: what the next calls are refused with; bytes are sent as they are, as 500."""
        self.terminal = samples.TERMINAL
        self.bills = samples.BILLS
        self.cases = {samples.CASE.project_no: samples.CASE}
        self.pays: Callable[[Payment], None] = self.show_code
        """What happens to a new payment."""
        self.payments: dict[str, Payment] = {}
        self.prints = True
        """Without, a payment that wants a slip is refused."""
        self.forget()
        self.sequence = 0
        self._streams: list[queue.Queue[Event | None]] = []
        self._server: Server | None = None

    # -- life and death

    def live(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._server = Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def die(self) -> None:
        if self._server is None:
            return
        server, self._server = self._server, None
        server.shutdown()
        server.server_close()
        for stream in self._streams:
            stream.put(None)
        server.break_connections()

    def forget(self) -> None:
        """What a restart loses: everything but the ledger."""
        self.session: str | None = None
        self.language = local.Language.ZH
        self.resident: local.Resident | None = None
        self.looked_up: dict[str, Bill] = {}
        self.commands: dict[str, tuple[Command, CommandStatus]] = {}

    # -- what the test makes happen

    def say(self, topic: Topic, subject: str = "", state: str = "") -> None:
        with self.lock:
            self.sequence += 1
            event = Event(sequence=self.sequence, at=datetime.now(UTC), topic=topic, subject=subject, state=state)
            for stream in self._streams:
                stream.put(event)

    def waiting(self, kind: type) -> str | None:
        """The id of the command of this kind that is under way."""
        with self.lock:
            running = [c for c, (command, status) in self.commands.items() if status.outcome is None]
            return next((c for c in running if isinstance(self.commands[c][0], kind)), None)

    def finish(self, command_id: str, outcome: Outcome = Outcome.SUCCEEDED, code: str = "", **result: Any) -> None:
        with self.lock:
            trouble = Trouble(code=code, title=code) if code else None
            status = CommandStatus(
                command_id=command_id, state=CommandState.FINISHED, outcome=outcome, trouble=trouble, **result
            )
            self.commands[command_id] = (self.commands[command_id][0], status)
            if status.resident:
                self.resident = status.resident
        self.say(Topic.COMMAND, command_id, outcome)

    def change(self, payment_id: str, **changes: Any) -> None:
        with self.lock:
            self.payments[payment_id] = msgspec.structs.replace(self.payments[payment_id], **changes)
        self.say(Topic.PAYMENT, payment_id, self.payments[payment_id].state)

    def payment_is(self, state: PaymentState, **changes: Any) -> None:
        [*_, payment_id] = self.payments
        shown = state is PaymentState.CODE_SHOWN
        facts = {"code_url": samples.CODE_URL if shown else None, "code_left_s": 300 if shown else None}
        self.change(payment_id, state=state, **(facts | changes))

    def receipt_is(self, state: ReceiptState, code: str = "") -> None:
        [*_, payment_id] = self.payments
        trouble = Trouble(code=code, title=code) if code else None
        before = self.payments[payment_id].receipts
        one = before[-1] if before else new_receipt(1)
        receipt = msgspec.structs.replace(one, state=state, trouble=trouble)
        with self.lock:
            payment = msgspec.structs.replace(self.payments[payment_id], receipts=(*before[:-1], receipt))
            self.payments[payment_id] = payment
        self.say(Topic.RECEIPT, receipt.receipt_id, state)

    def show_code(self, payment: Payment) -> None:
        self.payment_is(PaymentState.CODE_SHOWN)

    def count(self, method: str, piece: str) -> int:
        return sum(1 for call in self.calls if call[0] == method and piece in call[1])

    # -- the calls

    def answer(self, method: str, path: str, body: bytes) -> object:
        with self.lock:
            self.calls.append((method, path))
            for piece, refusals in self.refusals.items():
                if piece in path and refusals:
                    raise_or_send(refusals.pop(0))
            for pattern, verb, name in ROUTES:
                if verb == method and (found := re.fullmatch(pattern, path)):
                    return getattr(self, f"_{name}")(body, *found.groups())
        raise Refusal(404, "notFound")

    def _get_terminal(self, _body: bytes) -> object:
        return self.terminal

    def _open(self, body: bytes, session_id: str) -> object:
        request = decode(body, local.SessionRequest)
        if self.session != session_id:
            self.forget()
        self.session, self.language = session_id, request.language
        return self._session()

    def _session(self) -> local.Session:
        assert self.session
        return local.Session(session_id=self.session, lease_s=LEASE_S, resident=self.resident)

    def _check(self, session_id: str) -> None:
        if session_id != self.session:
            raise Refusal(404, "sessionEnded")

    def _renew(self, _body: bytes, session_id: str) -> object:
        self._check(session_id)
        return self._session()

    def _end(self, _body: bytes, session_id: str) -> object:
        if session_id == self.session:
            self.forget()
        return local.Done()

    def _identity(self, body: bytes, session_id: str) -> object:
        self._check(session_id)
        number = decode(body, TypedIdentity).id_number
        self.resident = local.Resident(name="", number=number.masked(), method=IdentityMethod.TYPED)
        return self._session()

    def _command(self, body: bytes, session_id: str, command_id: str) -> object:
        self._check(session_id)
        if command_id not in self.commands:
            status = CommandStatus(command_id=command_id, state=CommandState.RUNNING)
            self.commands[command_id] = (decode(body, Command), status)
        return self.commands[command_id][1]

    def _command_status(self, _body: bytes, session_id: str, command_id: str) -> object:
        self._check(session_id)
        if command_id not in self.commands:
            raise Refusal(404, "notFound")
        return self.commands[command_id][1]

    def _cancel(self, _body: bytes, session_id: str, command_id: str) -> object:
        self._check(session_id)
        if command_id in self.commands and self.commands[command_id][1].outcome is None:
            self.finish(command_id, Outcome.CANCELLED, "cancelled")
        return self._command_status(b"", session_id, command_id)

    def _bills(self, _body: bytes, session_id: str) -> object:
        self._check(session_id)
        if self.resident is None:
            raise Refusal(409, "identityMissing")
        return self.bills

    def _lookup(self, body: bytes, session_id: str) -> object:
        self._check(session_id)
        text = decode(body, local.BillLookup).text
        found = next((bill for bill in self.bills.bills if bill.bill_no in text), None)
        if found is None:
            raise Refusal(404, "bill_not_found")
        self.looked_up[found.bill_no] = found
        return BillList(bills=tuple(self.looked_up.values()))

    def _records(self, _body: bytes, session_id: str) -> object:
        self._check(session_id)
        if self.resident is None:
            raise Refusal(409, "identityMissing")
        return local.Payments(payments=tuple(self.payments.values()))

    def _find(self, body: bytes, session_id: str) -> object:
        self._check(session_id)
        text = decode(body, local.PaymentSearch).text
        found = [one for one in self.payments.values() if text in (one.reference, one.verify_url)]
        return local.Payments(payments=tuple(found))

    def _case(self, _body: bytes, session_id: str, case_no: str) -> object:
        self._check(session_id)
        if case_no not in self.cases:
            raise Refusal(409, "case_not_found")
        return self.cases[case_no]

    def _pay(self, body: bytes, session_id: str, payment_id: str) -> object:
        self._check(session_id)
        request = decode(body, PaymentRequest)
        if request.with_slip and not self.prints:
            raise Refusal(409, "noSlipPossible")
        bills = {bill.bill_no: bill for bill in self.bills.bills}
        chosen = [bills[number] for number in request.bill_nos]
        if sum(bill.total_fen for bill in chosen) != request.amount_fen:
            raise Refusal(409, "amount_changed")
        if payment_id not in self.payments:
            self.payments[payment_id] = Payment(
                payment_id=payment_id,
                state=PaymentState.CREATED,
                amount_fen=request.amount_fen,
                way=request.way,
                lines=tuple(samples.line(b) for b in chosen),
                reference=payment_id[:12].upper(),
            )
            threading.Timer(0.02, self.pays, [self.payments[payment_id]]).start()
        return self.payments[payment_id]

    def _current(self, _body: bytes) -> object:
        shown = [p for p in self.payments.values() if not p.decided]
        return local.Payments(payments=tuple(shown))

    def _payment(self, _body: bytes, payment_id: str) -> object:
        if payment_id not in self.payments:
            raise Refusal(404, "notFound")
        return self.payments[payment_id]

    def _close(self, _body: bytes, payment_id: str) -> object:
        self.change(payment_id, state=PaymentState.CLOSING, code_url=None, code_left_s=None)
        return self.payments[payment_id]

    def _receipt(self, _body: bytes, payment_id: str, receipt_id: str) -> object:
        payment = self.payments[payment_id]
        receipt = msgspec.structs.replace(new_receipt(len(payment.receipts) + 1), receipt_id=receipt_id)
        self.payments[payment_id] = msgspec.structs.replace(payment, receipts=(*payment.receipts, receipt))
        return receipt


def new_receipt(number: int) -> Receipt:
    state, reprint = ReceiptState.PENDING, number > 1
    return Receipt(receipt_id=f"{number:032x}", receipt_no=f"DEMO-0001-{number:06d}", state=state, reprint=reprint)


def raise_or_send(refusal: Refusal | bytes) -> None:
    if isinstance(refusal, bytes):
        raise BrokenAnswer(refusal)
    raise refusal


class BrokenAnswer(Exception):
    pass


ID = r"([0-9a-f]{32})"
SESSION = rf"/v1/sessions/{ID}"
ROUTES = [
    (r"/v1/terminal", "GET", "get_terminal"),
    (SESSION, "PUT", "open"),
    (SESSION, "DELETE", "end"),
    (rf"{SESSION}/renew", "POST", "renew"),
    (rf"{SESSION}/identity", "PUT", "identity"),
    (rf"{SESSION}/commands/{ID}", "PUT", "command"),
    (rf"{SESSION}/commands/{ID}", "GET", "command_status"),
    (rf"{SESSION}/commands/{ID}", "DELETE", "cancel"),
    (rf"{SESSION}/bills", "GET", "bills"),
    (rf"{SESSION}/bills/lookup", "POST", "lookup"),
    (rf"{SESSION}/payments", "GET", "records"),
    (rf"{SESSION}/payments/find", "POST", "find"),
    (rf"{SESSION}/cases/([0-9]+)", "GET", "case"),
    (rf"{SESSION}/payments/{ID}", "PUT", "pay"),
    (r"/v1/payments/current", "GET", "current"),
    (rf"/v1/payments/{ID}", "GET", "payment"),
    (rf"/v1/payments/{ID}/close", "POST", "close"),
    (rf"/v1/payments/{ID}/receipts/{ID}", "PUT", "receipt"),
]


class Server(ThreadingMixIn, UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, agent: FakeAgent) -> None:
        self.agent = agent
        self.connections: list[socket.socket] = []
        super().__init__(str(agent.path), Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, _ = super().get_request()
        self.connections.append(connection)
        return connection, ("kiosk", 0)

    def break_connections(self) -> None:
        for connection in self.connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is part of the test."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's own name
        pass

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/v1/events":
            self.stream()
            return
        agent = self.server.agent
        try:
            self.reply(200, encode(agent.answer(self.command, self.path, body)))
        except Refusal as refusal:
            self.reply(refusal.status, encode(Problem(code=refusal.code, title=refusal.code, status=refusal.status)))
        except BrokenAnswer as broken:
            self.reply(500, broken.args[0])

    do_GET = do_PUT = do_POST = do_DELETE = serve  # noqa: N815 - the base class's own names

    def reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def stream(self) -> None:
        events: queue.Queue[Event | None] = queue.Queue()
        agent = self.server.agent
        with agent.lock:
            agent._streams.append(events)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b": linli\n\n")
        self.wfile.flush()
        while (event := events.get()) is not None:
            self.wfile.write(b"id: %d\ndata: %s\n\n" % (event.sequence, encode(event)))
            self.wfile.flush()
        agent._streams.remove(events)
        self.close_connection = True
