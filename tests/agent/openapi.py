# SPDX-License-Identifier: Apache-2.0
"""The published document as a judge: of answers that a real agent gave, and of bodies before they are sent."""

import contextlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from agent.api.openapi import FILE
from agent.api.server import socket_path
from agent.client.blocking import UnixConnection
from contract.local import Role
from tests.agent.conftest import RunningAgent

Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str
    content: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.content)


@dataclass
class Published:
    document: Json = field(default_factory=lambda: json.loads(FILE.read_text(encoding="utf-8")))
    answered: set[tuple[str, int]] = field(default_factory=set)
    """Operations and statuses that were judged."""

    def operations(self) -> dict[tuple[str, str], Json]:
        """By method and path."""
        return {
            (method.upper(), path): operation
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
        }

    def operation(self, method: str, path: str) -> Json | None:
        """The one that a real address belongs to; the most literal one first."""
        for (known, template), operation in sorted(self.operations().items(), key=lambda item: item[0][1].count("{")):
            if known == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
                return operation
        return None

    def judge(self, method: str, path: str, answer: Answer) -> None:
        operation = self.operation(method, path)
        assert operation is not None, f"{method} {path} is not in the document"
        response = operation["responses"].get(str(answer.status))
        assert response is not None, f"{method} {path} answered {answer.status}: {answer.content[:200]!r}"
        assert list(response["content"]) == [answer.kind], (method, path, answer.kind)
        self.validator(response["content"][answer.kind]["schema"]).validate(answer.document)
        self.answered.add((operation["operationId"], answer.status))

    def validator(self, schema: Json) -> Draft202012Validator:
        return Draft202012Validator({**schema, "components": self.document["components"]})

    def body(self, operation: Json) -> Draft202012Validator:
        return self.validator(operation["requestBody"]["content"]["application/json"]["schema"])


def ask(agent: RunningAgent, role: Role, method: str, path: str, content: bytes | None = None) -> Answer:
    connection = UnixConnection(socket_path(Path(agent.settings.paths.run), role), 20)
    with contextlib.closing(connection):
        with contextlib.suppress(BrokenPipeError):  # refused before all of it was sent: the answer is there to read
            connection.request(method, path, content)
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheader("Content-Type", ""), answer.read())
