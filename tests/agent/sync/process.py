# SPDX-License-Identifier: Apache-2.0
"""Sync as a process of its own, and an ear where the agent would be."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer

from contract.document import decode, encode
from contract.local import ContentHealth, Done
from tests.agent.sync.conftest import Terminal


class Process:
    def __init__(self, terminal: Terminal, module: str = "agent.sync") -> None:
        self.terminal = terminal
        terminal.poll_s = 1.0
        self.module = module
        self.log = terminal.directory / "sync.log"
        self.running: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", self.module, "--config", str(self.terminal.config()), *arguments]

    def start(self, **environment: str) -> None:
        command = self.command()
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(command, stderr=log, env={**os.environ, **environment})

    def end(self, number: int = signal.SIGKILL) -> int:
        assert self.running is not None
        self.running.send_signal(number)
        code = self.running.wait(20)
        self.running = None
        return code

    def once(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command("--once"), capture_output=True, text=True, check=False, timeout=60)


class Ear:
    """Hears what sync tells the agent, over the agent's own kind of socket."""

    def __init__(self, path: Path) -> None:
        self.heard: list[ContentHealth] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.path == "/v1/content"
                ear.heard.append(decode(body, ContentHealth))
                answer = encode(Done())
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_arguments: object) -> None:
                pass

            def address_string(self) -> str:
                return "sync"

        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._server = ThreadingUnixStreamServer(str(path), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # sync does not wait for ever
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextmanager
def ear(terminal: Terminal) -> Iterator[Ear]:
    listening = Ear(terminal.directory / "run" / "sync" / "agent.sock")
    yield listening
    listening.close()


@contextmanager
def manager(terminal: Terminal) -> Iterator[tuple[str, list[str]]]:
    """A service manager's ear: its address, and what was said to it."""
    address = str(terminal.directory / "notify")
    said: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address)
        listening.settimeout(0.05)
        ended = threading.Event()

        def hear() -> None:
            while not ended.is_set():
                try:
                    said.append(listening.recv(200).decode())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=hear)
        thread.start()
        yield address, said
        ended.set()
        thread.join()
