# SPDX-License-Identifier: Apache-2.0
"""The sandbox as its own process: its one line, its flags, its end, and what a kill -9 leaves."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from central.sandbox.__main__ import terminals_in

if TYPE_CHECKING:
    from conftest import Terminal

ROOT = Path(__file__).resolve().parents[2]
ZHANG, WATER, WATER_FEN = "330106195001010036", "W202610000101", 4620


@contextmanager
def running(database: Path, *flags: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    command = [sys.executable, "-m", "central.sandbox", "--port", "0", "--database", str(database), *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("sandbox ready on http://127.0.0.1:"), line
            yield process, line.split()[-1]
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_cleanly_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path / "sandbox.db") as (process, url):
        assert requests.get(f"{url}/v1/health", timeout=5).status_code == 200
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path / "sandbox.db") as (_, url):
        command = [sys.executable, "-m", "central.sandbox", "--port", url.rsplit(":", 1)[1], "--database", ":memory:"]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (1, "", 1)


def test_a_kill_loses_no_order_and_no_money(tmp_path: Path, make_terminal: "type[Terminal]") -> None:
    database = tmp_path / "sandbox.db"
    with running(database) as (process, url):
        terminal = make_terminal(url)
        with terminal.session:
            terminal.order(1, [WATER], WATER_FEN, ZHANG)
            terminal.pay(1)
        process.kill()
        process.wait(timeout=10)
    with running(database) as (_, url):
        terminal = make_terminal(url)
        with terminal.session:
            assert terminal.state(1) == "paid"
            assert terminal.money() == (WATER_FEN, WATER_FEN, 0, 0)


def test_tokens_and_the_clock_come_from_files(tmp_path: Path, make_terminal: "type[Terminal]") -> None:
    tokens, offset = tmp_path / "tokens", tmp_path / "offset"
    tokens.write_text("first-token\nDEMO-0002 second-token\n", encoding="ascii")
    flags = ("--terminal-token-file", str(tokens), "--clock-offset", str(offset))
    with running(tmp_path / "sandbox.db", *flags) as (_, url):
        terminal, second = make_terminal(url, "first-token"), make_terminal(url, "second-token")
        with terminal.session, second.session:
            code_url = terminal.order(1, [WATER], WATER_FEN, ZHANG).json()["code_url"]
            assert code_url.startswith(url)
            assert terminal.get("/v1/settlements/2026-11-23").json()["terminal_no"] == "DEMO-0001"
            assert second.get("/v1/settlements/2026-11-23").json()["terminal_no"] == "DEMO-0002"
            assert requests.get(f"{url}/v1/orders/{1:032x}", timeout=5).status_code == 401
            offset.write_text("301", encoding="ascii")
            assert terminal.state(1) == "closed"
            assert requests.post(code_url, timeout=5).status_code == 410


def test_a_token_alone_is_the_demo_terminals() -> None:
    assert terminals_in("abc\n\nDEMO-0009 def\n") == {"abc": "DEMO-0001", "def": "DEMO-0009"}
