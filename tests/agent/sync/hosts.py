# SPDX-License-Identifier: Apache-2.0
"""Hosts of a signed folder: nginx for what is right, and one of our own that does as badly as it is told."""

import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LIMIT_S = 20.0


def wait_until(happened: Callable[[], object], limit_s: float = LIMIT_S) -> None:
    end = time.monotonic() + limit_s
    while not happened():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.01)


@dataclass
class Nginx:
    url: str
    log: Path

    def requests(self) -> list[tuple[str, int, int]]:
        """Path, status and bytes of the body of each."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        return [(path, int(status), int(size)) for path, status, size in (line.split(" ") for line in lines)]


@contextmanager
def nginx(site: Path, folder: Path, extra: str = "", listen: str = "") -> Iterator[Nginx]:
    folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(
        f"""
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    log_format short '$uri $status $body_bytes_sent'; access_log {folder}/access.log short;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port}{listen}; root {site}; {extra} }}
}}
""",
        encoding="utf-8",
    )
    command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    process = subprocess.Popen(command)
    try:
        wait_until(lambda: process.poll() is not None or _listens(port))
        assert process.poll() is None, (folder / "error.log").read_text(encoding="utf-8")
        yield Nginx(f"http://127.0.0.1:{port}", folder / "access.log")
    finally:
        process.terminate()
        process.wait(10)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Answer:
    """How a path is answered other than by the site's file. None: as usual."""

    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """The connection ends behind so many bytes of the body."""
    drip_s: float = 0.0
    """Pause before each piece of the body."""
    drip_bytes: int = 1
    drip_head: bool = False
    """Of the head instead."""
    hold: threading.Event | None = None
    """Answered only when this is set."""


class BadHost:
    """Serves a folder, ranges included, except where a rule says otherwise."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.rules: list[tuple[re.Pattern[str], Answer]] = []
        self.requests: list[str] = []
        self.ranges: list[str] = []
        self.closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that was killed
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def rule(self, pattern: str, answer: Answer) -> None:
        self.rules.insert(0, (re.compile(pattern), answer))

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer_to(self, path: str) -> Answer:
        return next((answer for pattern, answer in self.rules if pattern.search(path)), Answer())

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                host.requests.append(self.path)
                answer = host.answer_to(self.path)
                if answer.hold is not None:
                    wait_until(lambda: answer.hold.is_set() or host.closing.is_set())
                try:
                    if answer.drip_head:
                        self._drip(b"HTTP/1.1 200 OK\r\n" + b"X-More: more\r\n" * 80, answer)
                        self.close_connection = True
                        return
                    self._send(answer)
                except OSError:
                    self.close_connection = True

            def _send(self, answer: Answer) -> None:
                status, body = answer.status, answer.body
                place = host.site / self.path.lstrip("/")
                if body is None and place.is_file():
                    body = place.read_bytes()
                elif body is None:
                    status, body = 404 if status == 200 else status, b"none"
                headers = dict(answer.headers)
                wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                if wanted and status == 200:
                    host.ranges.append(self.path)
                    start = int(wanted[1])
                    headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                    status, body = 206, body[start:]
                self.send_response_only(status)
                usual = {"Date": self.date_time_string(), "Content-Length": str(len(body))}
                for name, value in {**usual, **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if answer.cut_after is not None:
                    self.close_connection = True
                    body = body[: answer.cut_after]
                if answer.drip_s:
                    self._drip(body, answer)
                else:
                    self.wfile.write(body)

            def _drip(self, content: bytes, answer: Answer) -> None:
                for start in range(0, len(content), answer.drip_bytes):
                    if host.closing.wait(answer.drip_s):
                        return
                    self.wfile.write(content[start : start + answer.drip_bytes])

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler
