# SPDX-License-Identifier: Apache-2.0
"""What `check` finds and what `preview` draws, with the real kiosk and player."""

from pathlib import Path

import pytest
from PIL import Image

from central.publish import stumbles
from central.publish.__main__ import main
from central.publish.county import County
from tests.central.publish.conftest import COMMUNITY, COUNTY, notice, picture

BOTH = {
    "title": {"zh": "停水", "en": "No water"},
    "body": {"zh": "请储水。", "en": "Store some."},
    "issuer": {"zh": "居委会", "en": "Community"},
    "valid_until": "2036-12-01T00:00:00+08:00",
}


def said(county: County, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["--county", str(county.folder), "--lang", "en", *arguments]) == code
    return capsys.readouterr().out


def test_a_draft_in_order_has_nothing_to_say(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    poster = tmp_path / "a.png"
    image = Image.new("RGB", (200, 100), "white")
    image.paste("black", (50, 20, 150, 80))
    image.save(poster)
    county.put(COMMUNITY, "notice", notice(**BOTH, image=county.add_media(COMMUNITY, poster).sha256))
    assert said(county, capsys, "check", "--strict", "--tenant", COMMUNITY) == "Checked: 0 errors, 0 warnings.\n"


def test_what_a_resident_would_stumble_on(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    grey = county.add_media(COMMUNITY, picture(tmp_path / "grey.png", "#777777"))
    long_title = {"zh": "关于" + "进一步加强和规范" * 8 + "的通知", "en": "x"}
    county.put(COMMUNITY, "notice", notice("lang", **{**BOTH, "title": long_title}))
    county.put(COMMUNITY, "notice", notice("bild", image=grey.sha256))
    answer = said(county, capsys, "check", "--tenant", COMMUNITY)
    assert "notices[bild]: no English: title, body, issuer" in answer
    assert "notices[bild]: it does not say until when" in answer
    assert "grey.png]: its contrast is 1.0:1" in answer
    assert "does not fit on the lobby display" in answer
    said(county, capsys, "check", "--strict", "--tenant", COMMUNITY, code=1)


def test_a_file_that_no_player_decodes_is_an_error(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    media = county.add_media(COMMUNITY, picture(tmp_path / "a.png", size=(300, 300)))
    file = county.workspace.draft_media(COMMUNITY, media.sha256)
    file.write_bytes(file.read_bytes()[:200])
    assert "error" in said(county, capsys, "check", "--tenant", COMMUNITY, code=1)


def test_an_item_without_materials(county: County):
    import tomllib

    from central.publish.demo import DEMO

    document = tomllib.loads((DEMO / "county.toml").read_text(encoding="utf-8"))
    service = {**document["services"][0], "materials": []}
    county.put(COUNTY, "category", document["categories"][0])
    county.put(COUNTY, "service", service)
    found = [one.en for one in stumbles.in_texts(county.draft(COUNTY))]
    assert any("no materials" in one for one in found)


def test_a_preview_is_what_the_screens_will_show(county: County, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    county.put(COMMUNITY, "notice", notice("eins", **BOTH))
    county.put(COMMUNITY, "notice", notice("zwei", **{**BOTH, "title": {"zh": "停电", "en": "No power"}}))
    out = tmp_path / "seen"
    said(county, capsys, "preview", "--tenant", COMMUNITY, "--out", str(out))
    names = {file.name for file in out.iterdir()}
    assert names == {
        "display-now.png", "display-eins.png", "display-zwei.png", "kiosk-start.png", "kiosk-notices.png",
        "kiosk-guide.png", "kiosk-eins.png", "kiosk-zwei.png",
    }  # fmt: skip
    for program in ("display", "kiosk"):
        one, other = (Image.open(out / f"{program}-{name}.png") for name in ("eins", "zwei"))
        assert one.size == other.size
        assert one.tobytes() != other.tobytes()
    said(county, capsys, "preview", "--tenant", COMMUNITY, "--out", str(out), "drei", code=1)
    assert county.verify() == ()
