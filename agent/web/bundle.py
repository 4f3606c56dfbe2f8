# SPDX-License-Identifier: Apache-2.0
"""The support bundle: what helps to find a fault, without secrets and without anybody's personal data."""

import io
import platform
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from importlib import metadata
from typing import Any

import msgspec

from agent.client import ClientError, calls
from agent.client.calls import Call
from agent.web.agent_link import AgentLink
from agent.web.errors import WebError
from agent.web.logs import Logs
from agent.web.redaction import redacted
from contract.clock import Clock
from contract.settings import Settings

PACKAGES = ("cheroot", "cryptography", "flask", "msgspec", "pyserial", "PySide6-Essentials", "requests", "tuf")


def bundle(settings: Settings, agent: AgentLink, logs: Logs, clock: Clock) -> bytes:
    """A zip. What cannot be had is replaced by its reason: a bundle is asked for when things are broken."""
    parts: dict[str, str] = {
        "versions.json": _json(_versions(clock)),
        "settings.json": _json(_without_secrets(settings)),
    }
    asked: dict[str, Call[Any]] = {
        "terminal.json": calls.terminal(),
        "devices.json": calls.devices(),
        "site.json": calls.site(),
        "events.json": calls.journal(),
        "doubtful-prints.json": calls.doubtful_prints(),
    }
    for name, call in asked.items():
        parts[name] = _or_reason(partial(_asked, agent, call))
    for name in _log_names(logs):
        parts[f"logs/{name}.log"] = _or_reason(partial(logs.tail, name))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, redacted(text))
    return out.getvalue()


def _asked(agent: AgentLink, call: Call[Any]) -> str:
    return _json(_without_commissioning(agent.look(call)))


def _or_reason(make: Callable[[], str]) -> str:
    try:
        return make()
    except (ClientError, WebError) as error:
        return f"not available: {error.code}\n"


def _log_names(logs: Logs) -> tuple[str, ...]:
    try:
        return logs.names()
    except WebError:
        return ()


def _versions(clock: Clock) -> dict[str, Any]:
    found = {}
    for name in ("linli", *PACKAGES):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "absent"
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "python": sys.version,
        "system": platform.platform(),
        "packages": found,
    }


def _without_secrets(settings: Settings) -> Any:
    """Files that hold secrets are not even named."""
    built = msgspec.to_builtins(settings)
    built["platform"]["token_file"] = "set" if settings.platform.token_file else "not set"
    return built


def _without_commissioning(document: object) -> Any:
    """The one-time secret belongs to the kiosk's screen alone."""
    built = msgspec.to_builtins(document)
    built.pop("commissioning", None)
    return built


def _json(value: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
