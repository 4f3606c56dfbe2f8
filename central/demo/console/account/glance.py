# SPDX-License-Identifier: Apache-2.0
"""A look at something that costs a little, may be slow and may be gone: once for everybody who asks, and only then."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENCE_S = 0.1
"""Whoever asks waits so long for what is new, if there is something older to show."""
FIRST_PATIENCE_S = 0.8
OLD_S = 5.0
"""What was seen longer ago is not shown as what is."""


class Unseen(Exception):
    """It does not answer just now."""


class Glance(Generic[T]):
    """`look` runs in a thread of its own, which nobody waits for at the end: it must hold nothing that matters."""

    def __init__(self, name: str, look: Callable[[], T], pause_s: float = 0.8) -> None:
        self._name = f"glance-{name}"
        self._look = look
        self._pause_s = pause_s
        self._news = threading.Condition()
        self._looking = False
        self._began = -pause_s
        self._seen: tuple[float, T | Exception] | None = None

    def begin(self) -> None:
        """Looks anew if the last look is long enough ago. Does not wait."""
        with self._news:
            now = time.monotonic()
            if not self._looking and now - self._began >= self._pause_s:
                self._looking, self._began = True, now
                threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def latest(self) -> T:
        """Raises Unseen."""
        self.begin()
        with self._news:
            self._news.wait_for(lambda: not self._looking, PATIENCE_S if self._is_fresh() else FIRST_PATIENCE_S)
            if self._seen is None or not self._is_fresh():
                raise Unseen(f"{self._name}: no answer yet")
            seen = self._seen[1]
        if isinstance(seen, Exception):
            raise Unseen(f"{self._name}: {seen}") from seen
        return seen

    def _is_fresh(self) -> bool:
        return self._seen is not None and time.monotonic() - self._seen[0] < OLD_S + self._pause_s

    def _run(self) -> None:
        seen: T | Exception
        try:
            seen = self._look()
        except Exception as error:
            seen = error
        with self._news:
            self._seen, self._looking = (time.monotonic(), seen), False
            self._news.notify_all()
