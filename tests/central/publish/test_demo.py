# SPDX-License-Identifier: Apache-2.0
"""The demo county: complete, true to its files, and never out of date."""

from datetime import timedelta
from pathlib import Path

import pytest

from central.publish import media
from central.publish.county import County
from central.publish.demo import CLIP, DEMO, publish_demo_county
from contract.content import MediaItem
from tests.central.publish.conftest import COMMUNITY, COUNTY, STREET, MovedClock


@pytest.fixture
def demo(tmp_path: Path, clock: MovedClock) -> County:
    return publish_demo_county(tmp_path / "county", clock)


def test_it_verifies_and_has_everything(demo: County):
    assert demo.verify() == ()
    feeds = [demo.draft(tenant) for tenant in (COUNTY, STREET, COMMUNITY)]
    assert [len(feed.notices) for feed in feeds] == [4, 4, 4]
    assert len(feeds[0].categories) == 6
    services = feeds[0].services
    assert len(services) == 12
    assert {service.category_id for service in services} == {one.category_id for one in feeds[0].categories}
    assert [programme.default for programme in feeds[2].programmes] == [True, False]
    assert any(isinstance(item, MediaItem) for item in feeds[2].programmes[0].items)
    for service in services:
        assert service.initials
        assert service.materials
        assert service.catalog_code
        assert service.link_way is not None
        assert service.supervise_way is not None
        assert service.transact_addr is not None
        assert service.transact_time is not None


def test_every_text_is_in_both_languages(demo: County):
    for tenant in demo.tenants:
        _both(demo.workspace.draft_file(tenant).read_bytes())


def _both(data: bytes) -> None:
    import json

    def look(value: object) -> None:
        if isinstance(value, dict):
            if "zh" in value:
                assert value["en"], value
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(json.loads(data))


def test_it_is_as_fresh_in_ten_years(tmp_path: Path):
    clock = MovedClock(ahead=timedelta(days=3650))
    county = publish_demo_county(tmp_path / "later", clock)
    for tenant in county.tenants:
        for notice in county.draft(tenant).notices:
            assert timedelta() < clock.now() - notice.published_at < timedelta(days=30)
            assert notice.valid_until is None or notice.valid_until > clock.now()


def test_it_needs_no_ffmpeg(tmp_path: Path, clock: MovedClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    county = publish_demo_county(tmp_path / "county", clock)
    (film,) = (one for one in county.draft(COMMUNITY).media if one.media_type.is_video)
    assert (film.width, film.height, film.seconds) == (CLIP.width, CLIP.height, CLIP.seconds)


def test_the_clip_is_what_is_said_of_it():
    assert media.inspect(DEMO / "media" / "yi-tian.mp4", "clip") == CLIP


def test_media_are_small():
    files = list((DEMO / "media").iterdir())
    assert len(files) == 5
    assert all(file.stat().st_size < 400_000 for file in files)
