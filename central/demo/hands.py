# SPDX-License-Identifier: Apache-2.0
"""The console's buttons: what hands do in front of the terminal."""

from flask import Blueprint, Response, abort, redirect, request, url_for

from central.demo import people
from central.demo.world import World
from contract.text import LocalText

SHOWN = (432, 768)
"""The picture's size on the page."""

SAID = {
    "card": LocalText(zh="证件已放上读卡器", en="Card on the reader"),
    "away": LocalText(zh="证件已拿走", en="Card taken away"),
    "scanned": LocalText(zh="编号已扫入", en="Number scanned"),
    "paid": LocalText(zh="手机已付款", en="Paid by phone"),
    "nothing": LocalText(zh="现在没有等待付款的订单", en="No order waits for payment"),
    "printer": LocalText(zh="打印机已改变", en="Printer changed"),
    "touched": LocalText(zh="已点屏幕", en="Screen touched"),
}


def hands(around: World) -> Blueprint:
    actions = Blueprint("hands", __name__)

    @actions.post("/touch")
    def touch() -> Response:
        place = _touched_place()
        if not all(0 <= part <= 1 for part in place):
            abort(400)
        size = around.camera.picture().size
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
