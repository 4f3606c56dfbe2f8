# SPDX-License-Identifier: Apache-2.0
"""The technician's connection test: how far the way to an address holds, and whether the right one is at its end."""

import ssl
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from agent.errors import TooMany
from agent.live import Live
from agent.platform import steps
from agent.platform.deadline import Deadline
from agent.platform.signed_folder import NotSignedContent, Untrusted, check_timestamp, parse_timestamp
from agent.platform.steps import Answer, StepFailed, Steps, Where
from contract.clock import Clock
from contract.document import decode
from contract.errors import InvalidDocument
from contract.local import ConnectionReport, ConnectionStepName
from contract.platform import Health, Problem

TOTAL_S = 6.0
"""Two of them, one after the other, still end before a caller's patience does."""
AT_ONCE = 2
CLOCK_LIMIT_S = 120.0

Ask = Callable[[str, str], Answer]
"""Another question to the same server: path, token."""
Meaning = Callable[[Answer, Ask], tuple[str, datetime | None]]
"""What the answer means: a detail for the report, and the server's own time if it tells. Raises StepFailed."""


class Prober:
    def __init__(self, clock: Clock, live: Live, token: str) -> None:
        self._clock = clock
        self._live = live
        self._token = token
        self._free = threading.Semaphore(AT_ONCE)

    def platform(self, url: str) -> ConnectionReport:
        """Raises TooMany."""
        return self._probe(url, "/v1/health", self._is_platform, steps.PLATFORMS_AUTHORITIES)

    def content(self, url: str) -> ConnectionReport:
        """Raises TooMany."""
        return self._probe(url, "/metadata/timestamp.json", self._is_content, steps.SYNCS_AUTHORITIES)

    def _probe(self, url: str, path: str, meaning: Meaning, authorities: str | None) -> ConnectionReport:
        if not self._free.acquire(blocking=False):
            raise TooMany(f"{AT_ONCE} connection tests are under way")
        seen = Steps()
        try:
            self._walk(seen, url, path, meaning, authorities)
        except StepFailed:
            pass  # it is the last step of the report
        finally:
            self._free.release()
        return seen.report()

    def _walk(self, seen: Steps, url: str, path: str, meaning: Meaning, authorities: str | None) -> None:
        end = time.monotonic() + TOTAL_S
        with seen.step(ConnectionStepName.ADDRESS):
            place = steps.where(url)
        with seen.step(ConnectionStepName.RESOLVE):
            addresses = steps.resolve(place, end - time.monotonic())
            seen.detail = ", ".join(addresses)
        with Deadline(max(0.1, end - time.monotonic())) as deadline:
            with seen.step(ConnectionStepName.CONNECT):
                sock = steps.connect(place, addresses, end)
                deadline.watch(sock)
            try:
                if place.encrypted:
                    with seen.step(ConnectionStepName.ENCRYPT):
                        encrypted = steps.encrypt(place, sock, authorities, deadline)
                        seen.detail = encrypted.version() or ""
                        sock = encrypted
                        deadline.watch(sock)
                with seen.step(ConnectionStepName.ANSWER):
                    answer = steps.ask(place, sock, path, deadline)
                    seen.detail = f"HTTP {answer.status}"
                    _check_status(answer.status)
            finally:
                sock.close()
        with seen.step(ConnectionStepName.MEANING):
            seen.detail, theirs = meaning(answer, partial(_ask_again, place, addresses, authorities, end))
        with seen.step(ConnectionStepName.CLOCK):
            seen.detail = self._difference(theirs or _date(answer))

    def _is_platform(self, answer: Answer, again: Ask) -> tuple[str, datetime | None]:
        """Its health names it. The token is shown to nobody but a platform, by a question that moves nothing."""
        try:
            health = decode(answer.content, Health)
        except InvalidDocument:
            raise StepFailed("foreignAnswer") from None
        if not self._token:
            return "no token to try", health.time
        told = again(f"/v1/orders/{uuid.uuid4().hex}", self._token)
        if told.status in {401, 403}:
            raise StepFailed("tokenRefused", f"HTTP {told.status}")
        try:
            if decode(told.content, Problem).code == "order_not_found":
                return "", health.time
        except InvalidDocument:
            pass
        raise StepFailed("serverError" if told.status >= 500 else "foreignAnswer", f"HTTP {told.status}")

    def _is_content(self, answer: Answer, again: Ask) -> tuple[str, datetime | None]:
        def newer_root(version: int) -> bytes | None:
            told = again(f"/metadata/{version}.root.json", "")
            return told.content if told.status == 200 else None

        try:
            root = Path(self._live.settings.content.root_file).read_bytes()
        except OSError:
            root = b""
        try:
            if not root:
                parse_timestamp(answer.content)
                return "signature not checked: no root file", None
            check_timestamp(answer.content, root, newer_root)
        except NotSignedContent:
            raise StepFailed("foreignAnswer") from None
        except Untrusted as error:
            raise StepFailed("untrusted", str(error)) from None
        return "", None

    def _difference(self, theirs: datetime | None) -> str:
        if theirs is None:
            return "not told"
        difference = (self._clock.now() - theirs).total_seconds()
        detail = f"{difference:+.0f} s"
        if abs(difference) > CLOCK_LIMIT_S:
            raise StepFailed("clockWrong", detail)
        return detail


def _ask_again(
    place: Where, addresses: list[str], authorities: str | None, end: float, path: str, token: str
) -> Answer:
    with Deadline(max(0.1, end - time.monotonic())) as deadline:
        sock = steps.connect(place, addresses, end)
        try:
            deadline.watch(sock)
            if place.encrypted:
                encrypted: ssl.SSLSocket = steps.encrypt(place, sock, authorities, deadline)
                sock = encrypted
                deadline.watch(sock)
            return steps.ask(place, sock, path, deadline, token)
        finally:
            sock.close()


def _check_status(status: int) -> None:
    if status in {404, 410}:
        raise StepFailed("notFound", f"HTTP {status}")
    if status >= 500:
        raise StepFailed("serverError", f"HTTP {status}")
    if status != 200:
        raise StepFailed("foreignAnswer", f"HTTP {status}")


def _date(answer: Answer) -> datetime | None:
    """The server's time as it answers, also when a cache answers for it."""
    try:
        moment = parsedate_to_datetime(answer.date)
        moment += timedelta(seconds=int(answer.age or 0))
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
