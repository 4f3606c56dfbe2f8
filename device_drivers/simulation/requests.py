# SPDX-License-Identifier: Apache-2.0
"""What passes between the control socket and a simulated device."""

import json
from dataclasses import dataclass
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


class Rejected(ValueError):
    """The request asks for what the device does not have; the text goes back to the caller."""


class NotFound(LookupError):
    """Nothing has this path."""


@dataclass(frozen=True)
class Content:
    kind: str
    body: bytes


def json_content(body: object) -> Content:
    return Content("application/json", json.dumps(body, ensure_ascii=False).encode())
