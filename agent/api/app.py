# SPDX-License-Identifier: Apache-2.0
"""One application per role. What is not in a role's table does not exist on its socket."""

import logging
import re
from collections.abc import Callable
from typing import TypeVar

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from agent.api import kiosk, operator, signage, sync, web
from agent.api.events import EventStreams
from agent.errors import AgentError, InvalidRequest
from agent.house import House
from contract.document import decode, encode
from contract.errors import InvalidDocument
from contract.local import Role
from contract.platform import Problem

log = logging.getLogger("agent.api")

MAX_BODY = 64 * 1024
LARGER_BODIES = {Role.SIGNAGE: 256 * 1024}
"""A batch of play records."""
T = TypeVar("T")
Handler = Callable[..., object]

TABLES = {
    Role.KIOSK: kiosk.table,
    Role.SIGNAGE: signage.table,
    Role.SYNC: sync.table,
    Role.WEB: web.table,
    Role.OPERATOR: operator.table,
}
"""A role's table, and events: its socket holds nothing else."""


def create_app(role: Role, house: House, streams: EventStreams) -> Flask:
    app = Flask(f"linli-{role}", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGER_BODIES.get(role, MAX_BODY)
    for method, path, handler in TABLES[role](house, body):
        app.add_url_rule(path, f"{method} {path}", _answering(handler), methods=[method])
    app.add_url_rule("/v1/events", "events", streams.serve, methods=["GET"])
    app.register_error_handler(AgentError, _refuse)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(Exception, _fail)
    return app


def body(kind: type[T]) -> T:
    """Raises InvalidRequest."""
    try:
        return decode(request.get_data(), kind)
    except InvalidDocument as error:
        raise InvalidRequest(str(error)) from None


def _answering(handler: Handler) -> Callable[..., Response]:
    def answer(**ids: str) -> Response:
        for name, value in ids.items():
            if not PATTERNS.get(name, ID).fullmatch(value):
                raise InvalidRequest(f"{name} is not an id of its kind")
        return Response(encode(handler(**ids)), content_type="application/json")

    return answer


ID = re.compile(r"[0-9a-f]{32}")
PATTERNS = {"case_no": re.compile(r"[0-9]{12,20}"), "device": re.compile(r"[a-z][a-z0-9-]{0,31}")}
"""contract.platform.CaseNo and contract.settings.DeviceName; whatever else stands in a path is an Id."""


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
