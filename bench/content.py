# SPDX-License-Identifier: Apache-2.0
"""What content costs on the way from the county: requests and bytes of a look, and sync's memory. A static host of our
own counts them; the county is the demo's."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

from bench.figure import Figure
from bench.screen import memory_mb, running
from central.publish.county import County
from central.publish.demo import publish_demo_county
from contract.clock import SystemClock
from contract.content import Line, Notice, Prose
from contract.release import ContentFolder

TENANT = "330106/001/012"
LIMIT_S = 30.0


def measure() -> Iterator[Figure]:
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        county = publish_demo_county(root / "county", clock)
        with _serving(county.site) as (url, sent):
            config = _settings(root, url, county)
            _look(config)
            sent.clear()
            _look(config)
            yield Figure("content: unchanged look", sum(sent), "B", "limit: 1 KB", 1024)
            yield Figure("content: requests of such a look", len(sent), "req", "limit: 3 requests", 3)
            changed = _publish(county)
            sent.clear()
            _look(config)
            yield Figure("content: a notice added", sum(sent) / 1000, "kB", "1.1 x the feed's bytes + 30 kB", changed)
            with running([sys.executable, "-m", "agent.sync", "--config", str(config)], os.environ) as sync:
                _wait_for_a_look(sent)
                yield Figure("sync: memory (PSS)", memory_mb(sync.pid), "MB", "limit: 60 MB", 60)


def _publish(county: County) -> float:
    """The limit for what it may cost, in kB."""
    now = county.now()
    notice = Notice(
        notice_id="bench",
        title=Line(zh="周六停水"),
        body=Prose(zh="请储水。"),
        issuer=Line(zh="居委会"),
        published_at=now,
    )
    county.put(TENANT, "notice", notice)
    county.publish(TENANT)
    newest = max((county.site / "targets" / TENANT).glob("*.feed.json"), key=lambda path: path.stat().st_mtime_ns)
    return 1.1 * newest.stat().st_size / 1000 + 30


def _look(config: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "agent.sync", "--once", "--config", str(config)], check=True, capture_output=True
    )
    if ContentFolder(config.parent / "content").release() is None:
        raise RuntimeError("sync has brought nothing")


def _wait_for_a_look(sent: list[int]) -> None:
    sent.clear()
    end = time.monotonic() + LIMIT_S
    while len(sent) < 4:  # the second look has begun
        if time.monotonic() > end:
            raise RuntimeError("sync does not look")
        time.sleep(0.1)


def _settings(root: Path, url: str, county: County) -> Path:
    paths = {name: str(root / name) for name in ("state", "run", "settings", "content", "sync", "web", "signage")}
    sections: dict[str, Mapping[str, str | float]] = {
        "terminal": {"tenant": TENANT},
        "paths": paths,
        "content": {"url": url, "root_file": str(county.root_file), "poll_s": 1.0},
    }
    lines = []
    for name, values in sections.items():
        # A JSON string or number is a TOML string or number.
        lines += [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())]
    config = root / "terminal.toml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


class _Counting(SimpleHTTPRequestHandler):
    def __init__(self, *args: object, sent: list[int], **more: object) -> None:
        self._sent = sent
        super().__init__(*args, **more)  # type: ignore[arg-type]

    def copyfile(self, source: BinaryIO, outputfile: BinaryIO) -> None:  # type: ignore[override]
        data = source.read()
        self._sent.append(len(data))
        outputfile.write(data)

    def send_error(self, code: int, *_: str | None) -> None:
        self._sent.append(0)
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def _serving(site: Path) -> Iterator[tuple[str, list[int]]]:
    sent: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Counting, directory=str(site), sent=sent))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", sent
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
