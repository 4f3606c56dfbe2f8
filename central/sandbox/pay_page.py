# SPDX-License-Identifier: Apache-2.0
"""The page behind the QR: what a payer's phone shows, with one button."""

from flask import Blueprint, Response, make_response, render_template

from central.sandbox.desk import Desk
from central.sandbox.errors import OrderNotPayable
from central.sandbox.orders import KeptOrder
from contract.money import yuan
from contract.platform import OrderState, PhonePayment
from contract.wording import BILL_KIND

STATUS = {OrderState.PENDING: 200, OrderState.PAID: 200}
GONE = 410


def pay_page(desk: Desk) -> Blueprint:
    pages = Blueprint("pay_page", __name__, url_prefix="/pay", template_folder="templates")

    @pages.get("/<code>")
    def look(code: str) -> Response:
        return _page(desk.order_with_code(code), desk)

    @pages.post("/<code>")
    def confirm(code: str) -> Response:
        order = desk.order_with_code(code)
        if order and order.state is OrderState.PENDING:
            try:
                order = desk.pay(order.order_no, PhonePayment())
            except OrderNotPayable:  # it was paid or closed in this moment
                order = desk.order_with_code(code)
        return _page(order, desk)

    return pages


def _page(order: KeptOrder | None, desk: Desk) -> Response:
    bills = desk.bills_in(order) if order else []
    lines = [(BILL_KIND[bill.kind], bill.period, yuan(bill.total_fen)) for bill in bills]
    html = render_template("pay.html", order=order, lines=lines, amount=yuan(order.amount_fen) if order else "")
    return guarded(html, STATUS.get(order.state, GONE) if order else 404)


def guarded(html: str, status: int) -> Response:
    """A page about somebody's money: kept by no cache, told to no other site, without scripts."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
    return response
