# SPDX-License-Identifier: Apache-2.0
"""The fault console: a page on which whoever tries a terminal out makes each hard case happen, without a tool."""

from collections.abc import Callable
from typing import Any, get_args

import msgspec
from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from central.sandbox.clock import SkewedClock
from central.sandbox.desk import Desk
from central.sandbox.errors import InvalidRequest
from central.sandbox.faults import Faults
from central.sandbox.pay_page import guarded
from central.sandbox.rig_api import refuse_foreign_pages
from contract.document import convert
from contract.errors import InvalidDocument
from contract.money import yuan
from contract.platform import ClockSkew, Fault, PhonePayment, PlantedDifference
from contract.text import LocalText

SHOWN_ORDERS = 30


def both(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


def _choices(document: type[msgspec.Struct], name: str) -> tuple[str, ...]:
    """What the contract allows there."""
    return get_args(next(field.type for field in msgspec.structs.fields(document) if field.name == name))


OPERATION = {
    "any": both("任何一个", "any"),
    "bills": both("查账单", "bills"),
    "create_order": both("建单", "create order"),
    "get_order": both("查单", "look at order"),
    "close_order": both("关单", "close order"),
    "search_orders": both("按人查单", "search orders"),
    "case": both("查办件", "case"),
    "records": both("收记录", "records"),
    "settlement": both("对账文件", "settlement"),
}
OUTCOME = {
    "normal": both("照常（只延迟）", "normal (delay only)"),
    "drop": both("办了，不回答", "acts, and drops the answer"),
    "refuse": both("不办，断开", "does nothing, and breaks off"),
    "http_500": both("不办，回 500", "does nothing, answers 500"),
    "html": both("不办，回网页", "does nothing, answers a page"),
    "garbage": both("办了，只回一半", "acts, answers half"),
}
DIFFERENCE = {
    "missing": both("少一笔", "one is missing"),
    "extra": both("多一笔", "one too many"),
    "amount": both("金额不同", "another amount"),
    "state": both("状态不同", "another state"),
}
PAY: dict[str, tuple[LocalText, dict[str, Any]]] = {
    "pay": (both("付款", "pay"), {}),
    "pay-often": (both("付款，通知三次", "pay, told three times"), {"notices": 3}),
    "pay-silent": (both("付款，不通知", "pay, never told"), {"notices": 0}),
    "pay-slow": (both("付款，一分钟后通知", "pay, told after a minute"), {"delay_ms": 60_000}),
    "pay-late": (both("关单以后付款", "pay, though it is closed"), {"late": True}),
}
assert set(OPERATION) == set(_choices(Fault, "operation"))
assert set(OUTCOME) == set(_choices(Fault, "outcome"))
assert set(DIFFERENCE) == set(_choices(PlantedDifference, "kind"))


def console(desk: Desk, faults: Faults, clock: SkewedClock) -> Blueprint:
    pages = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")
    pages.before_request(refuse_foreign_pages)

    def set_fault() -> None:
        fields = {"operation": _field("operation"), "outcome": _field("outcome"), "delay_ms": _number("delay_ms")}
        times = _number("times")
        faults.replace((*faults.present(), _as(Fault, fields | {"times": times or None})))

    def pay() -> None:
        desk.pay(_field("order_no"), _as(PhonePayment, PAY[_field("how")][1] if _field("how") in PAY else {}))

    def plant() -> None:
        desk.planted.append(_as(PlantedDifference, {"kind": _field("kind")}))

    def set_clock() -> None:
        clock.skew = _as(ClockSkew, {"seconds": _number("seconds")})

    def reset() -> None:
        desk.reset()
        faults.replace(())
        clock.skew = ClockSkew()

    acts: dict[str, Callable[[], object]] = {
        "fault": set_fault,
        "no-faults": lambda: faults.replace(()),
        "pay": pay,
        "refund": lambda: desk.refund(_field("order_no")),
        "plant": plant,
        "no-differences": desk.planted.clear,
        "clock": set_clock,
        "bills-again": desk.bill_again,
        "reset": reset,
    }

    @pages.get("")
    def show() -> Response:
        orders = sorted(desk.every_order(), key=lambda order: str(order.made_at), reverse=True)[:SHOWN_ORDERS]
        html = render_template(
            "console.html", orders=orders, faults=faults.present(), planted=desk.planted, clock=clock,
            operations=OPERATION, outcomes=OUTCOME, differences=DIFFERENCE, ways=PAY, yuan=yuan,
        )  # fmt: skip
        return guarded(html, 200)

    @pages.post("/<act>")
    def do(act: str) -> AnyResponse:
        if act not in acts:
            raise InvalidRequest("there is no such thing to do")
        acts[act]()
        return redirect("/console", 303)

    return pages


def _field(name: str) -> str:
    return request.form.get(name, "")


def _number(name: str) -> int:
    """Raises InvalidRequest."""
    try:
        return int(_field(name) or 0)
    except ValueError:
        raise InvalidRequest(f"{name} is no number") from None


def _as(kind: Any, fields: dict[str, Any]) -> Any:
    """Raises InvalidRequest."""
    try:
        return convert(fields, kind)
    except InvalidDocument as error:
        raise InvalidRequest(str(error)) from None
