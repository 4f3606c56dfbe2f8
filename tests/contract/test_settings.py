# SPDX-License-Identifier: Apache-2.0
"""One model is the configuration, its schema and its words."""

from pathlib import Path

import pytest

from contract import settings
from contract.errors import InvalidSettings
from contract.money import yuan
from contract.settings import SHIPPED, load


def _with(tmp_path: Path, *layers: str) -> list[Path]:
    paths = [SHIPPED]
    for number, text in enumerate(layers):
        path = tmp_path / f"{number}.toml"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def test_later_layers_win_key_by_key(tmp_path: Path) -> None:
    settings = load(
        _with(
            tmp_path,
            '[kiosk]\nidle_s = 90\n[device.a]\nkind = "resident_id"\nport = "/dev/a"',
            '[kiosk.panel]\nwidth_mm = 344\n[device.a]\nport = "/dev/b"',
        )
    )
    assert settings.kiosk.idle_s == 90
    assert settings.kiosk.warning_s == 20
    assert settings.kiosk.panel.width_mm == 344
    assert settings.device["a"].port == "/dev/b"
    assert settings.device["a"].kind == "resident_id"


def test_only_the_sites_own_file_may_be_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SITE", tmp_path / "site.toml")
    assert load([SHIPPED, tmp_path / "site.toml"]) == load([SHIPPED])
    with pytest.raises(InvalidSettings, match=r"typo\.toml: No such file"):
        load([SHIPPED, tmp_path / "typo.toml"])


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidSettings, match="not UTF-8"):
        load([SHIPPED, tmp_path / "a.toml"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[kiosk]\nwarning_s = 5", "warning_s"),
        ("[terminal]\nplace = { zh = 1 }", "terminal.place.zh"),
        ('[paths]\nclock_offset = "/tmp/x"', "sandbox profile"),
        ("[kiosk.panle]\n", "did you mean kiosk.panel?"),
        ("zzz = 1", "known here: content, device, kiosk"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InvalidSettings, match=words.replace("?", r"\?")):
        load(_with(tmp_path, text))


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (28640, "286.40"), (123456789, "1,234,567.89")])
def test_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text
