# SPDX-License-Identifier: Apache-2.0
"""A day at the terminal: residents, guests, things that go wrong, a crash, the technician."""

import http.client
import random
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from agent.api.server import socket_path
from agent.client import Refused, calls
from agent.client.blocking import UnixConnection
from contract import local
from contract.local import PaymentState, ReceiptState, Role
from contract.personal import IdNumber
from contract.platform import Fault, PhonePayment
from tests.agent.conftest import new_id, wait_for
from tests.rigs.privacy_grep.people import Guest, Resident
from tests.rigs.privacy_grep.terminal import Terminal

READER_FAULTS: tuple[dict[str, Any], ...] = ({"garbage": True}, {"truncate_after": 700}, {"card_removed_after": 900})
PLATFORM_FAULTS = ("garbage", "html", "http_500", "drop")


def of(here: Terminal, people: list[Resident], strangers: list[Guest], choice: random.Random) -> bytes:
    """The technician's bundle at its end. The agent is killed in the middle of it."""
    *visitors, last = people
    for at, one in enumerate(visitors):
        visit(here, one, leaves=at % 2 == 1)
    for guest in strangers:
        shows(here, guest)
    mishaps(here, people[0], choice)
    here.claim()
    session = identified(here, last)
    here.pay(session, here.kiosk.send(calls.bills(session)), 1)
    here.kill("agent")
    here.start("agent")
    here.ready()
    return technician(here, people[0])


def identified(here: Terminal, one: Resident) -> str:
    session = here.session()
    here.reader.put_card(one.card)
    here.command(session, local.ReadIdentity())
    here.reader.take_card()
    return session


def visit(here: Terminal, one: Resident, *, leaves: bool) -> None:
    """Bills by the card, one paid or given up; a case; its slip; a code."""
    session = identified(here, one)
    payment_id = here.pay(session, here.kiosk.send(calls.bills(session)), 1)
    here.until(payment_id, PaymentState.CODE_SHOWN)
    if leaves:
        here.kiosk.send(calls.close_payment(payment_id))
        here.until(payment_id, PaymentState.CLOSED)
    else:
        here.sandbox.desk.pay(payment_id, PhonePayment())
        here.until(payment_id, PaymentState.SUCCEEDED)
        here.until_slip(payment_id, ReceiptState.PRINTED)
    here.kiosk.send(calls.case(session, one.case_no))
    here.command(session, local.PrintCase(case_no=one.case_no))
    for code in (one.payment_code, one.card.id_number):
        here.scanner.scan(code)
        here.command(session, local.ScanCode(deadline_ms=5_000))
    here.kiosk.send(calls.end_session(session))


def shows(here: Terminal, guest: Guest) -> None:
    session = here.session()
    here.reader.put_card(guest.card)
    here.command(session, local.ReadIdentity(deadline_ms=5_000))
    here.reader.take_card()
    here.kiosk.send(calls.end_session(session))


def mishaps(here: Terminal, one: Resident, choice: random.Random) -> None:
    """Each with somebody's data under way."""
    session = here.session()
    for faults in choice.sample(READER_FAULTS, 2):
        here.reader.faults.put(**faults)
        here.reader.put_card(one.card)
        here.command(session, local.ReadIdentity(deadline_ms=300))
        here.reader.faults.clear()
        here.reader.take_card()
    here.scanner.send(b"\xff\xfe" + one.payment_code.encode() + b"\x00" + one.card.name.encode("gb18030") + b"\r")
    here.command(session, local.ScanCode(deadline_ms=1_000))
    here.kiosk.send(calls.type_identity(session, local.TypedIdentity(id_number=IdNumber(one.card.id_number))))
    for outcome in choice.sample(PLATFORM_FAULTS, 2):
        here.sandbox.faults.replace((Fault(operation="bills", outcome=outcome, times=1),))
        with suppress(Refused):
            here.kiosk.send(calls.bills(session))
    here.sandbox.faults.replace(())
    number, name = one.card.id_number, quote(one.card.name)
    for method, path, body in (
        ("GET", f"/v1/sessions/{session}/cases/{number}", ""),
        ("GET", f"/v1/{number}?name={name}&number={number}", ""),
        ("PUT", f"/v1/sessions/{session}/identity", f'{{"id_number": "{number[:-1]}A", "name": "{one.card.name}"}}'),
        ("PUT", f"/v1/sessions/{session}/commands/{new_id()}", f'{{"command": "{one.card.name}", "x": "{number}'),
    ):
        ask(here, method, path, body)
    here.printer.faults.put(paper="out")
    here.kiosk.send(calls.case(session, one.case_no))
    with suppress(Refused):
        here.command(session, local.PrintCase(case_no=one.case_no))
    here.printer.faults.clear()
    here.ready()
    here.kiosk.send(calls.end_session(session))


def ask(here: Terminal, method: str, path: str, body: str) -> int:
    connection = UnixConnection(socket_path(here.place / "run", Role.KIOSK), 10.0)
    with suppress(http.client.HTTPException, OSError):
        connection.request(method, path, body.encode(), {"Content-Type": "application/json"})
        return connection.getresponse().status
    return 0


def technician(here: Terminal, one: Resident) -> bytes:
    """Tries the reader with a card, opens all pages, asks for what is not there, and takes the bundle."""
    test_id = new_id()
    here.reader.put_card(one.card)
    here.web.send(calls.test_device("reader", test_id, local.DeviceTest(deadline_ms=5_000)))
    ended = {local.CommandState.FINISHED}
    wait_for(lambda: here.web.send(calls.device_test("reader", test_id)).state in ended)
    here.reader.take_card()
    for path in ("/", "/devices", "/events", "/logs", f"/logs/{one.card.id_number}", f"/?name={quote(one.card.name)}"):
        here.visitor.get(path)
    answer = here.visitor.get("/report.zip")
    assert answer.status_code == 200, f"no bundle: {answer.status_code}"
    return answer.content
