# SPDX-License-Identifier: Apache-2.0
"""cheroot on one Unix socket per role: the directory's group decides who may connect, the log says who did."""

import logging
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cheroot.wsgi import Server

from agent.api.app import create_app
from agent.api.events import MAX_STREAMS, EventStreams
from agent.house import House
from contract.local import Role

log = logging.getLogger("agent.api")

CALL_THREADS = 4
STREAMS = {Role.SIGNAGE: 8, Role.SYNC: 1, Role.OPERATOR: 2}
"""Where it is not MAX_STREAMS. Each output is a player with a stream of its own."""
STOP_LIMIT_S = 5
MOST_READ = 1024 * 1024
"""Bytes of a body. cheroot makes room for as much as a caller announces, be it for nothing but to pass over it: what
is larger than a role may send is refused in the API's words up to here, and beyond with a bare 413."""
CALLERS_REMEMBERED = 1_000


class LocalApi:
    def __init__(self, house: House) -> None:
        self._house = house
        self._servers: list[tuple[Any, threading.Thread]] = []

    def start(self) -> None:
        for role in Role:
            path = socket_path(Path(self._house.settings.paths.run), role)
            path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
            streams = STREAMS.get(role, MAX_STREAMS)
            app = create_app(role, self._house, EventStreams(self._house.journal, streams))
            server = Server(
                str(path),
                _naming_the_caller(role, app),
                numthreads=CALL_THREADS + streams,
                max=CALL_THREADS + streams,
                peercreds_enabled=True,
                shutdown_timeout=STOP_LIMIT_S,
            )
            server.max_request_body_size = MOST_READ
            server.prepare()
            for number, worker in enumerate(server.requests._threads, 1):  # noqa: SLF001 -- it names none itself
                worker.name = f"api-{role}-{number}"
            path.chmod(0o660)
            thread = threading.Thread(target=server.serve, name=f"api-{role}", daemon=True)
            self._servers.append((server, thread))
        for _, thread in self._servers:  # once all listen: whoever is answered on one may ask on another
            thread.start()

    @property
    def alive(self) -> bool:
        return all(thread.is_alive() for _, thread in self._servers)

    def stop(self) -> None:
        """All at once: each one's own loop takes up to half a second to notice."""
        stopping = [threading.Thread(target=server.stop, name="api-stop") for server, _ in self._servers]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        for _, thread in self._servers:
            thread.join(STOP_LIMIT_S)


def socket_path(run: Path, role: Role) -> Path:
    """Every role's socket stands in a directory of its own, which that role's group alone may enter."""
    return run / role / "agent.sock"


def _naming_the_caller(role: Role, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    seen: set[object] = set()

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        pid = environ.get("X_REMOTE_PID")
        if pid not in seen:
            if len(seen) >= CALLERS_REMEMBERED:
                seen.clear()
            seen.add(pid)
            log.info("%s socket: process %s of user %s", role, pid, environ.get("X_REMOTE_UID"))
        return app(environ, start_response)

    return serve
