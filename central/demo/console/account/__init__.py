# SPDX-License-Identifier: Apache-2.0
"""What the terminal is doing about it, in plain words. The page asks for it about once a second.

`GET /account` answers a fragment of HTML for each part of the page, and `settings`: how the world is set, for the
buttons that show it. `GET /slip/7.png`, `/slip/spare-7.png`. `POST /control` touches what the part `words` lists.
"""

from flask import Blueprint, Response, abort, jsonify, request

from central.demo.console.account import slips, words
from central.demo.console.account.parts import Parts
from central.demo.console.account.settings import settings
from central.demo.console.account.sight import Sight
from central.demo.console.hands import answer
from central.demo.hall import Hall
from device_drivers.simulation.client import ControlError


def account(hall: Hall) -> Blueprint:
    routes = Blueprint("account", __name__)
    sight = Sight(hall)
    parts = Parts(hall, sight)

    @routes.get("/account")
    def tell() -> Response:
        return jsonify({**parts.every(), "settings": settings(hall, sight)})

    @routes.get("/slip/<name>.png")
    def slip(name: str) -> Response:
        found = slips.printer_of(hall.world, name)
        if found is None:
            abort(404)
        printer, number = found
        try:
            picture = printer.slip_png(number)
        except ControlError:
            abort(404)
        return Response(picture, mimetype="image/png")

    @routes.post("/control")
    def control() -> Response:
        number, mark = request.form.get("number", type=int), request.form.get("mark", "")
        if number is None:
            abort(400)
        try:
            name = words.touch(hall.reader, hall.world.finger, hall.world.camera.screen, number, mark)
        except words.Changed:
            return answer(words.CHANGED, 409)
        return answer(words.touched(name))

    return routes
