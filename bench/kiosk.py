# SPDX-License-Identifier: Apache-2.0
"""The kiosk's start and memory against Chromium in kiosk mode with an equal static page, in turn on one display.

Both are warm (one start of each is thrown away), both render in software. The kiosk's first frame is when it tells
the service manager that it is ready; Chromium's when the page's second animation frame has called back.
"""

import os
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from sys import executable

from bench.figure import Figure
from bench.screen import memory_mb, running, settle, virtual_display

ROUNDS = 7
START_LIMIT_S = 30.0
PAGE = Path(__file__).with_name("home.html")
MEMORY_LIMIT_MB = 130.0


def measure() -> Iterator[Figure]:
    with virtual_display() as display, tempfile.TemporaryDirectory() as folder:
        rounds = [(_kiosk(display, Path(folder)), _chromium(display, Path(folder))) for _ in range(ROUNDS + 1)][1:]
    kiosk_s, kiosk_mb = _medians([kiosk for kiosk, _ in rounds])
    chromium_s, chromium_mb = _medians([chromium for _, chromium in rounds])
    peer = "Chromium in kiosk mode, equal static page"
    yield Figure("kiosk: start -> first frame", kiosk_s * 1000, "ms", peer, chromium_s * 1000)
    yield Figure("kiosk: memory (PSS)", kiosk_mb, "MB", peer, chromium_mb)
    yield Figure("kiosk: memory (PSS), own limit", kiosk_mb, "MB", "limit, software rendering", MEMORY_LIMIT_MB)


def _medians(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _kiosk(display: dict[str, str], folder: Path) -> tuple[float, float]:
    config = folder / "terminal.toml"
    config.write_text(f'[paths]\nrun = "{folder / "run"}"\nstate = "{folder / "state"}"\n', encoding="utf-8")
    notices = folder / "notify"
    notices.unlink(missing_ok=True)
    environment = {
        **display,
        "NOTIFY_SOCKET": str(notices),
        "QT_QPA_PLATFORM": "xcb",
        "QT_XCB_GL_INTEGRATION": "none",
        "QT_QUICK_BACKEND": "software",
        "QML_DISK_CACHE_PATH": str(folder / "qml"),
    }
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(notices))
        manager.settimeout(START_LIMIT_S)
        started = time.perf_counter()
        with running([executable, "-m", "kiosk", "--config", str(config)], environment) as process:
            while b"READY=1" not in manager.recv(4096):
                pass
            taken = time.perf_counter() - started
            settle()
            return taken, memory_mb(process.pid)


def _chromium(display: dict[str, str], folder: Path) -> tuple[float, float]:
    flags = [
        "--kiosk", "--no-first-run", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-quic", "--no-default-browser-check", "--disable-extensions",
        f"--user-data-dir={folder / 'chromium'}",
    ]  # fmt: skip
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with _page() as (url, shown):
        started = time.perf_counter()
        with running(["chromium", *flags, url], display) as process:
            if not shown.wait(START_LIMIT_S):
                raise RuntimeError("Chromium showed nothing")
            taken = time.perf_counter() - started
            settle()
            return taken, memory_mb(process.pid)


@contextmanager
def _page() -> Iterator[tuple[str, threading.Event]]:
    """Serves the page on loopback and notes when it has been shown."""
    shown = threading.Event()
    content = PAGE.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            shown.set()
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", shown
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
