# SPDX-License-Identifier: Apache-2.0
"""The clerk of the demo's county: what is published is what a terminal would get, and what the demo prints to be
typed can be typed."""

import json
import shlex
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from central.demo.world.clerk import COMMUNITY, Clerk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clerk")


def at_work(folder: Path) -> Clerk:
    return Clerk.at_work(folder / "the county", folder / "content-root.json", folder / "clock-offset")


@pytest.fixture(scope="module")
def clerk(folder: Path) -> Clerk:
    return at_work(folder)


def newest_feed(clerk: Clerk) -> dict[str, list[dict[str, Any]]]:
    folder = clerk.site / "targets" / COMMUNITY
    feed = json.loads(max(folder.glob("*.feed.json"), key=lambda path: path.stat().st_mtime_ns).read_bytes())
    assert isinstance(feed, dict)
    return feed


def test_the_terminal_gets_the_counties_first_root(clerk: Clerk, folder: Path) -> None:
    assert (folder / "content-root.json").read_bytes() == (clerk.site / "metadata" / "1.root.json").read_bytes()


def test_a_notice_is_played_at_once(clerk: Clerk) -> None:
    notice = clerk.publish_notice("周六停水", "请提前储水。", in_front=timedelta(minutes=2))
    feed = newest_feed(clerk)
    assert notice.notice_id in {listed["notice_id"] for listed in feed["notices"]}
    programme = next(listed for listed in feed["programmes"] if listed["programme_id"] == "just-published")
    assert programme["priority"] == 100
    assert [item["notice_id"] for item in programme["items"]] == [notice.notice_id]


def test_a_kept_county_is_opened_again(clerk: Clerk, folder: Path) -> None:
    notice = clerk.publish_notice("周日停电", "上午检修。")
    again = at_work(folder)
    assert notice.notice_id in {listed["notice_id"] for listed in newest_feed(again)["notices"]}


def test_the_command_that_is_printed_works(clerk: Clerk) -> None:
    notice = clerk.publish_notice("周一停气", "下午检修。")
    command = shlex.split(clerk.command(f"{sys.executable} -m linli"))
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert notice.notice_id in told.stdout
