# SPDX-License-Identifier: Apache-2.0
"""Writes the local API as OpenAPI 3.1: `python -m agent.api.openapi [--check]`.

All of it comes from the routes, their handlers' annotations and docstrings, the types and the tree of errors; only
the event stream and the words at the beginning are written here.
"""

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from agent import errors
from agent.api.app import LARGER_BODIES, MAX_BODY, ROUTES
from agent.api.events import EVENTS_PATH, HEARTBEAT_S, LAST_ID_DIGITS, MAX_STREAMS
from agent.api.route import Route
from agent.errors import AgentError, InvalidRequest, PlatformRefused, TooMany
from contract import schemas
from contract.local import Event, Role
from contract.platform import Problem
from contract.text import whole

FILE = Path(schemas.__file__).with_name("local.openapi.json")
REFERENCE = "#/components/schemas/{name}"
Json = dict[str, Any]
INTERNAL = "internalError"

DESCRIPTION = f"""\
What the agent of one terminal offers to the screens and services beside it: HTTP/1.1 over one Unix socket per role,
`/run/linli/ROLE/agent.sock`. Who may connect is the socket's group; what a caller may do is the socket it holds.
`x-linli-roles` says on whose sockets a call exists; on every other it is answered like an address that does not exist.

Bodies are UTF-8 JSON, {MAX_BODY // 1024} KiB at most ({LARGER_BODIES[Role.SIGNAGE] // 1024} KiB on signage's socket); \
the type of a request's content is not
looked at, and neither is a query. Amounts are integers of fen (1/100 yuan), times RFC 3339 with an offset. Readers pass
over members they do not know; a request with such a member is refused where its schema says so.

**Refusals** are `application/problem+json` with a stable `code`: act on the code, never on the title, which is for who
reads logs and never repeats what was sent. `x-linli-errors` lists all codes. An address or an id that does not exist in
this form is `http404`, another method `http405` (OPTIONS everywhere; HEAD is answered where GET is), too large a body
`http413`. What is no HTTP at all is answered by the server beneath: 400, 413 or 414 in plain text.

**Calls that order something** are named by an id that the client makes (a UUID without dashes). The same id with the
same content is the same order, however often it is sent; with other content it is `idempotencyConflict`. What becomes
of an order comes as an event.

**Personal data**: names and numbers leave the agent masked; nothing of them stands in an address or in a log.
"""

STREAM = f"""\
Server-Sent Events, without end. Each has `id` (its number), `event` (its topic) and `data` (an Event as JSON, in one
line). Comments (a line that begins with a colon) come at once, and then every {HEARTBEAT_S:g} seconds when there is
nothing to tell: two missed ones mean that the stream is dead.

Without `Last-Event-ID` the stream begins now, so connect first and ask for the state afterwards. With it, everything
after that number comes first, in order and each once. Where that is not to be had (trimmed, lost, or a number that was
never given) one event of topic `gap` comes instead: ask for everything anew; the stream goes on after the gap's number.
An event says that something changed, never what is personal in it.

Each role has a few streams ({MAX_STREAMS} for the kiosk); one too many is refused with `tooMany`."""


def document() -> Json:
    types, references = _schemas()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Linli local agent",
            "version": "1.0",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": DESCRIPTION,
        },
        "servers": [{"url": "/", "description": "The agent's Unix socket of the caller's role."}],
        "security": [],
        "tags": [{"name": role, "description": f"On {role}'s socket."} for role in Role],
        "paths": {**_paths(references), _open_api(EVENTS_PATH): {"get": _event_stream(references)}},
        "components": {"schemas": types},
        "x-linli-errors": dict(sorted({**_of_http(), **_of_the_agent()}.items())),
    }


def _of_the_agent() -> Json:
    return {kind.code: {"status": kind.status, "description": _words(kind.__doc__)} for kind in every_error()}


def _of_http() -> Json:
    words = {
        "http404": "No such address on this role's socket.",
        "http405": "The address does not know this method.",
        "http413": "The body is too large; it is not read.",
        INTERNAL: "A defect of the agent, which its log tells of.",
    }
    return {code: {"status": int(code[4:]) if code != INTERNAL else 500, "description": words[code]} for code in words}


def operations() -> dict[tuple[str, str], tuple[Route, tuple[Role, ...]]]:
    """Every call once, by path and method, with the roles that have it. Raises ValueError when two roles mean
    something else by the same call."""
    found: dict[tuple[str, str], tuple[Route, tuple[Role, ...]]] = {}
    for role, routes in ROUTES.items():
        for route in routes:
            known, roles = found.get((route.path, route.method), (route, ()))
            if _meaning(known) != _meaning(route):
                raise ValueError(f"{route.method} {route.path} of {role} is not what it is of {roles[0]}")
            found[route.path, route.method] = (known, (*roles, role))
    return found


def every_error(root: type[AgentError] = AgentError) -> Iterator[type[AgentError]]:
    """What stands at or below `root`: each code once, and none of those that have no code of their own."""
    members = [member for _, member in inspect.getmembers(errors, inspect.isclass)]
    found = [member for member in members if issubclass(member, root) and member not in {AgentError, PlatformRefused}]
    return iter({member.code: member for member in reversed(found)}.values())


def _meaning(route: Route) -> object:
    return route.handler.__name__, route.handler.__doc__, route.parameters, route.body, route.answer, route.raises


def _schemas() -> tuple[Json, dict[Any, Json]]:
    """The components, and how each type is referred to."""
    types = dict.fromkeys(kind for route, _ in operations().values() for kind in (route.body, route.answer) if kind)
    kinds = [*types, Event, Problem]
    references, components = msgspec.json.schema_components(kinds, schema_hook=schemas.personal, ref_template=REFERENCE)
    return dict(sorted(components.items())), dict(zip(kinds, references, strict=True))


def _paths(references: dict[Any, Json]) -> Json:
    paths: Json = {}
    for (path, method), (route, roles) in operations().items():
        paths.setdefault(_open_api(path), {})[method.lower()] = _operation(route, roles, references)
    return dict(sorted(paths.items()))


def _operation(route: Route, roles: Iterable[Role], references: dict[Any, Json]) -> Json:
    summary, _, description = inspect.cleandoc(route.handler.__doc__ or "").partition("\n\n")
    if not summary:
        raise ValueError(f"{route.handler.__name__} does not say what it is for")
    operation: Json = {
        "operationId": _camel(route.handler.__name__),
        "summary": _words(summary),
        **({"description": _words(description)} if description else {}),
        **_roles(roles),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(kind)}
            for name, kind in route.parameters.items()
        ],
    }
    kinds = [*route.raises, *([InvalidRequest] if route.parameters or route.body else [])]
    if route.body:
        operation["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": references[route.body]}},
        }  # fmt: skip
    operation["responses"] = {
        "200": {"description": "Done.", "content": {"application/json": {"schema": references[route.answer]}}},
        **_refusals(kinds, references, too_large=bool(route.body)),
    }
    return operation


def _event_stream(references: dict[Any, Json]) -> Json:
    frame = {"type": "string", "description": "Frames whose `data` is the document of x-linli-event."}
    return {
        "operationId": "events",
        "summary": "What changes, as it changes",
        "description": STREAM,
        **_roles(Role),
        "parameters": [
            {
                "name": "Last-Event-ID",
                "in": "header",
                "description": "The number of the last event that was seen.",
                "schema": {"type": "string", "pattern": whole(f"[0-9]{{1,{LAST_ID_DIGITS}}}")},
            }
        ],
        "responses": {
            "200": {
                "description": "The stream.",
                "headers": {"Cache-Control": {"schema": {"const": "no-store"}}},
                "content": {"text/event-stream": {"schema": frame, "x-linli-event": references[Event]}},
            },
            **_refusals([InvalidRequest, TooMany], references, too_large=False),
        },
    }


def _refusals(kinds: Iterable[type[AgentError]], references: dict[Any, Json], *, too_large: bool) -> Json:
    """By status, each with the codes that it can have."""
    codes: dict[int, set[str]] = {500: {INTERNAL}}
    if too_large:
        codes[413] = {"http413"}
    for kind in kinds:
        for error in every_error(kind):
            codes.setdefault(error.status, set()).add(error.code)
    refused = any(issubclass(PlatformRefused, kind) for kind in kinds)
    if refused:
        codes.setdefault(PlatformRefused.status, set())
    return {
        str(status): _refusal(sorted(codes[status]), references, foreign=refused and status == PlatformRefused.status)
        for status in sorted(codes)
    }


def _refusal(codes: list[str], references: dict[Any, Json], *, foreign: bool) -> Json:
    """`foreign`: the platform's own refusals come under its own codes."""
    rule: Json = {"type": "string"} if foreign else {"enum": codes}
    words = [f"`{code}`" for code in codes] + (["the platform's own code (platform.openapi.yaml)"] if foreign else [])
    return {
        "description": ", ".join(words),
        "content": {"application/problem+json": {"schema": {**references[Problem], "properties": {"code": rule}}}},
    }


def _roles(roles: Iterable[Role]) -> Json:
    return {"tags": [str(role) for role in roles], "x-linli-roles": [str(role) for role in roles]}


def _open_api(path: str) -> str:
    return re.sub(r"<(\w+)>", r"{\1}", path)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _words(text: str | None) -> str:
    return " ".join((text or "").split())


def rendered() -> bytes:
    return msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n"


def main() -> int:
    stale = not FILE.exists() or FILE.read_bytes() != rendered()
    if "--check" in sys.argv[1:]:
        if stale:
            print(f"contract/{FILE.name} is not what the routes say: run python -m agent.api.openapi")
        return int(stale)
    if stale:
        FILE.write_bytes(rendered())
        print(f"wrote contract/{FILE.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
