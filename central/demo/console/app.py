# SPDX-License-Identifier: Apache-2.0
"""The console: one local page to look at both screens and to play the world around them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server
from flask import Flask, Response, abort, render_template, request
from mss import ScreenShotError
from pypinyin import lazy_pinyin

from central.demo.console.account import account
from central.demo.console.hands import KILLABLE, hands
from central.demo.console.language import say, speak
from central.demo.console.pictures import let_go, pictures
from central.demo.console.stories import stories
from central.demo.errors import DemoError
from central.demo.hall import Hall
from central.demo.running.terminal import HOST
from central.demo.stories.teller import Teller
from central.demo.world import people

THREADS = 12
"""One page holds two for pictures that have not changed yet; a few pages may be open."""
SHUTDOWN_S = 2
LONGEST_SAID = 300
POLICY = (
    "default-src 'none'; img-src 'self' blob:; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def application(hall: Hall, teller: Teller, port: int, password: str = "") -> Flask:
    """`password`: of the technician's site; empty while the kiosk's screen still shows its one-time secret."""
    app = Flask(__name__)
    speak(app)
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
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"  # nor may one show these screens as its own
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    @app.errorhandler(OSError)
    @app.errorhandler(ScreenShotError)
    @app.errorhandler(DemoError)
    def not_there(error: Exception) -> Response:
        """A program that is just being started again. What a connection says of itself tells a visitor nothing."""
        why = (
            str(error)
            if isinstance(error, DemoError)
            else say(
                "对方没有应答，可能正在重新启动。过几秒再试。",
                "there is no answer, it may be starting again. Try again in a few seconds.",
            )
        )
        return Response(say(f"现在不行：{why}", f"Not possible just now: {why}"), 503, mimetype="text/plain")

    @app.get("/")
    def page() -> str:
        return render_template(
            "console.html",
            people=people.everyone(),
            romanised=romanised,
            kind_of_card=people.kind_of_card,
            stories=teller.stories,
            programs=KILLABLE,
            said=request.args.get("said", "")[:LONGEST_SAID],
            site=hall.here.technician_url,
            password=password,
            with_pictures=hall.world.camera.screen.is_own,
        )

    @app.get("/favicon.ico")
    def icon() -> Response:
        """For what is not the page: a picture in a tab of its own has no link to it."""
        return app.send_static_file("icon.svg")

    app.register_blueprint(pictures(hall.world))
    app.register_blueprint(hands(hall))
    app.register_blueprint(account(hall))
    app.register_blueprint(stories(teller))
    return app


def romanised(name: str) -> str:
    """Of one character for the surname, as with all the demo's people: `Wang Xiulan`. A name in letters stays."""
    if name.isascii():
        return name
    surname, *given = lazy_pinyin(name)
    return f"{surname.capitalize()} {''.join(given).capitalize()}"


@contextmanager
def serving(hall: Hall, teller: Teller, port: int, password: str = "") -> Iterator[str]:
    """Loopback only; yields the page's address. Raises OSError when the port is taken."""
    server = Server((HOST, port), None, numthreads=THREADS, max=THREADS, shutdown_timeout=SHUTDOWN_S)
    server.prepare()
    actual = server.bind_addr[1]
    app = server.wsgi_app = application(hall, teller, actual, password)
    thread = threading.Thread(target=server.serve, name="console", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{actual}/"
    finally:
        let_go(app)  # or the server waits for those who wait for a picture
        server.stop()
        thread.join()
