# SPDX-License-Identifier: Apache-2.0
"""Hosts that fail, lie or are somebody else: the last good content stays byte for byte."""

import json
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import TargetFile

from contract.content import MAX_FEED_BYTES
from contract.tenant import feed_path, media_path
from tests.agent.sync.conftest import PATIENT, Terminal
from tests.agent.sync.county import (
    COMMUNITY,
    COUNTY,
    STREET,
    County,
    alert,
    editor,
    media,
    moment_now,
    notice,
    picture,
)
from tests.agent.sync.hosts import Answer, BadHost

PORTAL = Answer(200, b"<!DOCTYPE html><html>Please log in</html>", {"Content-Type": "text/html"})


@pytest.fixture
def settled(county: County, terminal: Terminal) -> Terminal:
    """A terminal with content and an alert; the county has published something newer since."""
    county.feed(COUNTY, notices=(notice("old"),), pictures=[picture(1, 5_000)])
    county.alerts(STREET, alert("a-1"))
    county.publish()
    terminal.looks_well()
    county.feed(COUNTY, notices=(notice("new"),), pictures=[picture(2, 5_000)])
    county.publish()
    return terminal


def _recovers(settled: Terminal, host: BadHost) -> None:
    host.rules.clear()
    settled.clock.skipped_s += 4_000
    settled.looks_well()
    assert settled.notices() == {"new"}
    assert settled.alerts() == ["a-1"]


def _tampered(path: Path, change: Callable[[bytes], bytes]) -> Answer:
    return Answer(200, change(path.read_bytes()))


BAD_ANSWERS = {
    "portal": (r".", PORTAL, "contentForeign"),
    "portal that redirects": (r".", Answer(302, b"", {"Location": "http://192.0.2.1/login"}), "contentForeign"),
    "proxy wants a password": (r".", Answer(407, b"no"), "contentForeign"),
    "somebody else's folder": (r".", Answer(404, b"no"), "contentForeign"),
    "server error": (r".", Answer(503, b"{}"), "contentUnreachable"),
    "no documents": (r"timestamp", Answer(200, b"hello"), "contentInvalid"),
    "no metadata": (r"timestamp", Answer(200, b'{"signed": 1}'), "contentInvalid"),
    "endless metadata": (r"timestamp", Answer(200, b"{" + b" " * 70_000), "contentTooLarge"),
    "connection breaks in metadata": (r"snapshot", Answer(cut_after=40), "contentUnreachable"),
    "connection breaks in the head": (
        r"timestamp",
        Answer(headers={"Content-Length": "99999"}, cut_after=10),
        "contentUnreachable",
    ),
    "encoded on the way": (r"timestamp", Answer(headers={"Content-Encoding": "gzip"}), "contentForeign"),
    "metadata is missing": (r"targets\.json", Answer(404, b"no"), "contentIncomplete"),
    "feed is missing": (r"330106/[^/]*feed", Answer(404, b"no"), "contentIncomplete"),
    "media are missing": (r"targets/330106/[0-9a-f.]*$", Answer(404, b"no"), "contentIncomplete"),
    "portal for files only": (r"targets/", PORTAL, "contentForeign"),
    "truncated feed": (r"330106/[^/]*feed", Answer(200, b'{"tenant"'), "contentIncomplete"),
    "dripped timestamp": (r"timestamp", Answer(drip_s=0.05), "contentUnreachable"),
    "dripped head": (r"timestamp", Answer(drip_s=0.05, drip_head=True), "contentUnreachable"),
    "dripped head of a file": (r"330106/[^/]*feed", Answer(drip_s=0.05, drip_head=True), "contentUnreachable"),
    "silence": (r"timestamp", Answer(hold=threading.Event()), "contentUnreachable"),
    "dripped feed": (r"330106/[^/]*feed", Answer(drip_s=0.2), "contentUnreachable"),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_bad_answers_change_nothing(name: str, settled: Terminal, host: BadHost) -> None:
    pattern, answer, code = BAD_ANSWERS[name]
    host.rule(pattern, answer)
    before = settled.shown()
    if answer.drip_s or answer.hold:
        settled.in_a_hurry()
    settled.fails(code)
    assert settled.shown() == before
    settled.restart()
    settled.fails(code)
    assert settled.shown() == before
    settled.in_no_hurry()
    _recovers(settled, host)


@pytest.mark.parametrize("name", ["timestamp.json", "2.targets.json", "330106-001.json"])
def test_metadata_that_was_touched_are_not_believed(
    name: str, settled: Terminal, host: BadHost, county: County
) -> None:
    newest = max((county.site / "metadata").glob(f"*{name.removeprefix('2.')}"))
    signed = json.loads(newest.read_bytes())
    signed["signed"]["x-mark"] = "touched"
    if "001" in name:
        shutil.rmtree(settled.sync / settled_county(settled) / "cache")
    host.rule(newest.name.replace(".", r"\."), Answer(200, json.dumps(signed).encode()))
    before = settled.shown()
    settled.fails("contentUntrusted")
    if "001" not in name:
        assert settled.shown() == before
    assert settled.alerts() == ["a-1"]
    _recovers(settled, host)


def settled_county(terminal: Terminal) -> str:
    return next(path.name for path in terminal.sync.iterdir() if path.is_dir())


@pytest.mark.parametrize("which", ["feed", "media"])
def test_files_that_were_touched_are_not_taken(which: str, settled: Terminal, host: BadHost, county: County) -> None:
    paths = county.files["targets"]
    path = feed_path(COUNTY) if which == "feed" else next(path for path in paths if path != feed_path(COUNTY))
    place = county.target_file(path, "targets")
    host.rule(place.name.replace(".", r"\."), _tampered(place, lambda content: content[:-2] + b"!!"))
    before = settled.shown()
    settled.fails("contentUntrusted")
    assert settled.shown() == before
    asked = len(host.requests)
    settled.fails("contentUntrusted")
    assert not any(place.name in path for path in host.requests[asked:]), "it was fetched again at once"
    _recovers(settled, host)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root"])
def test_expired_signatures_stop_updates_and_not_the_display(
    role: str, settled: Terminal, host: BadHost, county: County
) -> None:
    before = settled.shown()
    county.expires[role] = moment_now() - timedelta(days=1)
    if role == "root":
        county.rotate()
    county.publish()
    settled.fails("contentExpired")
    assert settled.shown() == before
    del county.expires[role]
    if role == "root":
        county.rotate()
    county.publish()
    _recovers(settled, host)


def test_one_level_expired_holds_back_only_itself(settled: Terminal, county: County) -> None:
    county.feed(COMMUNITY, notices=(notice("late"),))
    county.expires[editor(COMMUNITY)] = moment_now() - timedelta(days=1)
    county.alerts(COUNTY, alert("a-2"))
    county.publish()
    settled.fails("contentExpired")
    assert settled.notices() == {"new"}
    assert settled.alerts() == ["a-2", "a-1"]


@pytest.mark.parametrize("slow", [COUNTY, STREET, COMMUNITY])
def test_a_level_whose_feed_only_drips_holds_back_no_other(
    slow: str, settled: Terminal, host: BadHost, county: County
) -> None:
    settled.looks_well()
    others = [tenant for tenant in (COUNTY, STREET, COMMUNITY) if tenant != slow]
    for tenant in (COUNTY, STREET, COMMUNITY):
        county.feed(tenant, notices=(notice(f"at-{len(tenant)}"),))
    county.publish()
    host.rule(rf"targets/{slow}/[^/]*feed", Answer(drip_s=0.05))
    settled.in_a_hurry()
    settled.limits = PATIENT
    for _ in range(2):
        settled.look()
    assert {f"at-{len(tenant)}" for tenant in others} <= settled.notices()
    assert f"at-{len(slow)}" not in settled.notices()


def test_a_clock_far_ahead_is_named_and_the_display_stays(settled: Terminal, host: BadHost) -> None:
    before = settled.shown()
    settled.clock.offset = timedelta(days=800)
    settled.fails("clockWrong")
    assert settled.shown() == before
    settled.clock.offset = timedelta(0)
    _recovers(settled, host)


def test_a_clock_far_ahead_without_a_hint_is_expired_content(settled: Terminal, host: BadHost) -> None:
    host.rule(r".", Answer(headers={"Date": "no date"}))
    settled.clock.offset = timedelta(days=800)
    settled.fails("contentExpired")


@pytest.mark.parametrize("wiped", [False, True], ids=["cache", "no cache"])
def test_an_older_folder_is_refused(
    wiped: bool, settled: Terminal, host: BadHost, county: County, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    shutil.copytree(county.site, old)
    county.feed(COUNTY, notices=(notice("newest"),))
    county.publish()
    settled.looks_well()
    before = settled.shown()
    settled.restart()
    if wiped:
        shutil.rmtree(settled.sync / settled_county(settled) / "cache")
    host.site = old
    settled.fails("contentRolledBack")
    assert settled.shown() == before
    host.site = county.site
    settled.looks_well()
    assert settled.shown() == before


def test_control_without_the_versions_seen_a_wiped_cache_rolls_back(
    settled: Terminal, host: BadHost, county: County, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    shutil.copytree(county.site, old)
    county.feed(COUNTY, notices=(notice("newest"),))
    county.publish()
    settled.looks_well()
    settled.restart()
    shutil.rmtree(settled.sync)
    host.site = old
    settled.look()
    assert settled.notices() == {"new"}, "the harm that the versions seen prevent did not happen: the test is blind"


def test_one_level_alone_rolled_back_is_refused(settled: Terminal, county: County) -> None:
    """As with a stolen online key: a valid new snapshot that names an old version of one level."""
    county.feed(COMMUNITY, notices=(notice("one"),))
    county.publish()
    settled.looks_well()
    settled.restart()
    shutil.rmtree(settled.sync / settled_county(settled) / "cache")
    county.versions[editor(COMMUNITY)] -= 1
    county.sign_snapshot()
    before = settled.shown()
    settled.fails("contentRolledBack")
    assert settled.shown() == before


def test_snapshot_and_timestamp_that_do_not_belong_together(settled: Terminal, county: County) -> None:
    before = settled.shown()
    newest = county.versions["snapshot"]
    older = (county.site / "metadata" / f"{newest - 1}.snapshot.json").read_bytes()
    (county.site / "metadata" / f"{newest}.snapshot.json").write_bytes(older)
    settled.fails("contentRolledBack")
    assert settled.shown() == before


def test_an_older_root_is_refused_when_the_cache_is_gone(settled: Terminal, county: County) -> None:
    county.rotate()
    county.publish()
    settled.looks_well()
    settled.restart()
    shutil.rmtree(settled.sync / settled_county(settled) / "cache")
    (county.site / "metadata" / "2.root.json").unlink()
    settled.fails("contentRolledBack")


def test_new_online_keys_let_versions_begin_anew(settled: Terminal, county: County) -> None:
    """Recovery when somebody with the old online key signed a version near the end of all numbers."""
    settled.looks_well()
    county.versions["timestamp"] = 2_000_000_000
    county.sign_timestamp()
    settled.looks_well()
    county.rotate("timestamp", "snapshot")
    county.versions.update(timestamp=1, snapshot=1)
    county.feed(COUNTY, notices=(notice("recovered"),))
    county.publish()
    settled.looks_well()
    assert settled.notices() == {"recovered"}


def test_a_huge_feed_is_refused_before_its_first_byte(settled: Terminal, host: BadHost, county: County) -> None:
    before = settled.shown()
    huge = b'{"tenant": "330106", "x": "' + b"x" * (10_000_000 - 29) + b'"}'
    county.files["targets"] = {feed_path(COUNTY): huge}
    county.publish()
    settled.fails("contentTooLarge")
    assert settled.shown() == before
    assert len(huge) > MAX_FEED_BYTES
    assert not any("330106/" in path and path.count("/") == 3 and "feed" in path for path in host.requests[-4:])


@pytest.mark.parametrize(
    "content", [b"no JSON", b"{}", b'{"tenant": "330106/001"}', b'{"tenant":' + b"[" * 100_000, b"\xff\xfe"]
)
def test_a_signed_feed_that_is_no_feed_is_refused(content: bytes, settled: Terminal, county: County) -> None:
    before = settled.shown()
    county.files["targets"] = {feed_path(COUNTY): content}
    county.publish()
    settled.fails("contentInvalid")
    assert settled.shown() == before


def test_a_feed_of_another_level_is_refused(settled: Terminal, county: County) -> None:
    before = settled.shown()
    county.files["targets"] = {feed_path(COUNTY): county.files[editor(STREET)][feed_path(STREET)]}
    county.publish()
    settled.fails("contentInvalid")
    assert settled.shown() == before


def test_media_that_are_no_picture_are_refused_though_signed(settled: Terminal, host: BadHost, county: County) -> None:
    before = settled.shown()
    wrong = b"GIF89a" + b"x" * 1_000
    county.feed(COUNTY, pictures=[wrong])
    county.publish()
    settled.fails("contentInvalid")
    assert settled.shown() == before
    asked = len(host.requests)
    settled.fails("contentInvalid")
    assert len(host.requests) - asked <= 3, "what stays wrong was fetched again"


def test_media_listed_and_not_signed_are_incomplete(settled: Terminal, county: County) -> None:
    before = settled.shown()
    county.feed(COUNTY, media=(media(picture(9, 900)),))
    county.publish()
    settled.fails("contentIncomplete")
    assert settled.shown() == before


def test_media_listed_with_another_size_are_refused(settled: Terminal, county: County) -> None:
    content = picture(9, 900)
    listed = media(content)
    before = settled.shown()
    county.feed(COUNTY, pictures=[content], media=(type(listed)(**{**_fields(listed), "size": 901}),))
    county.publish()
    settled.fails("contentInvalid")
    assert settled.shown() == before


def _fields(document: object) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize("digest", ["../../../../evil", "/etc/evil", "", "A" * 64, "a\r\nHost: evil"])
def test_a_signed_digest_is_never_a_way_out_of_the_folder(digest: str, settled: Terminal, county: County) -> None:
    before = settled.shown()
    files = sorted(path for path in settled.directory.parent.rglob("*") if "cache" not in path.parts)
    path = feed_path(COUNTY)
    county.signed_as = {path: TargetFile(10, {"sha256": digest}, path)}
    county.feed(COUNTY, notices=(notice("evil"),))
    county.publish()
    settled.fails("contentInvalid")
    assert settled.shown() == before
    after = sorted(path for path in settled.directory.parent.rglob("*") if "cache" not in path.parts)
    assert {path for path in set(after) - set(files) if county.site not in path.parents} == set()


def test_an_editor_cannot_sign_alerts_for_a_level_not_its_own(settled: Terminal, county: County) -> None:
    role = editor(COMMUNITY)
    county.files[role][media_path(COUNTY, "0" * 64)] = b"x"
    county.files[role][feed_path(STREET)] = county.files["targets"][feed_path(COUNTY)]
    county.publish()
    settled.looks_well()
    assert settled.notices() == {"new"}


def test_a_host_that_cannot_be_reached_and_comes_back(settled: Terminal, host: BadHost) -> None:
    before = settled.shown()
    settled.restart()
    there, settled.url = settled.url, "http://127.0.0.1:1"
    assert settled.fails("contentUnreachable").tries == 1
    assert settled.fails("contentUnreachable").tries == 2
    assert settled.shown() == before
    settled.restart()
    settled.url = there
    assert settled.looks_well().tries == 0


def test_no_root_no_look(county: County, terminal: Terminal, host: BadHost) -> None:
    county.alerts(COUNTY, alert("a-1"))
    county.publish()
    terminal.looks_well()
    for spoilt in (b"", b"{}", b"<html>", county.root_bytes.replace(b'"version":1', b'"version":9')):
        (terminal.directory / "root.json").write_bytes(spoilt)
        asked = len(host.requests)
        terminal.fails("noRoot")
        assert len(host.requests) == asked
        assert terminal.alerts() == ["a-1"]


def test_proxies_of_the_environment_are_not_asked(settled: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    settled.looks_well()


def test_a_feed_that_the_disk_has_spoilt_before_it_is_shown_is_fetched_anew(
    settled: Terminal, county: County, host: BadHost
) -> None:
    late = picture(77, 5_000)
    county.feed(COUNTY, notices=(notice("n-late", "正午停水通知"),), pictures=[late])
    county.publish()
    host.rule(media(late).sha256, Answer(status=404))
    settled.fails("contentIncomplete")
    [candidate] = settled.sync.glob("*/feeds/*")
    candidate.write_bytes(candidate.read_bytes().replace("正午停水".encode(), "全天停电".encode()))
    settled.restart()
    host.rules.clear()
    settled.looks_well()
    titles = [released.notice.title.zh for released in settled.release().notices]
    assert "正午停水通知" in titles
    assert "全天停电通知" not in titles


def test_a_feed_that_the_disk_spoils_while_it_is_in_use_is_fetched_anew(settled: Terminal, county: County) -> None:
    settled.looks_well()
    [feed] = settled.sync.glob("*/levels/330106/feed.json")
    feed.write_bytes(feed.read_bytes().replace("停水".encode(), "停电".encode()))
    county.feed(COMMUNITY, notices=(notice("another"),))  # so that a release is made
    county.publish()
    settled.fails("contentInvalid")
    settled.looks_well()
    assert {released.notice.title.zh for released in settled.release().notices} == {"停水通知"}
    assert settled.notices() == {"new", "another"}
