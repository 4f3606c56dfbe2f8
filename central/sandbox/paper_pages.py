# SPDX-License-Identifier: Apache-2.0
"""What the codes on paper lead to: the page on which a slip is verified, and the one on which a bill is paid at home.

Neither tells a name, a number or an account: whoever finds a slip may look.
"""

from flask import Blueprint, Response, render_template

from central.sandbox.desk import Desk
from central.sandbox.orders import CHINA
from central.sandbox.pay_page import guarded
from contract.money import yuan
from contract.platform import OrderState
from contract.text import LocalText
from contract.wording import BILL_KIND

STANDS = {
    OrderState.PAID: LocalText(zh="这笔缴费有效", en="This payment stands"),
    OrderState.REFUND_DUE: LocalText(zh="钱到得太晚，会退还", en="The money came too late and will be returned"),
    OrderState.REFUNDED: LocalText(zh="已退还给付款人", en="The money has been returned"),
}
NONE = LocalText(zh="没有这笔缴费", en="There is no such payment")


def paper_pages(desk: Desk) -> Blueprint:
    pages = Blueprint("paper_pages", __name__, template_folder="templates")

    @pages.get("/verify/<code>")
    def verify(code: str) -> Response:
        order = desk.order_with_code(code)
        if order is None or order.state not in STANDS or order.paid_at is None:
            return guarded(render_template("paper.html", title=NONE, amount="", lines=(), moment=""), 404)
        lines = [(BILL_KIND[bill.kind], bill.period, yuan(bill.total_fen)) for bill in desk.bills_in(order)]
        moment = order.paid_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")
        html = render_template(
            "paper.html", title=STANDS[order.state], amount=yuan(order.amount_fen), lines=lines, moment=moment
        )
        return guarded(html, 200)

    @pages.get("/bill/<bill_no>")
    def bill(bill_no: str) -> Response:
        found = desk.bill(bill_no)
        if found is None:
            missing = LocalText(zh="没有这张账单", en="There is no such bill")
            return guarded(render_template("paper.html", title=missing, amount="", lines=(), moment=""), 404)
        one, paid = found
        title = (
            LocalText(zh="这张账单已缴清", en="This bill is paid")
            if paid
            else LocalText(zh="待缴账单", en="A bill to be paid")
        )
        lines = [(BILL_KIND[one.kind], one.period, yuan(one.total_fen))]
        return guarded(
            render_template("paper.html", title=title, amount=yuan(one.total_fen), lines=lines, moment=""), 200
        )

    return pages
