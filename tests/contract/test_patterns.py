# SPDX-License-Identifier: Apache-2.0
"""What a type takes is what its published JSON Schema takes, asked of an ECMAScript engine: to the very end of the
text, and for every script's digits."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.document import convert
from contract.errors import InvalidDocument
from contract.schemas import rendered


def patterns_in(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            else:
                yield from patterns_in(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from patterns_in(value)


PATTERNS = sorted({pattern for data in rendered().values() for pattern in patterns_in(json.loads(data))})
OPEN_ENDED = {"^https?://"}
"""They say how a text begins."""
TEMPTING = st.sampled_from(["\n", "\r", "\r\n", "\u2028", "\u2029", "\x00", " ", "０", "٣", "a", "0", "/", "-"])


ENGINE = """
import sys
from PySide6.QtCore import QCoreApplication
from PySide6.QtQml import QJSEngine
application, engine = QCoreApplication([]), QJSEngine()
test = engine.evaluate("(function(asked) { const [form, text] = JSON.parse(asked);"
                       " return JSON.stringify(new RegExp(form, 'u').test(text)) })")
for line in sys.stdin:
    print(test.call([engine.toScriptValue(line)]).toString(), flush=True)
"""


class Engine:
    """In a process of its own: an application made here would be in the way of other tests' windows."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def takes(self, pattern: str, text: str) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([pattern, text]) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert isinstance(said, bool)
        return said


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with subprocess.Popen(
        [sys.executable, "-c", ENGINE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Engine(process)
        assert process.stdin is not None
        process.stdin.close()


def test_all_patterns_are_met_here_and_no_other_way_of_ending_is_used():
    assert len(PATTERNS) >= 15
    for pattern in set(PATTERNS) - OPEN_ENDED:
        assert pattern.startswith("^(?:"), pattern
        assert pattern.endswith(r")(?![\s\S])"), pattern


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_type_and_its_schema_take_the_same_texts(pattern: str, engine: Engine):
    field = Annotated[str, msgspec.Meta(pattern=pattern)]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.from_regex(pattern.removesuffix(r"(?![\s\S])"), fullmatch=True), TEMPTING, st.integers(0, 40))
    def agree(good: str, more: str, place: int) -> None:
        for text in (good, good + more, more + good, good[:place] + more + good[place + 1 :]):
            try:
                taken = convert(text, field) == text
            except InvalidDocument:
                taken = False
            assert engine.takes(pattern, text) is taken, text
        assert convert(good, field) == good
        if pattern not in OPEN_ENDED and "\n" not in good and not pattern_takes_newlines(pattern):
            with pytest.raises(InvalidDocument):
                convert(good + "\n", field)

    agree()


def pattern_takes_newlines(pattern: str) -> bool:
    """Prose: a newline ends a paragraph there."""
    return r"\x09\x0b" in pattern
