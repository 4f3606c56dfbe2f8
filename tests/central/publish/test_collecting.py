# SPDX-License-Identifier: Apache-2.0
"""What the county job refuses of what a level hands in, and that a refused level holds up nobody."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import DelegatedRole, Metadata, TargetFile, Targets

from central.publish import handing
from central.publish.county import County
from central.publish.errors import (
    Contradiction,
    DelegationUnfit,
    HandedInBroken,
    HandedInExpired,
    MediaUnfit,
    NotNewer,
    NotSigned,
    NotThere,
    OutsidePrefix,
    PublishError,
    Unfit,
)
from central.publish.keys import KeyFolder
from central.publish.roles import editor_role
from contract.tenant import alerts_path, feed_path
from tests.central.publish.conftest import COMMUNITY, COUNTY, STREET, MovedClock, Terminal, notice, picture

Change = Callable[[Targets], None]


def tampered(county: County, tenant: str, change: Change, signer: str | None = None) -> None:
    """What lies in the inbox, changed by somebody who holds a key."""
    county.sign(tenant)
    file = county.workspace.handed_in(tenant)
    metadata = Metadata[Targets].from_file(str(file))
    change(metadata.signed)
    metadata.sign(county.workspace.keys.signer(signer or editor_role(tenant)))
    metadata.to_file(str(file))


def refusal(county: County) -> PublishError:
    before = sorted(county.site.rglob("*"))
    collection = county.collect()
    assert collection.accepted == {}
    assert sorted(county.site.rglob("*")) == before
    ((_, error),) = collection.refused
    return error


def lists(path: str) -> Change:
    def change(signed: Targets) -> None:
        signed.targets[path] = TargetFile(1, {"sha256": "0" * 64}, path)

    return change


@pytest.mark.parametrize(
    "path",
    [
        feed_path(STREET),
        feed_path("330106/001/013"),
        alerts_path(COMMUNITY),
        f"{COMMUNITY}/01/feed.json",
        f"{COMMUNITY}/poster.png",
        f"{COMMUNITY}/" + "A" * 64,
        "feed.json",
        "../timestamp.json",
        f"{COMMUNITY}/../feed.json",
    ],
)
def test_a_level_signs_under_its_own_prefix_alone(county: County, path: str):
    tampered(county, COMMUNITY, lists(path))
    assert isinstance(refusal(county), OutsidePrefix)


def test_even_the_county_leaves_the_levels_below_to_themselves(county: County):
    tampered(county, COUNTY, lists(feed_path(COMMUNITY)))
    assert isinstance(refusal(county), OutsidePrefix)


@pytest.mark.parametrize("signer", ["330106-001", "targets", "330106-001-012-alerts", "timestamp"])
def test_a_level_is_signed_by_its_own_editor(county: County, signer: str):
    tampered(county, COMMUNITY, lambda _: None, signer)
    assert isinstance(refusal(county), NotSigned)


def test_an_older_or_equal_version_is_refused(county: County):
    county.put(COMMUNITY, "notice", notice())
    county.publish(COMMUNITY)

    def earlier(signed: Targets) -> None:
        signed.version = 1

    tampered(county, COMMUNITY, earlier)
    assert isinstance(refusal(county), NotNewer)

    def equal(signed: Targets) -> None:
        signed.version = 2

    county.workspace.handed_in(COMMUNITY).unlink()
    tampered(county, COMMUNITY, equal)
    assert isinstance(refusal(county), NotNewer)


def test_what_is_published_already_is_no_error(county: County):
    county.sign(COMMUNITY)
    handed_in = county.workspace.handed_in(COMMUNITY).read_bytes()
    county.collect()
    county.workspace.handed_in(COMMUNITY).write_bytes(handed_in)
    collection = county.collect()
    assert (collection.already, collection.refused) == ([COMMUNITY], [])
    assert not county.workspace.handed_in(COMMUNITY).exists()


def test_what_has_expired_is_refused(county: County, clock: MovedClock):
    county.sign(COMMUNITY)
    clock.ahead = timedelta(days=3 * 365 + 1)
    assert isinstance(refusal(county), HandedInExpired)


def test_a_street_cannot_delegate_more_than_it_has(county: County):
    def widened(signed: Targets) -> None:
        assert signed.delegations is not None
        assert signed.delegations.roles is not None
        signed.delegations.roles["330106-001-012"].paths = ["330106/*/*/*"]

    tampered(county, STREET, widened)
    assert isinstance(refusal(county), DelegationUnfit)


def test_a_street_cannot_take_another_s_role_name(county: County):
    def named(signed: Targets) -> None:
        assert signed.delegations is not None
        assert signed.delegations.roles is not None
        key = next(iter(signed.delegations.keys))
        signed.delegations.roles["330106-alerts"] = DelegatedRole("330106-alerts", [key], 1, True, ["330106/001/013/*"])

    tampered(county, STREET, named)
    assert isinstance(refusal(county), DelegationUnfit)


def test_a_street_cannot_lock_out_its_community_by_another_key(county: County, tmp_path: Path):
    def rekeyed(signed: Targets) -> None:
        assert signed.delegations is not None
        assert signed.delegations.roles is not None
        key = KeyFolder(tmp_path / "other").make("x").public_key
        signed.delegations.keys[key.keyid] = key
        signed.delegations.roles["330106-001-012"].keyids = [key.keyid]

    tampered(county, STREET, rekeyed)
    assert isinstance(refusal(county), DelegationUnfit)


def test_a_missing_or_altered_part_is_refused(county: County):
    county.put(COMMUNITY, "notice", notice())
    county.sign(COMMUNITY)
    part = next((county.folder / "inbox" / "330106-001-012").iterdir())
    data = part.read_bytes()
    part.write_bytes(data[:-1] + b" ")
    assert isinstance(refusal(county), HandedInBroken)
    part.unlink()
    assert isinstance(refusal(county), HandedInBroken)
    part.write_bytes(data)
    assert list(county.collect().accepted) == [COMMUNITY]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"signed": {}, "signatures": []}'])
def test_rubbish_in_the_inbox_is_refused(county: County, data: bytes):
    county.workspace.handed_in(COMMUNITY).parent.mkdir(exist_ok=True)
    county.workspace.handed_in(COMMUNITY).write_bytes(data)
    assert isinstance(refusal(county), HandedInBroken)


def test_other_metadata_is_no_targets(county: County):
    county.workspace.handed_in(COMMUNITY).parent.mkdir(exist_ok=True)
    county.workspace.handed_in(COMMUNITY).write_bytes((county.site / "metadata" / "timestamp.json").read_bytes())
    assert isinstance(refusal(county), HandedInBroken)


def handed_in_feed(county: County, change: Callable[[dict[str, object]], None]) -> None:
    """A feed that the editor's tool would not have signed, signed with the editor's key."""
    county.sign(COMMUNITY)
    metadata = Metadata[Targets].from_file(str(county.workspace.handed_in(COMMUNITY)))
    target = metadata.signed.targets[feed_path(COMMUNITY)]
    feed = json.loads(county.workspace.handed_in_part(COMMUNITY, target.hashes["sha256"]).read_bytes())
    change(feed)
    data = json.dumps(feed).encode()
    made = TargetFile.from_data(feed_path(COMMUNITY), data, ["sha256"])
    metadata.signed.targets[feed_path(COMMUNITY)] = made
    county.workspace.handed_in_part(COMMUNITY, made.hashes["sha256"]).write_bytes(data)
    metadata.sign(county.workspace.keys.signer(editor_role(COMMUNITY)))
    metadata.to_file(str(county.workspace.handed_in(COMMUNITY)))


def test_the_county_job_reads_the_feed_itself(county: County):
    handed_in_feed(county, lambda feed: feed.update(notices=[notice(image="f" * 64)]))
    error = refusal(county)
    assert isinstance(error, Unfit)
    assert isinstance(error.errors[0], NotThere)
    handed_in_feed(county, lambda feed: feed.update(tenant=STREET))
    error = refusal(county)
    assert isinstance(error, Unfit)
    assert isinstance(error.errors[0], Contradiction)


def test_media_that_no_screen_shows_are_refused_also_when_signed(county: County, tmp_path: Path):
    file = picture(tmp_path / "a.png")
    media = county.add_media(COMMUNITY, file)
    county.sign(COMMUNITY)
    broken = b"\x89PNG\r\n\x1a\n" + b"x" * 60
    sha256 = TargetFile.from_data("x", broken, ["sha256"]).hashes["sha256"]
    county.workspace.handed_in_part(COMMUNITY, sha256).write_bytes(broken)

    def feed_with(feed: dict[str, object]) -> None:
        feed["media"] = [
            {"sha256": sha256, "size": len(broken), "media_type": "image/png", "name": {"zh": "坏"},
             "width": 4, "height": 4}
        ]  # fmt: skip

    handed_in_feed(county, feed_with)
    metadata = Metadata[Targets].from_file(str(county.workspace.handed_in(COMMUNITY)))
    path = f"{COMMUNITY}/{sha256}"
    del metadata.signed.targets[f"{COMMUNITY}/{media.sha256}"]
    metadata.signed.targets[path] = TargetFile(len(broken), {"sha256": sha256}, path)
    county.workspace.handed_in_part(COMMUNITY, sha256).write_bytes(broken)
    metadata.sign(county.workspace.keys.signer(editor_role(COMMUNITY)))
    metadata.to_file(str(county.workspace.handed_in(COMMUNITY)))
    error = refusal(county)
    assert isinstance(error, Unfit)
    assert isinstance(error.errors[0], MediaUnfit)


def test_one_refused_level_holds_up_nobody(county: County, terminal: Terminal):
    tampered(county, STREET, lists(feed_path(COMMUNITY)))
    county.put(COMMUNITY, "notice", notice())
    county.sign(COMMUNITY)
    collection = county.collect()
    assert list(collection.accepted) == [COMMUNITY]
    assert [tenant for tenant, _ in collection.refused] == [STREET]
    assert len(terminal.feed(COMMUNITY).notices) == 1
    assert county.verify() == ()


def test_rubbish_in_the_inbox_is_signed_over(county: County, terminal: Terminal):
    county.put(COMMUNITY, "notice", notice())
    county.workspace.handed_in(COMMUNITY).parent.mkdir(exist_ok=True)
    county.workspace.handed_in(COMMUNITY).write_bytes(b"rubbish")
    county.publish(COMMUNITY)
    assert len(terminal.feed(COMMUNITY).notices) == 1


def test_a_link_in_a_level_s_folder_fetches_no_file_of_the_county(county: County, tmp_path: Path):
    theirs = tmp_path / "community"
    handing.hand_out(county.workspace, COMMUNITY, theirs, "for tests alone")
    County(theirs, MovedClock()).sign(COMMUNITY)
    link = theirs / "inbox" / "330106-001-012" / ("0" * 64)
    link.symlink_to(county.folder / "keys" / "root-1.key")
    (theirs / "inbox" / "330106-001-012" / "..x").write_bytes(b"x")
    handing.take_in(county.workspace, theirs)
    assert len(list((county.folder / "inbox" / "330106-001-012").iterdir())) == 1


def test_a_level_works_in_its_own_folder_with_its_own_key(county: County, terminal: Terminal, tmp_path: Path):
    county.put(COMMUNITY, "notice", notice("alt"))
    county.publish(COMMUNITY)
    theirs = tmp_path / "community"
    handing.hand_out(county.workspace, COMMUNITY, theirs, "for tests alone")
    assert [file.name for file in (theirs / "keys").iterdir()] == ["330106-001-012.key"]
    clerk = County(theirs, MovedClock())
    for number in range(2):
        clerk.put(COMMUNITY, "notice", notice(f"neu-{number}", image=clerk.add_media(
            COMMUNITY, picture(tmp_path / f"{number}.png", size=(10 + number, 10))).sha256))  # fmt: skip
        clerk.sign(COMMUNITY)
        assert handing.take_in(county.workspace, theirs) == (COMMUNITY,)
        assert list(county.collect().accepted) == [COMMUNITY]
        handing.bring_up_to_date(county.workspace, theirs)
    assert [one.notice_id for one in terminal.feed(COMMUNITY).notices] == ["alt", "neu-0", "neu-1"]
    assert county.verify() == ()
    assert county.workspace.site.versions()["330106-001-012"] == 4


def test_a_street_cannot_lock_out_its_community_whatever_else_lies_in_the_inbox(
    county: County, terminal: Terminal, tmp_path: Path
):
    def rekeyed(signed: Targets) -> None:
        assert signed.delegations is not None
        assert signed.delegations.roles is not None
        key = KeyFolder(tmp_path / "other").make("x").public_key
        signed.delegations.keys[key.keyid] = key
        signed.delegations.roles["330106-001-012"].keyids = [key.keyid]

    tampered(county, STREET, rekeyed)
    county.workspace.handed_in(COMMUNITY).write_bytes(b"rubbish")
    refused = dict(county.collect().refused)
    assert isinstance(refused[STREET], DelegationUnfit)
    assert county.verify() == ()
    assert terminal.feed(COMMUNITY).tenant == COMMUNITY


def test_one_level_s_folder_brings_nothing_in_the_place_of_another_s(county: County, tmp_path: Path):
    theirs = tmp_path / "theirs"
    handing.hand_out(county.workspace, COMMUNITY, theirs, "for tests alone")
    rubbish = theirs / "inbox" / "330106-001.json"
    rubbish.parent.mkdir(parents=True)
    rubbish.write_bytes(b"rubbish")
    county.put(STREET, "notice", notice())
    county.sign(STREET)
    assert handing.take_in(county.workspace, theirs) == ()
    assert list(county.collect().accepted) == [STREET]
