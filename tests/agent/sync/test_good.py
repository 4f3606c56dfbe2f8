# SPDX-License-Identifier: Apache-2.0
"""The way it goes nearly always, from a plain nginx: everything arrives, and little is asked."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.content import Line, MediaItem, Programme
from contract.release import CURRENT
from contract.tenant import feed_path
from tests.agent.sync.conftest import Terminal
from tests.agent.sync.county import COMMUNITY, COUNTY, STREET, County, alert, editor, media, notice, picture
from tests.agent.sync.hosts import Nginx, nginx


@pytest.fixture
def web(county: County, tmp_path: Path) -> Iterator[Nginx]:
    with nginx(county.site, tmp_path / "nginx") as running:
        yield running


@pytest.fixture
def terminal(county: County, web: Nginx, tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path / "terminal", web.url, county.root_bytes)
    yield terminal
    terminal.restart()


def test_an_unchanged_look_costs_little(county: County, web: Nginx, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("n"),), pictures=[picture(1, 5_000)])
    county.alerts(COUNTY, alert("a"))
    county.publish()
    terminal.looks_well()
    before = len(web.requests())
    for restarted in (False, True):
        if restarted:
            terminal.restart()
        terminal.looks_well()
    asked = web.requests()[before:]
    assert len(asked) == 4
    for look in (asked[:2], asked[2:]):
        assert [path for path, _, _ in look] == ["/metadata/2.root.json", "/metadata/timestamp.json"]
        assert sum(size for _, _, size in look) <= 1_000


def test_a_change_costs_its_own_bytes(county: County, web: Nginx, terminal: Terminal) -> None:
    for tenant in (COUNTY, STREET):
        county.feed(tenant, notices=(notice("n"),), pictures=[picture(len(tenant), 50_000)])
    county.publish()
    terminal.looks_well()
    before = len(web.requests())
    fresh = picture(3, 70_000)
    county.feed(STREET, notices=(notice("n"),), pictures=[picture(len(STREET), 50_000), fresh])
    county.publish()
    terminal.looks_well()
    assert sum(size for _, _, size in web.requests()[before:]) <= 1.1 * len(fresh) + 30_000


def test_three_levels_become_one_release(county: County, terminal: Terminal) -> None:
    poster = picture(1, 3_000)
    county.feed(COUNTY, notices=(notice("c"),))
    items = (MediaItem(sha256=media(poster).sha256),)
    programme = Programme(programme_id="p", name=Line(zh="白天"), items=items)
    county.feed(COMMUNITY, notices=(notice("m"),), pictures=[poster], programmes=(programme,))
    county.publish()
    health = terminal.looks_well()
    release = terminal.release()
    assert [source.tenant for source in release.sources] == [COUNTY, STREET, COMMUNITY]
    assert terminal.notices() == {"c", "m"}
    assert terminal.content.media(media(poster).sha256).read_bytes() == poster
    assert [released.programme for released in release.programmes] == [programme]
    assert (health.release_id, health.made_at) == (release.release_id, release.made_at)
    assert health.checked_at is not None


def test_the_same_content_is_the_same_release(county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    first = terminal.looks_well().release_id
    stamp = terminal.content.stamp()
    terminal.restart()
    county.sign_timestamp()
    assert terminal.looks_well().release_id == first
    assert terminal.content.stamp() == stamp
    county.feed(COUNTY, notices=(notice("other"),))
    county.publish()
    assert terminal.looks_well().release_id != first
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    assert terminal.looks_well().release_id == first
    assert terminal.content.stamp() != stamp


def test_the_release_before_stays_whole_and_older_ones_go(county: County, terminal: Terminal) -> None:
    releases, pictures = [], [picture(seed, 2_000) for seed in range(4)]
    for content in pictures:
        county.feed(COUNTY, pictures=[content])
        county.publish()
        releases.append(terminal.looks_well().release_id)
    terminal.looks_well()
    root = terminal.content.root
    assert {path.name for path in (root / "releases").iterdir()} == set(releases[-2:])
    assert Path(root / CURRENT).readlink() == Path("releases") / releases[-1]
    stored = {path.name for path in (root / "store").glob("*/*")}
    assert stored == {hashlib.sha256(content).hexdigest() for content in pictures[-2:]}


def test_names_never_collide(county: County, terminal: Terminal) -> None:
    """Two Chinese names whose ASCII rests are equal, two equal names, and one content under two names."""
    contents = [picture(seed, 1_000 + seed) for seed in range(4)]
    named = [media(c, name) for c, name in zip(contents, ("菜单.png", "通知.png", "同名.png", "同名.png"), strict=True)]
    county.feed(COUNTY, pictures=contents, media=tuple(named))
    county.feed(STREET, pictures=[contents[0]], media=(media(contents[0], "另名.png"),))
    county.publish()
    terminal.looks_well()
    for content, entry in zip(contents, named, strict=True):
        assert terminal.content.media(entry.sha256).read_bytes() == content
    assert len(terminal.release().media) == 4


def test_a_download_goes_on_where_it_stopped(county: County, web: Nginx, terminal: Terminal) -> None:
    content = picture(1, 300_000)
    entry = media(content)
    county.feed(COUNTY, pictures=[content])
    county.publish()
    place = terminal.content.media(entry.sha256)
    place.parent.mkdir(parents=True)
    place.with_name(place.name + ".part").write_bytes(content[:200_000])
    terminal.looks_well()
    (path, status, size) = next(line for line in web.requests() if entry.sha256 in line[0])
    assert (status, size) == (206, 100_000), path
    assert place.read_bytes() == content


@pytest.mark.parametrize("part", [b"\0" * 200_000, b"x" * 400_000, b"x" * 300_000], ids=["wrong", "too long", "whole"])
def test_a_wrong_beginning_is_thrown_away_and_fetched_anew_once(
    part: bytes, county: County, web: Nginx, terminal: Terminal
) -> None:
    content = picture(1, 300_000)
    entry = media(content)
    county.feed(COUNTY, pictures=[content])
    county.publish()
    place = terminal.content.media(entry.sha256)
    place.parent.mkdir(parents=True)
    place.with_name(place.name + ".part").write_bytes(part)
    terminal.looks_well()
    assert [line for line in web.requests() if entry.sha256 in line[0]][-1][1:] == (200, 300_000)
    assert place.read_bytes() == content


def test_media_that_somebody_removed_come_back(county: County, terminal: Terminal) -> None:
    content = picture(1, 3_000)
    county.feed(COUNTY, pictures=[content])
    county.publish()
    terminal.looks_well()
    place = terminal.content.media(media(content).sha256)
    for harm in (place.unlink, lambda: os.truncate(place, 10)):
        harm()
        terminal.begun().look()
        assert place.read_bytes() == content


def test_a_level_s_small_news_do_not_wait_for_another_level_s_video(
    county: County, terminal: Terminal, web: Nginx
) -> None:
    terminal.looks_well()
    county.feed(COUNTY, notices=(notice("with-video"),), pictures=[picture(1, 3_000)])
    county.feed(COMMUNITY, notices=(notice("small"),))
    county.publish()
    county.target_file(*_media_of(county, COUNTY)).unlink()
    terminal.fails("contentIncomplete")
    assert terminal.notices() == {"small"}


def _media_of(county: County, tenant: str) -> tuple[str, str]:
    role = editor(tenant)
    return next(path for path in county.files[role] if path != feed_path(tenant)), role


def test_a_withdrawn_feed_goes(county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("c"),))
    county.feed(STREET, notices=(notice("s"),))
    county.publish()
    terminal.looks_well()
    county.files[editor(STREET)].clear()
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"c"}


def test_another_tenant_is_another_lineage(county: County, terminal: Terminal) -> None:
    for tenant in (COUNTY, STREET, COMMUNITY):
        county.feed(tenant, notices=(notice(f"n{len(tenant)}"),))
        county.alerts(tenant, alert(f"a{len(tenant)}"))
    county.publish()
    terminal.looks_well()
    terminal.restart()
    terminal.tenant = STREET
    terminal.looks_well()
    assert terminal.release().tenant == STREET
    assert terminal.notices() == {"n6", "n10"}
    assert terminal.alerts() == ["a6", "a10"]


def test_another_county_shares_nothing(county: County, terminal: Terminal, tmp_path: Path) -> None:
    county.feed(COUNTY, notices=(notice("first"),))
    county.alerts(COUNTY, alert("first"))
    county.publish()
    terminal.looks_well()
    before = terminal.release()
    terminal.restart()
    other = County(tmp_path / "other", (COUNTY,))
    other.feed(COUNTY, notices=(notice("second"),))
    other.publish()
    terminal.root, terminal.url = other.root_bytes, "http://127.0.0.1:1"
    terminal.fails("contentUnreachable")
    assert terminal.release() == before, "the display stays until there is something to show"
    assert terminal.alerts() == [], "a stranger's alerts do not"
    terminal.restart()
    with nginx(other.site, tmp_path / "nginx2") as web:
        terminal.url = web.url
        terminal.looks_well()
        assert terminal.notices() == {"second"}
        terminal.restart()


def test_state_that_was_lost_shrinks_no_release(county: County, terminal: Terminal) -> None:
    """Sync's own folder is gone and one level cannot be read: its notices stay all the same."""
    county.feed(COUNTY, notices=(notice("c"),))
    county.feed(STREET, notices=(notice("s"),))
    county.publish()
    terminal.looks_well()
    terminal.restart()
    for path in sorted(terminal.sync.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    county.target_file(feed_path(STREET), editor(STREET)).unlink()
    terminal.fails("contentIncomplete")
    assert terminal.notices() == {"c", "s"}


@pytest.mark.parametrize("victim", ["timestamp.json", "snapshot.json", "targets.json", "330106-001.json", "root.json"])
def test_metadata_cut_to_nothing_by_a_power_cut_recover(victim: str, county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    terminal.looks_well()
    terminal.restart()
    cache = next(terminal.sync.glob("*/cache"))
    place = cache / victim
    if place.is_symlink():
        place.unlink()
        os.truncate(cache / "root_history" / "1.root.json", 0)
    place.write_bytes(b"")
    terminal.looks_well()
    county.feed(COUNTY, notices=(notice("next"),))
    county.publish()
    terminal.looks_well()
    assert terminal.notices() == {"next"}


def test_kept_feeds_that_the_disk_spoilt_are_fetched_anew(county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    terminal.looks_well()
    terminal.restart()
    for name in ("feed.json", "alerts.json"):
        (next(terminal.sync.glob("*/levels/330106")) / name).write_bytes(b"{")
    terminal.looks_well()
    assert terminal.notices() == {"n"}


def test_a_release_that_the_disk_spoilt_is_made_anew(county: County, terminal: Terminal) -> None:
    county.feed(COUNTY, notices=(notice("n"),))
    county.publish()
    first = terminal.looks_well().release_id
    for harm in (lambda path: path.write_bytes(b"{"), lambda path: path.unlink()):
        harm(terminal.content.root / CURRENT / "release.json")
        looked = terminal.begun().look()
        assert looked.health.release_id == first
        assert terminal.notices() == {"n"}


def test_over_tls_with_a_certificate_that_is_trusted_or_not(
    county: County, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=linli", "-addext", "subjectAltName=IP:127.0.0.1"],
        check=True, capture_output=True,
    )  # fmt: skip
    county.feed(COUNTY, notices=(notice("n"),), pictures=[picture(1, 300_000)])
    county.publish()
    tls = f"ssl_certificate {certificate}; ssl_certificate_key {key};"
    with nginx(county.site, tmp_path / "tls", tls, " ssl") as web:
        terminal.url = web.url.replace("http:", "https:")
        terminal.fails("contentForeign")
        terminal.restart()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        terminal.looks_well()
        terminal.restart()
    assert terminal.notices() == {"n"}


def test_a_look_that_brings_nothing_new_writes_nothing(county: County, terminal: Terminal) -> None:
    """Every ten seconds, for years, on a flash disk."""

    def marks() -> dict[Path, tuple[int, int]]:
        places = [terminal.sync, terminal.content.root]
        places += [path for place in places for path in place.rglob("*")]
        return {path: (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in places}

    county.feed(COUNTY, notices=(notice("n-1"),), pictures=[picture(1, 5_000)])
    county.alerts(COMMUNITY, alert("a-1"))
    county.rotate("snapshot")
    county.publish()
    terminal.looks_well()
    terminal.looks_well()
    before = marks()
    for _ in range(3):
        terminal.looks_well()
    assert marks() == before
