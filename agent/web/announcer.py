# SPDX-License-Identifier: Apache-2.0
"""Tells the agent, and by it the kiosk's screen, how the technician gets in; takes it back afterwards. The agent keeps
it in memory alone, so it is told again and again."""

import logging
from collections.abc import Callable
from datetime import timedelta

from agent.client import ClientError, calls
from agent.web.addresses import first_beyond
from agent.web.errors import StateUnusable
from agent.web.site import Site
from contract.local import Commissioning

log = logging.getLogger("agent.web")

EVERY_S = 3.0
ANY = frozenset({"0.0.0.0", "::"})
TREMOR = timedelta(seconds=5)


class Announcer:
    """`secret` is empty when there is nothing to tell."""

    def __init__(self, site: Site, secret: str, secret_id: str, fingerprint: Callable[[], str]) -> None:
        self._site = site
        self._secret = secret
        self._secret_id = secret_id
        self._fingerprint = fingerprint
        self._may_be_shown = True
        """An earlier run of the site may have told it."""
        self._next = 0.0
        self._trouble = ""
        self._told: Commissioning | None = None

    def tick(self) -> None:
        now = self._site.clock.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY_S
        try:
            state = self._site.access.state()
            left_s = self._site.access.window_left_s()
            if self._secret and state.secret_id == self._secret_id and left_s > 0:
                self._site.agent.look(calls.announce_commissioning(self._what(left_s)))
                self._may_be_shown = True
            elif self._may_be_shown:
                self._site.agent.look(calls.end_commissioning())
                self._may_be_shown = False
            self._trouble = ""
        except (ClientError, StateUnusable) as error:
            if error.code != self._trouble:
                log.warning("the kiosk cannot be told about the commissioning yet: %s", error.code)
            self._trouble = error.code

    def soon(self) -> None:
        self._next = 0.0

    def _what(self, left_s: float) -> Commissioning:
        """The same as before unless something is different by more than the hand of a clock trembles: each change is
        an event to the kiosk."""
        until = self._site.clock.now() + timedelta(seconds=left_s)
        if self._told and abs(until - self._told.until) < TREMOR:
            until = self._told.until
        self._told = Commissioning(
            url=url_of(self._site), fingerprint=self._fingerprint(), secret=self._secret, until=until
        )
        return self._told


def url_of(site: Site) -> str:
    """Where the technician's browser finds the site."""
    web = site.settings.web
    chosen = "" if web.address in ANY else web.address
    host = "localhost" if web.lan == "never" else chosen or first_beyond() or "localhost"
    return f"https://{host}:{web.port}/"
