# SPDX-License-Identifier: Apache-2.0
"""The site as one WSGI application."""

import logging

from flask import Flask, Response, g, make_response, render_template, request, send_from_directory
from werkzeug.exceptions import HTTPException

from agent.client import AgentUnreachable, ClientError
from agent.web import gate, words
from agent.web.errors import Forged, LockedOut, NotFound, NotSignedIn, StrangeHost, WebError
from agent.web.language import speak
from agent.web.listener import MAX_BODY
from agent.web.pages import account, accounts, connection, device_tests, devices, entry, overview, place, records
from agent.web.site import Site
from agent.web.times import ago, lasting, moment
from contract.local import Terminal
from contract.money import yuan

log = logging.getLogger("agent.web")

PAGES = (entry, overview, devices, device_tests, connection, place, accounts, records, account)


def create_app(site: Site) -> Flask:
    app = Flask("agent.web", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=200,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        SESSION_COOKIE_SECURE=True,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    speak(app)
    gate.keep(app, site)
    app.add_url_rule("/static/<name>", "static_file", _static_file, methods=["GET"])
    for page in PAGES:
        app.register_blueprint(page.pages(site))
    app.context_processor(lambda: _frame(site))
    app.jinja_env.globals.update(words=words, moment=moment, ago=ago, lasting=lasting, yuan=yuan)
    app.register_error_handler(WebError, _refused)
    app.register_error_handler(ClientError, _agent_refused)
    app.register_error_handler(HTTPException, _http_refused)
    app.register_error_handler(Exception, _failed)
    return app


def _static_file(name: str) -> Response:
    return send_from_directory("static", name)


def _frame(site: Site) -> dict[str, object]:
    """What stands on every page. The agent is asked once for a page."""
    return {
        "settings": site.settings,
        "terminal": terminal(site) if g.get("signed_in") else None,
        "now": site.clock.now(),
        "commissioning": g.get("signed_in") and not site.access.state().handed_over,
    }


def terminal(site: Site) -> Terminal | None:
    if "terminal" not in g:
        g.terminal = site.agent.terminal()
    found: Terminal | None = g.terminal
    return found


def _refused(error: WebError) -> Response:
    if isinstance(error, Forged | StrangeHost):
        gate.log_refusal(error.code)
    response = _problem(error.code, error.status)
    if isinstance(error, LockedOut):
        response.headers["Retry-After"] = str(round(error.wait_s) + 1)
    if isinstance(error, NotSignedIn | StrangeHost):
        response.headers["Connection"] = "close"
    return response


def _agent_refused(error: ClientError) -> Response:
    return _problem(error.code, 503 if isinstance(error, AgentUnreachable) else 502)


def _http_refused(error: HTTPException) -> Response:
    status = error.code or 500
    return _problem({404: NotFound.code, 413: "tooLarge"}.get(status, "pageRefused"), status)


def _failed(error: Exception) -> Response:
    log.error("%s %s failed in an unforeseen way", request.method, request.url_rule, exc_info=error)
    return _problem(WebError.code, 500)


def _problem(code: str, status: int) -> Response:
    if request.endpoint in gate.REFRESHING:
        return make_response("", status)
    try:
        return make_response(render_template("problem.html", advice=words.advice(code)), status)
    except Exception as error:  # such as files that cannot be read: the page's frame needs them
        log.error("the page of %s cannot be made: %s", code, type(error).__name__)
        return make_response(words_alone(code), status, {"Content-Type": "text/plain; charset=utf-8"})


def words_alone(code: str) -> str:
    advice = words.advice(code)
    return f"{advice.what}{advice.next}\n"
