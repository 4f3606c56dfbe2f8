# SPDX-License-Identifier: Apache-2.0
"""The tour's report is true whenever and however the tour ends."""

import json
from pathlib import Path

import pytest
from PIL import Image

from central.demo.errors import StepFailed
from central.demo.visit.report import Report


def photograph() -> Image.Image:
    return Image.new("RGB", (108, 192), "#F7F4EE")


def quiet(_line: str) -> None:
    pass


def written(out: Path) -> dict[str, object]:
    document = json.loads((out / "tour.json").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def test_a_whole_tour_is_ok_and_every_step_has_its_picture(tmp_path: Path) -> None:
    report = Report(tmp_path, photograph, quiet)
    with report.step("start-page"):
        pass
    with report.step("pay"):
        report.payment = {"id": "ab" * 16, "amount_fen": 11822, "state": "succeeded"}
        report.keep_receipt(b"png", "合计 ￥118.22\n")
    report.finish()
    document = written(tmp_path)
    assert document["ok"] is True
    assert document["payment"] == {"id": "ab" * 16, "amount_fen": 11822, "state": "succeeded"}
    assert document["receipt"] == {"png": "receipt.png", "text": "合计 ￥118.22\n"}
    steps = document["steps"]
    assert isinstance(steps, list)
    assert [step["screenshot"] for step in steps] == ["01-start-page.png", "02-pay.png"]
    assert all((tmp_path / step["screenshot"]).exists() for step in steps)
    assert (tmp_path / "receipt.txt").read_text(encoding="utf-8") == "合计 ￥118.22\n"


def test_the_lobbys_picture_stands_beside_the_kiosks(tmp_path: Path) -> None:
    report = Report(tmp_path, photograph, quiet)
    with report.step("start-page"):
        pass
    with report.step("emergency-raised"):
        report.keep_lobby(Image.new("RGB", (192, 108), "#A3201B"))
        report.keep_picture("phone", Image.new("RGB", (37, 74)))
    steps = written(tmp_path)["steps"]
    assert isinstance(steps, list)
    assert [step["lobby"] for step in steps] == [None, "02-emergency-raised-lobby.png"]
    for name in ("02-emergency-raised.png", "02-emergency-raised-lobby.png", "02-emergency-raised-phone.png"):
        assert (tmp_path / name).exists()


def test_a_failing_step_is_written_with_its_reason_and_picture(tmp_path: Path) -> None:
    report = Report(tmp_path, photograph, quiet)
    with report.step("start-page"):
        pass
    with pytest.raises(StepFailed), report.step("pay"):
        raise StepFailed("no code on the screen within 10 s")
    document = written(tmp_path)
    assert document["ok"] is False
    steps = document["steps"]
    assert isinstance(steps, list)
    assert steps[1]["ok"] is False
    assert steps[1]["reason"] == "no code on the screen within 10 s"
    assert (tmp_path / "02-pay.png").exists()


def test_an_interrupted_tour_says_so(tmp_path: Path) -> None:
    report = Report(tmp_path, photograph, quiet)
    with pytest.raises(KeyboardInterrupt), report.step("pay"):
        raise KeyboardInterrupt
    steps = written(tmp_path)["steps"]
    assert isinstance(steps, list)
    assert steps[0]["reason"] == "interrupted"


def test_a_tour_that_has_not_ended_is_not_ok(tmp_path: Path) -> None:
    report = Report(tmp_path, photograph, quiet)
    assert written(tmp_path)["ok"] is False
    with report.step("start-page"):
        pass
    assert written(tmp_path)["ok"] is False


def test_pictures_of_an_earlier_tour_are_gone(tmp_path: Path) -> None:
    for name in ("07-old.png", "107-old.png", "mine.png"):
        (tmp_path / name).write_bytes(b"")
    Report(tmp_path, photograph, quiet)
    assert not (tmp_path / "07-old.png").exists()
    assert not (tmp_path / "107-old.png").exists()
    assert (tmp_path / "mine.png").exists()


def test_a_missing_screen_does_not_hide_the_reason(tmp_path: Path) -> None:
    def no_screen() -> Image.Image:
        raise OSError("no display")

    report = Report(tmp_path, no_screen, quiet)
    with pytest.raises(StepFailed), report.step("start"):
        raise StepFailed("xvfb ended with 1")
    steps = written(tmp_path)["steps"]
    assert isinstance(steps, list)
    assert steps[0]["screenshot"] is None
    assert steps[0]["reason"] == "xvfb ended with 1"
