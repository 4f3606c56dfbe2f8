# SPDX-License-Identifier: Apache-2.0
"""The console's buttons: what hands do in front of the terminal."""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, request, url_for

from central.demo import people
from central.demo.clerk import Clerk
from central.demo.world import World
from contract.content import Alert
from contract.text import LocalText

SHOWN = (432, 768)
"""The kiosk's picture on the page."""
KILLABLE = ("agent", "sync", "web", "kiosk", "signage")
Kill = Callable[[str], bool]
ALERT_ACTIONS: dict[str, tuple[Callable[[Clerk], Alert | None], str]] = {
    "raise": (Clerk.raise_alert, "raised"),
    "update": (Clerk.update_alert, "updated"),
    "cancel": (Clerk.cancel_alert, "cancelled"),
}

SAID = {
    "card": LocalText(zh="证件已放上读卡器", en="Card on the reader"),
    "away": LocalText(zh="证件已拿走", en="Card taken away"),
    "scanned": LocalText(zh="编号已扫入", en="Number scanned"),
    "paid": LocalText(zh="手机已付款", en="Paid by phone"),
    "nothing": LocalText(zh="现在没有等待付款的订单", en="No order waits for payment"),
    "printer": LocalText(zh="打印机已改变", en="Printer changed"),
    "published": LocalText(zh="通知已发布", en="Notice published"),
    "raised": LocalText(zh="紧急信息已发出", en="Emergency raised"),
    "updated": LocalText(zh="紧急信息已更新", en="Emergency updated"),
    "cancelled": LocalText(zh="紧急信息已解除", en="Emergency cancelled"),
    "calm": LocalText(zh="现在没有紧急信息", en="There is no emergency now"),
    "killed": LocalText(zh="程序已被杀掉，看它怎样回来", en="Program killed: see it come back"),
    "down": LocalText(zh="这个程序现在没有运行", en="That program is not running now"),
    "touched": LocalText(zh="已点屏幕", en="Screen touched"),
}


def hands(around: World) -> Blueprint:
    actions = Blueprint("hands", __name__)

    @actions.post("/touch")
    def touch() -> Response:
        place = _touched_place()
        if not all(0 <= part <= 1 for part in place):
            abort(400)
        size = around.camera.picture().size  # not the screen's own: this machine's screen may be another
        x, y = (min(round(part * length), length - 1) for part, length in zip(place, size, strict=True))
        around.finger.touch(x, y)
        return _say("touched")

    @actions.post("/card")
    def put_card() -> Response:
        everyone = people.everyone()
        number = request.form.get("resident", 0, int)
        if not 0 <= number < len(everyone):
            abort(400)
        people.put_card(around.reader, everyone[number], damaged="damaged" in request.form)
        return _say("card")

    @actions.post("/card/away")
    def take_card() -> Response:
        around.reader.take_card()
        return _say("away")

    @actions.post("/scan")
    def scan() -> Response:
        around.scanner.scan(request.form["text"][:200])
        return _say("scanned")

    @actions.post("/pay")
    def pay() -> Response:
        order = around.phone.pending()
        if order is None or order.code_url is None:
            return _say("nothing")
        around.phone.pay(order.code_url)
        return _say("paid")

    @actions.post("/printer")
    def printer() -> Response:
        if "paper" in request.form:
            around.printer.put_faults(paper="out" if request.form["paper"] == "out" else "ok")
        if "cover" in request.form:
            around.printer.put_faults(cover_open=request.form["cover"] == "open")
        return _say("printer")

    return actions


def county(clerk: Clerk, kill: Kill) -> Blueprint:
    """What does not happen before the terminal: the community publishes, and somebody breaks a program on purpose."""
    actions = Blueprint("county", __name__)

    @actions.post("/notice")
    def notice() -> Response:
        title, body = (request.form.get(name, "").strip() for name in ("title", "body"))
        if not title or not body:
            abort(400)
        clerk.publish_notice(title, body)
        return _say("published")

    @actions.post("/alert")
    def alert() -> Response:
        done = ALERT_ACTIONS.get(request.form.get("do", ""))
        if done is None:
            abort(400)
        act, said = done
        return _say(said if act(clerk) else "calm")

    @actions.post("/kill")
    def kill_program() -> Response:
        name = request.form.get("program")
        if name not in KILLABLE:
            abort(400)
        return _say("killed" if kill(name) else "down")

    return actions


def _touched_place() -> tuple[float, float]:
    """Parts of width and height: as JavaScript says it, or as a browser's image button does without."""
    across, down = (request.form.get(name, type=float) for name in ("across", "down"))
    if across is not None and down is not None:
        return across, down
    return request.form.get("at.x", 0, int) / SHOWN[0], request.form.get("at.y", 0, int) / SHOWN[1]


def _say(key: str) -> Response:
    if request.headers.get("Accept") == "text/plain":
        text = SAID[key]
        return Response(f"{text.zh} · {text.en}", mimetype="text/plain")
    answer = redirect(url_for("page", said=key), 303)
    assert isinstance(answer, Response)
    return answer
