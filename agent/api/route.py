# SPDX-License-Identifier: Apache-2.0
"""One call of the local API: what the server does with it, and what the published document says of it.

A handler is a function of the house and of what the call carries. Its annotations are the only place that says so:
the server checks and decodes by them, `agent.api.openapi` writes them down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_type_hints

import msgspec

from agent.errors import AgentError, InvalidRequest
from contract.document import decode
from contract.errors import InvalidDocument

BODY = "request"
"""The parameter of a handler that is the call's body. All others, but for the house, stand in the path."""


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """`/v1/payments/<payment_id>`: each name is a parameter of the handler."""
    handler: Callable[..., object]
    """Its name and its docstring are the operation's; the first line is the summary."""
    raises: tuple[type[AgentError], ...] = ()
    """What it may refuse with (and whatever stands below in the tree), beside InvalidRequest."""

    @cached_property
    def _types(self) -> dict[str, Any]:
        types = get_type_hints(self.handler, include_extras=True)
        types.pop("house")
        return types

    @property
    def answer(self) -> Any:
        return self._types["return"]

    @property
    def body(self) -> Any:
        """None when the call has none."""
        return self._types.get(BODY)

    @cached_property
    def parameters(self) -> Mapping[str, Any]:
        """Of the path, by name."""
        return {name: kind for name, kind in self._types.items() if name not in {BODY, "return"}}

    def arguments(self, path: Mapping[str, str], content: Callable[[], bytes]) -> dict[str, object]:
        """Raises InvalidRequest, whose message repeats no value. `content` is asked for only when there is a body."""
        arguments: dict[str, object] = {name: _in_path(name, value, self.parameters) for name, value in path.items()}
        if self.body is not None:
            try:
                arguments[BODY] = decode(content(), self.body)
            except InvalidDocument as error:
                raise InvalidRequest(str(error)) from None
        return arguments

    def declares(self, error: AgentError) -> bool:
        return isinstance(error, (InvalidRequest, *self.raises))


def _in_path(name: str, value: str, parameters: Mapping[str, Any]) -> object:
    try:
        return msgspec.convert(value, parameters[name])
    except msgspec.ValidationError:
        raise InvalidRequest(f"{name} is not an id of its kind") from None
