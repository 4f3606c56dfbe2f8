# SPDX-License-Identifier: Apache-2.0
"""The operations under /v1, each as platform.openapi.yaml says."""

import hmac
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import msgspec
from flask import Blueprint, Response, g, request

from central.sandbox.desk import Desk
from central.sandbox.documents import answer, body, parameters
from central.sandbox.errors import Unauthorized
from central.sandbox.orders import shown
from contract.document import Request
from contract.platform import (
    BillLookup,
    BillSearch,
    CaseNo,
    OrderList,
    OrderNo,
    OrderRequest,
    OrderSearch,
    RecordBatch,
)


class OrderPath(Request, frozen=True, kw_only=True):
    order_no: OrderNo


class CasePath(Request, frozen=True, kw_only=True):
    case_no: CaseNo


class DayPath(Request, frozen=True, kw_only=True):
    day: date


class CreateHeaders(Request, frozen=True, kw_only=True):
    idempotency_key: Annotated[str, msgspec.Meta(pattern="^[0-9A-Za-z_-]{8,64}$", max_length=64)]


def service_api(desk: Desk) -> Blueprint:
    """What needs no token."""
    api = Blueprint("service_api", __name__, url_prefix="/v1")

    @api.get("/health")
    def health() -> Response:
        return answer(desk.health())

    return api


def terminal_api(desk: Desk, terminals: Mapping[str, str]) -> Blueprint:
    """`terminals` gives each bearer token its terminal's number."""
    api = Blueprint("terminal_api", __name__, url_prefix="/v1")

    @api.before_request
    def authenticate() -> None:
        g.terminal_no = _terminal_of(request.headers.get("Authorization", ""), terminals)

    @api.post("/bills/search")
    def search_bills() -> Response:
        return answer(desk.search_bills(body(BillSearch)))

    @api.post("/bills/lookup")
    def lookup_bill() -> Response:
        return answer(desk.lookup_bill(body(BillLookup)))

    @api.post("/order-searches")
    def search_orders() -> Response:
        found = desk.search_orders(g.terminal_no, body(OrderSearch))
        return answer(OrderList(orders=tuple(shown(order, desk.addresses) for order in found)))

    @api.post("/orders")
    def create_order() -> Response:
        wanted = body(OrderRequest)
        headers = {"idempotency_key": request.headers.get("Idempotency-Key", "")}
        key = parameters(headers, CreateHeaders).idempotency_key
        order, made = desk.create_order(g.terminal_no, key, wanted)
        return answer(shown(order, desk.addresses), 201 if made else 200)

    @api.get("/orders/<order_no>")
    def get_order(**path: str) -> Response:
        order_no = parameters(path, OrderPath).order_no
        return answer(shown(desk.order(g.terminal_no, order_no), desk.addresses))

    @api.post("/orders/<order_no>/close")
    def close_order(**path: str) -> Response:
        order_no = parameters(path, OrderPath).order_no
        return answer(shown(desk.close_order(g.terminal_no, order_no), desk.addresses))

    @api.get("/cases/<case_no>")
    def get_case(**path: str) -> Response:
        return answer(desk.case(parameters(path, CasePath).case_no))

    @api.post("/records")
    def deliver_records() -> Response:
        return answer(desk.accept_records(g.terminal_no, body(RecordBatch)))

    @api.get("/settlements/<day>")
    def get_settlement(**path: str) -> Response:
        return answer(desk.settlement(g.terminal_no, parameters(path, DayPath).day))

    return api


def _terminal_of(authorization: str, terminals: Mapping[str, str]) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer":
        for known, terminal_no in terminals.items():
            if hmac.compare_digest(known.encode(), token.strip().encode()):
                return terminal_no
    raise Unauthorized
