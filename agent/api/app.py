# SPDX-License-Identifier: Apache-2.0
"""One application per role. What is not among a role's routes does not exist on its socket."""

import logging
from collections.abc import Callable, Mapping

from cheroot.errors import MaxSizeExceeded
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from agent.api import kiosk, operator, signage, sync, web
from agent.api.events import EVENTS_PATH, EventStreams
from agent.api.route import Route
from agent.errors import AgentError, InvalidRequest
from agent.house import House
from contract.document import encode
from contract.local import Role
from contract.platform import Problem

log = logging.getLogger("agent.api")

MAX_BODY = 64 * 1024
LARGER_BODIES = {Role.SIGNAGE: 256 * 1024}
"""A batch of play records."""

ROUTES: Mapping[Role, tuple[Route, ...]] = {
    Role.KIOSK: kiosk.ROUTES,
    Role.SIGNAGE: signage.ROUTES,
    Role.SYNC: sync.ROUTES,
    Role.WEB: web.ROUTES,
    Role.OPERATOR: operator.ROUTES,
}
"""A role's routes, and events: its socket holds nothing else."""


def create_app(role: Role, house: House, streams: EventStreams) -> Flask:
    app = Flask(f"linli-{role}", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGER_BODIES.get(role, MAX_BODY)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False  # a doubled slash is another address, not a redirect
    for route in ROUTES[role]:
        name = f"{route.method} {route.path}"
        app.add_url_rule(route.path, name, _answering(house, route), methods=[route.method])
    app.add_url_rule(EVENTS_PATH, "events", streams.serve, methods=["GET"])
    app.register_error_handler(AgentError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)
    return app


def _answering(house: House, route: Route) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        try:
            answered = route.handler(house, **route.arguments(path, _body))
        except AgentError as error:
            if not route.declares(error):
                log.error("%s %s refuses with %s, which is not declared", route.method, route.path, error.code)
            raise
        return Response(encode(answered), content_type="application/json")

    return answer


def _body() -> bytes:
    """Raises InvalidRequest, when it is not whole or no body at all (chunks of no size), and werkzeug's own 413."""
    try:
        return request.get_data()
    except (ValueError, OSError, MaxSizeExceeded) as error:
        raise InvalidRequest(f"the body cannot be read: {type(error).__name__}") from None


def _refuse(error: AgentError) -> Response:
    return _problem(error.code, str(error), error.status)


def _refuse_http(error: HTTPException) -> Response:
    return _problem(f"http{error.code}", error.name, error.code or 500)


def _fail(error: Exception) -> Response:
    log.error("%s %s failed in an unforeseen way", request.method, request.url_rule, exc_info=error)
    return _problem("internalError", "an unforeseen error in the agent", 500)


def _problem(code: str, title: str, status: int) -> Response:
    problem = Problem(code=code, title=title, status=status)
    return Response(encode(problem), status=status, content_type="application/problem+json")
