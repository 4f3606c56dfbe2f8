# SPDX-License-Identifier: Apache-2.0
"""The technician's site: its memory once it has answered over TLS. No agent is there: it must do without."""

import http.client
import json
import os
import socket
import ssl
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.figure import Figure
from bench.screen import memory_mb, running

LIMIT_MB = 60.0
START_LIMIT_S = 30.0
ANSWERS = 20
LOOK_S = 0.1


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        port = _free_port()
        command = [sys.executable, "-m", "agent.web", "--config", str(_settings(root, port))]
        with running(command, os.environ) as site:
            for _ in range(ANSWERS):
                _ask(port)
            yield Figure("site: memory (PSS)", memory_mb(site.pid), "MB", "limit", LIMIT_MB)


def _ask(port: int) -> None:
    unknown = ssl.create_default_context()  # its certificate is its own
    unknown.check_hostname, unknown.verify_mode = False, ssl.CERT_NONE
    end = time.monotonic() + START_LIMIT_S
    while True:
        try:
            client = http.client.HTTPSConnection("127.0.0.1", port, timeout=START_LIMIT_S, context=unknown)
            with closing(client):
                client.request("GET", "/")
                client.getresponse().read()
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(LOOK_S)


def _settings(root: Path, port: int) -> Path:
    paths = {name: str(root / name) for name in ("state", "run", "settings", "content", "sync", "web", "signage")}
    config = root / "terminal.toml"
    # A JSON string is a TOML string.
    lines = ["[paths]", *(f"{name} = {json.dumps(path)}" for name, path in paths.items())]
    config.write_text("\n".join([*lines, "[web]", f"port = {port}", 'address = "127.0.0.1"', ""]), encoding="utf-8")
    return config


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
