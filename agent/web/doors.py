# SPDX-License-Identifier: Apache-2.0
"""Which listeners are open: the machine's own always, the network's while commissioning or when set to always."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent.web.addresses import addresses, names
from agent.web.certificate import Certificate
from agent.web.errors import StateUnusable
from agent.web.listener import Listener, context_for
from agent.web.site import BEYOND, Site

log = logging.getLogger("agent.web")

HERE = "127.0.0.1"
CERTIFICATE_LOOK_S = 3600.0
LAST_LOOK_S = 3.0


class Doors:
    """Raises OSError when the machine's own listener cannot be opened."""

    def __init__(self, site: Site, app: Callable[..., Any]) -> None:
        self._site = site
        self.certificate = Certificate(Path(site.settings.paths.web))
        self._renew()
        self._context = context_for(self.certificate.file)
        self._app = app
        self._own = Listener((HERE, site.settings.web.port), app, self._context)
        self._beyond: Listener | None = None
        self._refused = self._unsure = False
        self._closing_since: float | None = None

    @property
    def alive(self) -> bool:
        return self._own.alive and (self._beyond is None or self._beyond.alive)

    @property
    def open_beyond(self) -> bool:
        return self._beyond is not None

    def tick(self) -> None:
        if self._site.clock.monotonic() >= self._next_look and self._renew():
            self._context.load_cert_chain(self.certificate.file)
        wanted = self._wanted()
        if wanted:
            self._closing_since = None
        if wanted and self._beyond is None:
            self._open()
        elif not wanted and self._beyond is not None:
            self._close_soon()

    def stop(self) -> None:
        self._close()
        self._own.stop()

    def _wanted(self) -> bool:
        web = self._site.settings.web
        if web.address in {HERE, "localhost"}:
            return False
        return web.lan == "always" or (web.lan == "commissioning" and self._in_window())

    def _in_window(self) -> bool:
        """Whoever cannot tell keeps shut."""
        try:
            open_now = self._site.access.window_left_s() > 0
        except StateUnusable as error:
            if not self._unsure:
                log.error("closed to the network: %s", error)
            self._unsure = True
            return False
        self._unsure = False
        return open_now

    def _open(self) -> None:
        web = self._site.settings.web
        try:
            self._beyond = Listener((web.address, web.port), self._through, self._context)
        except OSError as error:  # the network may come later
            if not self._refused:
                log.warning("cannot listen on %s:%d yet: %s", web.address, web.port, error.strerror or error)
            self._refused = True
        else:
            self._refused = False
            log.info("listening on %s:%d", web.address, web.port)

    def _through(self, environ: dict[str, Any], start_response: Any) -> Any:
        environ[BEYOND] = True
        if self._closing_since is not None and not environ.get("PATH_INFO", "").startswith("/static/"):
            start_response("404 Not Found", [("Content-Length", "0"), ("Connection", "close")])
            return []
        return self._app(environ, start_response)

    def _close_soon(self) -> None:
        """From now on no page any more; what makes the last one look as it should may still be fetched."""
        now = self._site.clock.monotonic()
        if self._closing_since is None:
            self._closing_since = now
        elif now - self._closing_since >= LAST_LOOK_S:
            self._close()

    def _close(self) -> None:
        if self._beyond is not None:
            self._beyond.stop()
            self._beyond = None
            self._closing_since = None
            log.info("no longer listening beyond this machine")

    def _renew(self) -> bool:
        self._next_look = self._site.clock.monotonic() + CERTIFICATE_LOOK_S
        made = self.certificate.ensure(names(self._site.settings.web.names), addresses(), self._site.clock.now())
        if made:
            log.info("made a certificate, valid until %s", self.certificate.ends().date())
        return made
