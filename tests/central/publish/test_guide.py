# SPDX-License-Identifier: Apache-2.0
"""The publisher's guide: its first section's commands, typed into a shell, bring a notice onto a terminal's screen."""

import os
import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

from agent.sync.looks import Looks
from agent.sync.pulse import Pulse
from contract.clock import SystemClock
from contract.release import ContentFolder
from contract.settings import SHIPPED, load
from tests.agent.sync.hosts import nginx

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "publishing.md"
LIMIT_S = 100


def commands() -> str:
    [block] = re.findall(r"^```sh\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(block)


def test_from_nothing_to_a_notice_on_a_screen(tmp_path: Path):
    tools, desk, place = (tmp_path / name for name in ("tools", "desk", "terminal"))
    for folder in (tools, desk, place):
        folder.mkdir()
    (tools / "linli").write_text(f'#!/bin/sh\nexec {sys.executable} -m linli "$@"\n', encoding="utf-8")
    (tools / "linli").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(GUIDE.parents[1])}
    environment["LANG"] = "en_GB.UTF-8"
    environment.pop("LINLI_PUBLISH_PASSPHRASE_FILE")
    typed = subprocess.run(
        ["bash", "-eux"], input=commands(), cwd=desk, env=environment, text=True, capture_output=True, timeout=LIMIT_S,
        check=False,
    )  # fmt: skip
    assert typed.returncode == 0, typed.stdout + typed.stderr
    with nginx(desk / "served", tmp_path / "nginx") as host:
        config = place / "terminal.toml"
        config.write_text(
            f"""
[terminal]
tenant = "330106/001/012"
[content]
url = "{host.url}"
root_file = "{desk}/county/root.json"
[paths]
content = "{place}/content"
sync = "{place}/sync"
state = "{place}/state"
run = "{place}/run"
settings = "{place}/settings"
""",
            encoding="utf-8",
        )
        (place / "content").mkdir()
        clock = SystemClock()
        looks = Looks(load([SHIPPED, config]), clock, Pulse(clock), lambda _: None)
        assert looks.look().health.trouble is None
        looks.close()
    release = ContentFolder(place / "content").release()
    assert release is not None
    assert [one.notice.title.zh for one in release.notices] == ["明天停水"]
    shown, empty = place / "shown.png", place / "empty.png"
    for picture, what in ((shown, "notice:330106/001/012:tingshui"), (empty, None)):
        render = [sys.executable, "-m", "signage", "--out", str(picture), "--config", str(config), "--at", "2036-01-01"]
        render += ["--content", str(place / "content" if what else tmp_path), "--render", what or "now"]
        subprocess.run(render, check=True, cwd=GUIDE.parents[1], timeout=LIMIT_S, env={**os.environ})
    assert Image.open(shown).tobytes() != Image.open(empty).tobytes()
