# SPDX-License-Identifier: Apache-2.0
"""Who is signed in: in memory alone, so that a restart signs everybody out, and only as a digest of what the browser
holds."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

IDLE_S = 15 * 60.0
WHOLE_S = 8 * 3600.0
MOST = 8
"""Signed in at a time; one more ends the one that was idle longest."""


@dataclass(frozen=True)
class SignedIn:
    since: float
    seen: float


class Sessions:
    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._by_digest: dict[str, SignedIn] = {}

    def open(self) -> str:
        """What the browser holds from now on."""
        token = secrets.token_urlsafe(32)
        now = self._monotonic()
        with self._lock:
            self._drop_old(now)
            while len(self._by_digest) >= MOST:
                del self._by_digest[min(self._by_digest, key=lambda digest: self._by_digest[digest].seen)]
            self._by_digest[_digest(token)] = SignedIn(now, now)
        return token

    def holds(self, token: str, *, by_hand: bool) -> bool:
        """A page that refreshes itself (`by_hand` False) keeps nobody signed in."""
        now, digest = self._monotonic(), _digest(token)
        with self._lock:
            self._drop_old(now)
            found = self._by_digest.get(digest)
            if found is not None and by_hand:
                self._by_digest[digest] = replace(found, seen=now)
            return found is not None

    def end(self, token: str) -> None:
        with self._lock:
            self._by_digest.pop(_digest(token), None)

    def end_all(self) -> None:
        with self._lock:
            self._by_digest.clear()

    def _drop_old(self, now: float) -> None:
        old = [d for d, s in self._by_digest.items() if now - s.seen > IDLE_S or now - s.since > WHOLE_S]
        for digest in old:
            del self._by_digest[digest]


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
