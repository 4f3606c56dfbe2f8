# SPDX-License-Identifier: Apache-2.0
"""The platform under test, as a terminal sees it, and its test mode where it has one."""

import uuid
from dataclasses import dataclass
from typing import Any, TypeVar

import requests

from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.payment_code import PaymentCode
from contract.personal import IdNumber, PersonName
from contract.platform import (
    Bill,
    BillList,
    BillLookup,
    BillSearch,
    IdentityMethod,
    Order,
    OrderBook,
    OrderRequest,
    PayWay,
    Problem,
)

T = TypeVar("T")

LIMIT_S = 15.0
NO_TEST_MODE = "the platform offers no test mode (/test/…)"
PROBLEM = "application/problem+json"


class Broken(Exception):
    """It does not do what the contract says; the text says what it does instead."""


class NotTried(Exception):
    """It could not be tried here; the text says why."""


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    content: bytes

    def as_(self, kind: type[T], *statuses: int) -> T:
        """Raises Broken."""
        if self.status not in (statuses or (200,)):
            raise Broken(f"HTTP {self.status} {self._code()} where {' or '.join(map(str, statuses or (200,)))} is due")
        try:
            return decode(self.content, kind)
        except InvalidDocument as error:
            raise Broken(f"the answer is no {kind.__name__}: {error}") from None

    def refused(self, status: int, *codes: str) -> None:
        """Raises Broken."""
        if self.status != status or not self.kind.startswith(PROBLEM):
            raise Broken(f"HTTP {self.status} {self.kind} {self._code()} where a {status} {'/'.join(codes)} is due")
        code = self.as_(Problem, status).code
        if code not in codes:
            raise Broken(f"refused with {code} where {'/'.join(codes)} is due")

    def _code(self) -> str:
        try:
            return decode(self.content, Problem).code
        except InvalidDocument:
            return ""


@dataclass(frozen=True)
class Person:
    number: IdNumber
    name: PersonName | None
    other: IdNumber
    """Somebody else, of whom nobody knows anything."""


class County:
    def __init__(self, url: str, token: str, person: Person) -> None:
        self._base = url.rstrip("/")
        self._token = token
        self.person = person
        self._ordered: list[str] = []
        self._session = requests.Session()
        self._session.trust_env = False

    # -- the wire

    def ask(
        self, method: str, path: str, body: object = None, *, token: str | None = None, **headers: str
    ) -> Answer | None:
        """None: the connection broke without an answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        told = self._token if token is None else token
        if path.startswith("/v1") and told:
            sent["Authorization"] = f"Bearer {told}"
        data = body if isinstance(body, bytes) or body is None else encode(body)
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            got = self._session.request(
                method, self._base + path, data=data, headers=sent, timeout=LIMIT_S, allow_redirects=False
            )
        except requests.exceptions.ConnectionError:
            return None
        except requests.exceptions.RequestException as error:
            raise Broken(f"{method} {path}: {type(error).__name__}") from None
        return Answer(got.status_code, got.headers.get("Content-Type", ""), got.content)

    def answered(self, method: str, path: str, body: object = None, **more: Any) -> Answer:
        """Raises Broken."""
        answer = self.ask(method, path, body, **more)
        if answer is None:
            raise Broken(f"{method} {path}: the connection broke without an answer")
        return answer

    def page(self, address: str) -> Answer:
        try:
            got = self._session.get(address, timeout=LIMIT_S)
        except requests.exceptions.RequestException as error:
            raise Broken(f"the page does not open: {type(error).__name__}") from None
        return Answer(got.status_code, got.headers.get("Content-Type", ""), got.content)

    # -- a terminal's calls

    def bills(self, number: IdNumber | None = None) -> BillList:
        search = BillSearch(
            id_number=number or self.person.number,
            method=IdentityMethod.CARD,
            name=None if number else self.person.name,
        )
        return self.answered("POST", "/v1/bills/search", search).as_(BillList)

    def lookup(self, bill_no: str) -> Answer:
        return self.answered("POST", "/v1/bills/lookup", BillLookup(bill_no=bill_no))

    def unpaid(self, count: int = 1) -> tuple[Bill, ...]:
        """Raises NotTried when there are not so many."""
        found = self.bills().bills
        if len(found) < count and self.has_test_mode():
            self.test("POST", "/test/bills/again")
            found = self.bills().bills
        if len(found) < count:
            raise NotTried(f"this needs {count} unpaid bills of the person given, and there are {len(found)}")
        return found[:count]

    def order(self, bills: tuple[Bill, ...], order_no: str = "", **changes: Any) -> Answer | None:
        request = self.request(bills, order_no or new_number(), **changes)
        self._ordered.append(request.order_no)
        return self.ask("POST", "/v1/orders", request, Idempotency_Key=request.order_no)

    def ordered(self, bills: tuple[Bill, ...], order_no: str = "", **changes: Any) -> Order:
        answer = self.order(bills, order_no, **changes)
        if answer is None:
            raise Broken("POST /v1/orders: the connection broke without an answer")
        return answer.as_(Order, 200, 201)

    def request(self, bills: tuple[Bill, ...], order_no: str, **changes: Any) -> OrderRequest:
        fields: dict[str, Any] = {
            "order_no": order_no,
            "bill_nos": tuple(bill.bill_no for bill in bills),
            "amount_fen": sum(bill.total_fen for bill in bills),
            "payer": self.person.number,
            **changes,
        }
        return OrderRequest(**fields)

    def scanned(self, bills: tuple[Bill, ...], last: str, order_no: str = "") -> Order:
        """In test mode a payment code's last digit says what becomes of it."""
        code = PaymentCode("13456789012345678" + last)
        return self.ordered(bills, order_no, way=PayWay.SCANNED, payment_code=code)

    def look(self, order_no: str) -> Order:
        return self.answered("GET", f"/v1/orders/{order_no}").as_(Order)

    def close(self, order_no: str) -> Order:
        return self.answered("POST", f"/v1/orders/{order_no}/close").as_(Order)

    # -- test mode

    def has_test_mode(self) -> bool:
        answer = self.ask("GET", "/test/orders")
        return answer is not None and answer.status == 200

    def needs_test_mode(self) -> None:
        """Raises NotTried."""
        if not self.has_test_mode():
            raise NotTried(NO_TEST_MODE)

    def test(self, method: str, path: str, body: object = None) -> Answer:
        """Raises NotTried where there is no test mode."""
        answer = self.ask(method, path, body)
        if answer is None or answer.status in {404, 405}:
            raise NotTried(NO_TEST_MODE)
        return answer

    def fault(self, operation: str, outcome: str) -> None:
        self.test("PUT", "/test/faults", [{"operation": operation, "outcome": outcome, "times": 1}])

    def phone_pays(self, order_no: str, **how: object) -> Order:
        return self.test("POST", f"/test/orders/{order_no}/pay", how).as_(Order)

    def clock_ahead(self, seconds: int) -> None:
        self.test("PUT", "/test/clock", {"seconds": seconds})

    def book(self) -> OrderBook:
        return self.test("GET", "/test/orders").as_(OrderBook)

    def in_order(self) -> None:
        """Nothing that one check has put wrong reaches the next; what it has ordered is closed, so its bills are
        free."""
        self.ask("DELETE", "/test/faults")
        self.ask("PUT", "/test/clock", {"seconds": 0})
        self.ask("DELETE", "/test/settlement")
        while self._ordered:
            self.ask("POST", f"/v1/orders/{self._ordered.pop()}/close")


def new_number() -> str:
    return uuid.uuid4().hex


def expect(held: object, otherwise: str) -> None:
    """Raises Broken."""
    if not held:
        raise Broken(otherwise)
