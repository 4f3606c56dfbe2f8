# SPDX-License-Identifier: Apache-2.0
"""The console: one local page to look at both screens and to play the world around them."""

import io
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server
from flask import Flask, Response, abort, render_template, request
from mss import ScreenShotError

from agent.client import ClientError, calls
from central.demo import people
from central.demo.errors import DemoError
from central.demo.hands import KILLABLE, SAID, SHOWN, Kill, county, hands
from central.demo.screen import Camera
from central.demo.terminal import HOST, Place
from central.demo.world import World
from contract.money import yuan
from contract.platform import Order

THREADS = 6
"""One page asks for a picture and the state at a time; a few may be open."""
SHUTDOWN_S = 2
SHRINK = 2
QUALITY = 80
POLICY = (
    "default-src 'none'; img-src 'self' blob:; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def application(here: Place, around: World, kill: Kill, port: int) -> Flask:
    app = Flask(__name__)
    own_names = {f"{HOST}:{port}", f"localhost:{port}"}

    @app.before_request
    def refuse_strangers() -> None:
        """No other page in the same browser may press these buttons, nor a name that only points here."""
        origin = request.headers.get("Origin", f"http://{request.host}")
        if request.host not in own_names or origin.removeprefix("http://") not in own_names:
            abort(403)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @app.errorhandler(OSError)
    @app.errorhandler(ScreenShotError)
    @app.errorhandler(DemoError)
    def not_there(error: Exception) -> tuple[str, int]:
        """A program that is just being started again."""
        return f"not ready: {error}", 503

    @app.get("/")
    def page() -> str:
        said = SAID.get(request.args.get("said", ""))
        fixed = {"people": people.everyone(), "size": SHOWN, "programs": KILLABLE, "site": here.technician_url}
        return render_template("console.html", said=said, **fixed, **_state(here, around))

    @app.get("/state")
    def state() -> str:
        return render_template("state.html", **_state(here, around))

    @app.get("/screen.jpg")
    def screen() -> Response:
        return _picture(around.camera)

    @app.get("/lobby.jpg")
    def lobby() -> Response:
        return _picture(around.lobby)

    app.register_blueprint(hands(around))
    app.register_blueprint(county(around.clerk, kill))

    @app.get("/slip.png")
    def slip() -> Response:
        slips = around.printer.slips()
        if not slips:
            abort(404)
        return Response(around.printer.slip_png(slips[-1]["n"]), mimetype="image/png")

    return app


def _state(here: Place, around: World) -> dict[str, object]:
    try:
        terminal = here.operator().send(calls.terminal())
    except ClientError:
        terminal = None
    try:
        order: Order | None = around.phone.pending()
    except OSError:  # what requests raises is one: the platform is just being started again
        order = None
    try:
        card, faults, slips = around.reader.state()["card"], around.printer.state()["faults"], around.printer.slips()
    except OSError:
        card, faults, slips = "unknown", {}, []
    return {
        "terminal": terminal,
        "order": order,
        "amount": yuan(order.amount_fen) if order else "",
        "card": card,
        "faults": faults,
        "slip": slips[-1] if slips else None,
    }


def _picture(camera: Camera) -> Response:
    """Costs little while nothing moves: a browser that has this very picture already is told so."""
    picture = camera.picture()
    mark = f"{zlib.crc32(picture.tobytes()):08x}"
    if mark in request.if_none_match:
        return Response(status=304, headers={"ETag": f'"{mark}"'})
    out = io.BytesIO()
    picture.reduce(SHRINK).save(out, "JPEG", quality=QUALITY)
    response = Response(out.getvalue(), mimetype="image/jpeg")
    response.set_etag(mark)
    return response


@contextmanager
def serving(here: Place, around: World, kill: Kill, port: int) -> Iterator[str]:
    """Loopback only; yields the page's address. Raises OSError when the port is taken."""
    server = Server((HOST, port), None, numthreads=THREADS, max=THREADS, shutdown_timeout=SHUTDOWN_S)
    server.prepare()
    actual = server.bind_addr[1]
    server.wsgi_app = application(here, around, kill, actual)
    thread = threading.Thread(target=server.serve, name="console")
    thread.start()
    try:
        yield f"http://{HOST}:{actual}/"
    finally:
        server.stop()
        thread.join()
