# SPDX-License-Identifier: Apache-2.0
"""Demo and tour when something does not start: said with its log, written down, nothing left. The whole tour
itself runs as `make tour`."""

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image

from central.demo import hall, play, tour
from central.demo.errors import StepFailed
from central.demo.hall import Hall
from central.demo.running.processes import Program, notified
from central.demo.running.terminal import HOST, LOBBY, Pace, Place, place, write_settings
from central.demo.stories import STORIES
from central.demo.stories.story import Step, Story
from central.demo.visit.report import Report
from central.demo.visit.visit import Visit
from contract.settings import SHIPPED, load
from contract.text import LocalText


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
    monkeypatch.setattr(hall, "programs", only_a_broken_program)
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
    monkeypatch.setattr(hall, "programs", only_a_broken_program)
    assert play.main([]) == 1
    error = capsys.readouterr().err
    assert "broken ended with 3" in error
    assert "no such paper" in error
    assert list(temporary.iterdir()) == []


def test_the_settings_are_those_that_the_terminal_reads(temporary: Path) -> None:
    with place() as here:
        write_settings(here, Pace(idle_s=12))
        settings = load([SHIPPED, here.config])
        assert settings.platform.url == f"http://{HOST}:{here.ports.platform_line}"
        assert settings.kiosk.idle_s == 12
        assert set(settings.device) == {"reader", "printer", "scanner"}
        assert settings.device["printer"].tcp_port == here.ports.printer
        assert settings.content.url == f"http://{HOST}:{here.ports.content_line}"
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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, list[str]]]:
    """How many steps and which stories each tour was to have; nothing is started."""
    tours: list[tuple[int, list[str]]] = []

    def go(_out: Path, _keep: Path | None, steps: Sequence[object], stories: Sequence[Story]) -> bool:
        tours.append((len(steps), [story.name for story in stories]))
        return True

    monkeypatch.setattr(tour, "go", go)
    return tours


NAMES = [story.name for story in STORIES]


@pytest.mark.parametrize(
    ("options", "steps", "stories"),
    [
        ([], len(tour.STEPS), []),
        (["--stories"], len(tour.STEPS), NAMES),
        (["--only-stories"], 0, NAMES),
        (["--only-stories", "crash", "pay"], 0, ["crash", "pay"]),
        (["--stories", "--only-stories", "paper"], 0, ["paper"]),
    ],
)
def test_what_a_tour_consists_of(
    asked: list[tuple[int, list[str]]], options: list[str], steps: int, stories: list[str]
) -> None:
    assert tour.main(["--out", "anywhere", *options]) == 0
    assert asked == [(steps, stories)]


def test_a_story_that_nobody_knows(asked: list[tuple[int, list[str]]], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tour.main(["--out", "anywhere", "--only-stories", "papers"])
    assert "paper" in capsys.readouterr().err
    assert asked == []


def test_the_whole_tour_ends_within_ten_minutes() -> None:
    assert tour.LONGEST_S < 600


def test_every_step_of_a_story_is_written_down_until_one_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_visit: Visit) -> None:
        raise StepFailed("no slip")

    words = LocalText(zh="故事", en="A story")
    steps = (Step(words, lambda _visit: None, on_lobby=True), Step(words, fails), Step(words, fails))
    picture = Image.new("RGB", (9, 9))
    monkeypatch.setattr(tour, "set_scene", lambda _visit: None)
    around = SimpleNamespace(world=SimpleNamespace(lobby=SimpleNamespace(picture=lambda: picture)))
    report = Report(tmp_path, lambda: picture, lambda _line: None)
    with pytest.raises(StepFailed):
        tour.tell(Story("two-words", words, words, steps), cast("Hall", around), report)
    told = [(step.name, step.ok, step.lobby is not None) for step in report.steps]
    assert told == [
        ("story-two-words-scene", True, False),
        ("story-two-words-1", True, True),
        ("story-two-words-2", False, False),
    ]
