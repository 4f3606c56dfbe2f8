# SPDX-License-Identifier: Apache-2.0
"""The sandbox as one object: start it, ask it over HTTP at `url`, stop it."""

import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from cheroot.wsgi import Server
from flask import Flask

from central.sandbox import residents
from central.sandbox.channels import CodeKind
from central.sandbox.clock import SkewedClock
from central.sandbox.console import console
from central.sandbox.desk import Desk
from central.sandbox.documents import MAX_BODY, speak_problems
from central.sandbox.faults import Faults, FaultyWire
from central.sandbox.orders import Addresses
from central.sandbox.paper_pages import paper_pages
from central.sandbox.pay_page import pay_page
from central.sandbox.rig_api import rig_api
from central.sandbox.store import Store
from central.sandbox.terminal_api import service_api, terminal_api
from central.sandbox.wrongs_api import wrongs_api
from contract.clock import Clock, SystemClock

HOST = "127.0.0.1"
THREADS = 32
"""Each delayed answer holds one; more than any demo's or rig's callers together."""
SHUTDOWN_S = 3
DEMO_TERMINAL = "DEMO-0001"
DEMO_TERMINALS = {"sandbox-terminal": DEMO_TERMINAL}
"""Token and terminal when nothing else is said."""


def application(desk: Desk, terminals: Mapping[str, str], faults: Faults, clock: SkewedClock) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.register_blueprint(service_api(desk))
    app.register_blueprint(terminal_api(desk, terminals))
    app.register_blueprint(rig_api(desk, faults, clock))
    app.register_blueprint(wrongs_api(desk, clock))
    app.register_blueprint(console(desk, faults, clock))
    app.register_blueprint(pay_page(desk))
    app.register_blueprint(paper_pages(desk))
    speak_problems(app)
    return app


class Sandbox:
    """Loopback only. With port 0 the system chooses one, known after `start`."""

    def __init__(
        self,
        database: Path,
        *,
        port: int = 0,
        clock: Clock | None = None,
        terminals: Mapping[str, str] | None = None,
        residents_file: Path = residents.DEMO,
        codes: CodeKind = CodeKind.ADDRESS,
    ) -> None:
        self.faults = Faults()
        self._database = database
        self._port = port
        self._clock = SkewedClock(clock or SystemClock())
        self._codes = codes
        self._terminals = terminals or DEMO_TERMINALS
        self._residents = residents.load(residents_file)
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def start(self) -> None:
        """Listens when it returns. Raises OSError when the port is taken."""
        self._store = Store(str(self._database))
        self._server = Server((HOST, self._port), None, numthreads=THREADS, shutdown_timeout=SHUTDOWN_S)
        try:
            self._server.prepare()
        except OSError:
            self._store.close()
            raise
        self._port = self._server.bind_addr[1]
        self.desk = Desk(self._store, self._residents, self._clock, Addresses(self.url, self._codes))
        self._wire = FaultyWire(application(self.desk, self._terminals, self.faults, self._clock), self.faults)
        self._server.wsgi_app = self._wire
        self._thread = threading.Thread(target=self._server.serve, name="sandbox")
        self._thread.start()

    def stop(self) -> None:
        if self._thread is None:
            return
        self._wire.end()
        self._server.stop()
        self._thread.join()
        self._thread = None
        self._store.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
