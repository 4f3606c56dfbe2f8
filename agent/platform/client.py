# SPDX-License-Identifier: Apache-2.0
"""The platform's API as the agent uses it. Every call ends within a connect, a read and a total limit.

Nothing is repeated here: whoever asks knows whether asking again is safe.
"""

import threading
from datetime import date
from pathlib import Path
from typing import TypeVar

import requests

from agent.errors import PlatformBroken, PlatformDown, PlatformRefused, PlatformSlow
from agent.platform.deadline import Deadline, DeadlineAdapter
from contract.document import decode, encode
from contract.errors import InvalidDocument, InvalidSettings
from contract.platform import (
    BillList,
    BillLookup,
    BillSearch,
    Case,
    Health,
    Order,
    OrderList,
    OrderRequest,
    OrderSearch,
    Problem,
    RecordBatch,
    RecordReceipt,
    Settlement,
)
from contract.settings import PlatformSettings

T = TypeVar("T")

MAX_ANSWER = 1 << 20
NO_CLEAR_NO = frozenset({408, 425, 429})
"""Refusals that say nothing about the matter itself."""


class PlatformClient:
    """Safe to use from several threads; each keeps its own connection."""

    def __init__(self, settings: PlatformSettings) -> None:
        """Raises InvalidSettings when the token cannot be read."""
        self._settings = settings
        self._token = _token(settings.token_file)
        self._local = threading.local()

    @property
    def token(self) -> str:
        return self._token

    def use(self, settings: PlatformSettings) -> None:
        """From the next call on, in every thread. The token stays."""
        self._settings = settings

    def health(self) -> None:
        self._call("GET", "/health", Health)

    def search_bills(self, search: BillSearch) -> BillList:
        return self._call("POST", "/bills/search", BillList, encode(search))

    def lookup_bill(self, lookup: BillLookup) -> BillList:
        return self._call("POST", "/bills/lookup", BillList, encode(lookup))

    def search_orders(self, search: OrderSearch) -> OrderList:
        return self._call("POST", "/order-searches", OrderList, encode(search))

    def create_order(self, request: OrderRequest) -> Order:
        headers = {"Idempotency-Key": request.order_no}
        return _of(request.order_no, self._call("POST", "/orders", Order, encode(request), headers))

    def get_order(self, order_no: str) -> Order:
        return _of(order_no, self._call("GET", f"/orders/{order_no}", Order))

    def close_order(self, order_no: str) -> Order:
        return _of(order_no, self._call("POST", f"/orders/{order_no}/close", Order))

    def get_case(self, case_no: str) -> Case:
        return self._call("GET", f"/cases/{case_no}", Case)

    def settlement(self, day: date) -> Settlement:
        found = self._call("GET", f"/settlements/{day.isoformat()}", Settlement)
        if found.day != day:
            raise PlatformBroken("the answer is about another day")
        return found

    def deliver(self, batch: RecordBatch) -> RecordReceipt:
        return self._call("POST", "/records", RecordReceipt, encode(batch))

    def _call(
        self, method: str, path: str, answer: type[T], body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> T:
        """Raises PlatformDown, PlatformSlow, PlatformBroken or PlatformRefused."""
        status, kind, content = self._exchange(method, path, body, headers or {})
        if status >= 500 or status in NO_CLEAR_NO:
            raise PlatformBroken(f"HTTP {status}")
        if status >= 400:
            raise _refusal(status, kind, content)
        if not 200 <= status < 300:
            raise PlatformBroken(f"HTTP {status}")
        try:
            return decode(content, answer)
        except InvalidDocument as error:
            raise PlatformBroken(f"{kind or 'no content type'}: {error}") from None

    def _exchange(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str, bytes]:
        if body is not None:
            headers = {**headers, "Content-Type": "application/json"}
        settings = self._settings
        base = settings.url.rstrip("/") + "/v1"
        limits = (settings.connect_s, settings.read_s)
        with Deadline(settings.total_s) as deadline:
            try:
                with self._session().request(
                    method, base + path, data=body, headers=headers, timeout=limits, stream=True,
                    allow_redirects=False,
                ) as response:  # fmt: skip
                    content = b""
                    for piece in response.iter_content(65536):
                        content += piece
                        if len(content) > MAX_ANSWER:
                            raise PlatformBroken("the answer is too long")
            except requests.exceptions.ConnectTimeout as error:
                raise PlatformDown("connecting took too long") from error
            except requests.exceptions.ConnectionError as error:
                if deadline.passed:
                    raise PlatformSlow("total limit") from error
                if _never_connected(error):
                    raise PlatformDown("no connection") from error
                raise PlatformSlow("the connection broke before the answer") from error
            except requests.exceptions.Timeout as error:
                raise PlatformSlow("no answer within the limit") from error
            except (requests.exceptions.RequestException, OSError, ValueError) as error:
                raise (
                    PlatformSlow("total limit") if deadline.passed else PlatformBroken(type(error).__name__)
                ) from error
            if deadline.passed:
                raise PlatformSlow("total limit")
            return response.status_code, response.headers.get("Content-Type", ""), content

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session()
            session.trust_env = False
            adapter = DeadlineAdapter(max_retries=0)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            session.headers["Accept"] = "application/json"
            if self._token:
                session.headers["Authorization"] = f"Bearer {self._token}"
            self._local.session = session
        return session


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002
        """A platform does not redirect. Without this, requests reads the body of a redirect whole, however long."""
        return None


def _token(file: str | None) -> str:
    try:
        return Path(file).read_text(encoding="ascii").strip() if file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"platform.token_file: {error}") from None


def _of(order_no: str, order: Order) -> Order:
    if order.order_no != order_no:
        raise PlatformBroken("the answer is about another order")
    return order


def _never_connected(error: requests.exceptions.ConnectionError) -> bool:
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}


def _refusal(status: int, kind: str, content: bytes) -> PlatformRefused | PlatformBroken:
    try:
        if not kind.startswith("application/problem+json"):
            raise InvalidDocument(kind)
        problem = decode(content, Problem)
    except InvalidDocument:
        # A proxy or portal may answer 403 or 407 in the platform's place: that is nobody's word on the matter.
        return PlatformBroken(f"HTTP {status} without a problem document")
    return PlatformRefused(problem.code, problem.title)
