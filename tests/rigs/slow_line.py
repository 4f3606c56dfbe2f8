# SPDX-License-Identifier: Apache-2.0
"""slow-line: a gigabyte of media over a line of 10 Mbit/s that is cut again and again.

A real nginx and the real sync process stand in two network namespaces (see shaped_line). Some cuts are short and leave
the connection alive, some outlast every time-out. Amid it an alert is published.

Share of the line: bytes of media on the terminal's disk, against what the line could carry in the time in which it was
not cut; frames carry 95.6 % of their bytes as content, so 90 % leaves 6 % for everything else. Fetched twice: the bytes
that have reached the terminal's interface, headers and all, beyond those of the media.

Positive control: a fast line without cuts. Negative control: a sync that begins each file anew after a cut.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from contract.release import ContentFolder
from tests.agent.sync.county import COMMUNITY, COUNTY, County, alert, picture
from tests.rigs import shaped_line
from tests.rigs.report import Result
from tests.rigs.shaped_line import HOST, Line
from tests.rigs.sync_kill import CONFIG

MBIT = 10.0
FULL_MB, LEAST_MB, CONTROL_MB = 1_000, 100, 24
FILE_MB = 20
CUT_EVERY_MB = 100
SHORT_CUT_S, LONG_CUT_S = 2.0, 7.0
SHARE = 0.90
TWICE = 0.05
"""Of the media: headers of frames are up to 4.6 %; the rest is metadata, and what TCP itself sent again after a cut."""
ALERT_S = 30.0
PATIENCE = 4.0


@dataclass(frozen=True)
class Ran:
    share: float
    twice: float
    alert_s: float
    whole: bool
    cuts: int

    @property
    def held(self) -> bool:
        return self.whole and self.share >= SHARE and self.twice <= TWICE and self.alert_s <= ALERT_S


def run(scale: float, seed: int) -> Result:
    if why := shaped_line.why_not():
        return Result.not_run(why)
    megabytes = max(LEAST_MB, int(FULL_MB * scale))
    product = _brought(megabytes, MBIT, seed, "agent.sync", cuts=True)
    positive = _brought(CONTROL_MB, None, seed, "agent.sync", cuts=False)
    negative = _brought(CONTROL_MB, MBIT, seed, "tests.rigs.forgetful_sync", cuts=True)
    return Result(
        product_held=product.held,
        figure=f"{megabytes} MB over {MBIT:g} Mbit/s, cut {product.cuts} times: {100 * product.share:.1f} % used, "
        f"{100 * product.twice:.1f} % more than the media came; an alert amid it after {product.alert_s:.1f} s",
        positive_held=positive.whole and positive.twice <= TWICE,
        negative_broke=negative.twice > TWICE,
        counts={
            "megabytes": megabytes,
            "cuts": product.cuts,
            "share_percent": round(100 * product.share),
            "twice_percent": max(0, round(100 * product.twice)),
            "alert_s": round(product.alert_s),
        },
    )


def _brought(megabytes: int, mbit: float | None, seed: int, module: str, *, cuts: bool) -> Ran:
    folder = Path(tempfile.mkdtemp(prefix="slow-line-"))
    try:
        with ExitStack() as stack:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            county = County(folder / "site")
            files = [picture(seed + number, FILE_MB * 1_000_000) for number in range(megabytes // FILE_MB)]
            county.feed(COUNTY, pictures=files)
            county.publish()
            files.clear()
            line = stack.enter_context(shaped_line.line(mbit))
            stack.enter_context(_nginx(line, folder))
            terminal = _terminal(folder, county)
            stack.enter_context(_sync(line, terminal, module))
            return _watched(line, county, ContentFolder(folder / "content"), megabytes, mbit, cuts=cuts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _watched(
    line: Line, county: County, content: ContentFolder, megabytes: int, mbit: float | None, *, cuts: bool
) -> Ran:
    total = megabytes // FILE_MB * FILE_MB * 1_000_000
    _until(lambda: _on_disk(content) > 0, 60)
    begun, at_first = time.monotonic(), _on_disk(content)
    made, alerted_at, alert_s = 0, 0.0, 0.0
    ends = begun + 60 + PATIENCE * total * 8 / ((mbit or 1_000) * 1e6)
    while (brought := _on_disk(content)) < total and time.monotonic() < ends:
        if cuts and brought > (made + 0.5) * min(CUT_EVERY_MB, megabytes) * 1_000_000:
            _cut(line, LONG_CUT_S if made % 2 == 0 else SHORT_CUT_S)
            made += 1
        if not alerted_at and brought > total * 0.7:
            county.alerts(COUNTY, alert("amid"))
            county.publish()
            alerted_at = time.monotonic()
        if alerted_at and not alert_s and content.alerts() and content.alerts().alerts:  # type: ignore[union-attr]
            alert_s = time.monotonic() - alerted_at
        time.sleep(0.05)
    up_s = time.monotonic() - begun - line.down_s
    fetched = line.received()
    _until(lambda: _released(content) == total, 60)
    share = (total - at_first) * 8 / (up_s * mbit * 1e6) if mbit else 1.0
    twice = fetched / total - 1
    return Ran(share, twice, alert_s if alerted_at and alert_s else float("inf"), _released(content) == total, made)


def _cut(line: Line, seconds: float) -> None:
    line.cut()
    time.sleep(seconds)
    line.mend()


def _on_disk(content: ContentFolder) -> int:
    return sum(_size(path) for path in (content.root / "store").glob("??/*"))


def _released(content: ContentFolder) -> int:
    release = content.release()
    return sum(media.size for media in release.media) if release else 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _terminal(folder: Path, county: County) -> Path:
    (folder / "root.json").write_bytes(county.root_bytes)
    config = folder / "terminal.toml"
    text = CONFIG.format(tenant=COMMUNITY, url=f"http://{HOST}", place=folder)
    text = text.replace("poll_s = 1.0\n", "").replace("quota_mb = 50", "quota_mb = 4000")
    config.write_text(text, encoding="utf-8")
    (folder / "content").mkdir()
    return config


class _nginx(ExitStack):  # noqa: N801 - context managers
    def __init__(self, line: Line, folder: Path) -> None:
        super().__init__()
        place = folder / "nginx"
        place.mkdir()
        config = shaped_line.nginx_config(folder / "site", place)
        command = ["/usr/sbin/nginx", "-p", str(place), "-c", str(config), "-e", str(place / "error.log")]
        self.callback(_end, subprocess.Popen(line.at_host(*command)))


class _sync(ExitStack):  # noqa: N801
    def __init__(self, line: Line, config: Path, module: str) -> None:
        super().__init__()
        command = line.at_terminal(sys.executable, "-m", module, "--config", str(config))
        with (config.parent / "sync.log").open("wb") as log:
            self.callback(_end, subprocess.Popen(command, stderr=log))


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _until(happened: object, limit_s: float) -> None:
    ends = time.monotonic() + limit_s
    while not happened() and time.monotonic() < ends:  # type: ignore[operator]
        time.sleep(0.05)
