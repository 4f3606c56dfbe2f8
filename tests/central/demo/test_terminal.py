# SPDX-License-Identifier: Apache-2.0
"""Where the demo's files stand: its ports are its own, and so is a folder that is kept."""

import socket
import stat
import tempfile
from pathlib import Path

import pytest

from central.demo.errors import Missing
from central.demo.running.screen import Screen
from central.demo.running.terminal import HOST, SOCKET_PATH_ROOM, place

MANY = 300


def test_only_its_owner_gets_in_and_nothing_stays() -> None:
    with place() as here:
        assert stat.S_IMODE(here.run.stat().st_mode) == 0o700
    assert not here.run.exists()


def test_nobody_else_is_given_a_port_before_its_server_has_it_or_while_it_is_away() -> None:
    with place() as here:
        port = here.ports.platform
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((HOST, port), timeout=1)
            given = [socket.create_server((HOST, 0)) for _ in range(MANY)]
            assert port not in {server.getsockname()[1] for server in given}
            for server in given:
                server.close()
            with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
                stranger.bind((HOST, port))
            with socket.create_server((HOST, port)), socket.create_connection((HOST, port), timeout=1):
                pass


def test_a_kept_folder_stays_and_serves_one_demo_at_a_time(tmp_path: Path) -> None:
    kept = tmp_path / "new" / "kept"
    for _ in range(2):
        with place(kept) as here:
            assert here.root == kept
            with pytest.raises(Missing, match="another demo is using"), place(kept):
                raise AssertionError("two demos in one folder")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert here.state.is_dir()
    assert not here.run.exists()


def test_a_path_too_long_for_sockets_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("long" * (SOCKET_PATH_ROOM // 4))
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with pytest.raises(Missing, match="too long"), place():
        raise AssertionError("no socket fits there")
    assert list(deep.iterdir()) == []


def test_what_a_kept_log_says_of_an_earlier_screen_is_not_its_number(tmp_path: Path) -> None:
    log = tmp_path / "screen-kiosk.log"
    log.write_text("77\n")
    screen = Screen("kiosk", (320, 480), tmp_path)
    with pytest.raises(Missing, match="number"):
        _ = screen.display
    assert "-displayfd" in screen.program({}).command()
    assert ":77" not in screen.program({}).command()
    with log.open("a") as more:
        more.write("(EE) a word\n5\n6\n")
    assert screen.display == ":5"
    assert ":5" in screen.program({}).command()
