# SPDX-License-Identifier: Apache-2.0
"""The operations under /test: a phone that pays, faults on demand, and a look behind the counter."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from central.sandbox.clock import SkewedClock
from central.sandbox.desk import Desk
from central.sandbox.documents import answer, body, nothing, parameters
from central.sandbox.errors import InvalidRequest
from central.sandbox.faults import FaultList, Faults
from central.sandbox.orders import book, shown
from central.sandbox.terminal_api import OrderPath
from contract.platform import ClockSkew, PhonePayment

OWN_NAMES = frozenset({"127.0.0.1", "localhost"})


def refuse_foreign_pages() -> None:
    """No page but our own console may pay here, nor a name that only points here."""
    foreign = request.headers.get("Origin", request.host_url.rstrip("/")) != request.host_url.rstrip("/")
    if foreign or urlsplit(f"//{request.host}").hostname not in OWN_NAMES:
        raise InvalidRequest("the rig's operations are for no page but the console, and for 127.0.0.1 alone")


def rig_api(desk: Desk, faults: Faults, clock: SkewedClock) -> Blueprint:
    api = Blueprint("rig_api", __name__, url_prefix="/test")

    api.before_request(refuse_foreign_pages)

    @api.get("/faults")
    def get_faults() -> Response:
        return answer(faults.present())

    @api.put("/faults")
    def put_faults() -> Response:
        faults.replace(body(FaultList))
        return answer(faults.present())

    @api.delete("/faults")
    def delete_faults() -> Response:
        faults.replace(())
        return nothing()

    @api.get("/orders")
    def get_orders() -> Response:
        return answer(book(desk.every_order(), desk.addresses))

    @api.post("/orders/<order_no>/pay")
    def pay_order(**path: str) -> Response:
        order_no = parameters(path, OrderPath).order_no
        return answer(shown(desk.pay(order_no, body(PhonePayment)), desk.addresses))

    @api.post("/orders/<order_no>/refund")
    def refund_order(**path: str) -> Response:
        return answer(shown(desk.refund(parameters(path, OrderPath).order_no), desk.addresses))

    @api.post("/bills/again")
    def bill_again() -> Response:
        return answer(desk.bill_again())

    @api.get("/records")
    def get_records() -> Response:
        return answer(desk.records())

    @api.post("/reset")
    def reset() -> Response:
        desk.reset()
        faults.replace(())
        clock.skew = ClockSkew()
        return nothing()

    return api
