# SPDX-License-Identifier: Apache-2.0
"""Demo and tour when something does not start: said with its log, written down, nothing left. The whole tour
itself runs as `make tour`."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.demo import play, tour
from central.demo.processes import Program, notified
from central.demo.terminal import LOBBY, Pace, Place, place, write_settings
from contract.settings import SHIPPED, load


def only_a_broken_program(*_args: object, **_options: object) -> Iterator[Program]:
    yield Program("broken", lambda: [sys.executable, "-c", "print('no such paper'); raise SystemExit(3)"], notified)


@pytest.fixture
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where demo and tour put their directories; short, for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="t"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_tour_that_cannot_start_is_written_down(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tour, "programs", only_a_broken_program)
    assert tour.main(["--out", str(tmp_path / "out")]) == 1
    document = json.loads((tmp_path / "out" / "tour.json").read_text())
    assert document["ok"] is False
    assert document["steps"][0]["name"] == "start"
    assert document["steps"][0]["reason"] == "broken ended with 3 before it was ready"
    assert "no such paper" in (tmp_path / "out" / "logs.txt").read_text()
    assert "no such paper" in capsys.readouterr().err
    assert list(temporary.iterdir()) == []


def test_a_demo_that_cannot_start_says_why(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(play, "programs", only_a_broken_program)
    assert play.main([]) == 1
    error = capsys.readouterr().err
    assert "broken ended with 3" in error
    assert "no such paper" in error
    assert list(temporary.iterdir()) == []


def test_the_settings_are_those_that_the_terminal_reads(temporary: Path) -> None:
    with place() as here:
        write_settings(here, Pace(idle_s=12))
        settings = load([SHIPPED, here.config])
        assert settings.platform.url == here.platform_url
        assert settings.kiosk.idle_s == 12
        assert set(settings.device) == {"reader", "printer", "scanner"}
        assert settings.device["printer"].tcp_port == here.ports.printer
        assert settings.content.url == here.content_url
        assert settings.content.root_file == str(here.root_file)
        assert set(settings.signage) == {LOBBY}
        paths = (settings.paths.settings, settings.paths.content, settings.paths.sync, settings.paths.web)
        assert all(Path(path).is_relative_to(here.root) for path in paths)
    assert list(temporary.iterdir()) == []


def test_kept_files_outlive_the_demo(tmp_path: Path, temporary: Path) -> None:
    with place(tmp_path / "kept") as here:
        write_settings(here, Pace())
        sockets: Place = here
    assert (tmp_path / "kept" / "terminal.toml").exists()
    assert not sockets.run.exists()
