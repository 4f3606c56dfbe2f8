# SPDX-License-Identifier: Apache-2.0
"""From an empty folder to a terminal's screen and back, with python-tuf's client as the terminal."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata

from central.publish.county import County
from central.publish.errors import (
    Busy,
    CountyExists,
    KeyMissing,
    NoCounty,
    NotNewer,
    SiteBroken,
    StillUsed,
    TenantsUnfit,
    TenantUnknown,
    Unfit,
)
from central.publish.files import lock
from central.publish.roles import ROOT_KEYS, alerts_role
from central.publish.verify import Weight
from contract.content import Line
from contract.tenant import media_path
from tests.central.publish.conftest import COMMUNITY, COUNTY, NAMES, STREET, MovedClock, Terminal, notice, picture


def test_a_new_county_verifies_and_is_empty(county: County, terminal: Terminal):
    assert county.verify() == ()
    for tenant in NAMES:
        assert terminal.feed(tenant).notices == ()
        assert terminal.feed(tenant).name == NAMES[tenant]
        assert terminal.alerts(tenant).messages == ()


def test_private_keys_are_for_their_owner_alone(county: County):
    keys = list((county.folder / "keys").iterdir())
    assert len(keys) == 3 + 3 + 2 + 3  # one file each: root, the county's top level roles, editors below, alerts
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys} == {0o600}
    assert stat.S_IMODE((county.folder / "keys").stat().st_mode) == 0o700
    assert b"PRIVATE" not in b"".join(file.read_bytes() for file in county.site.rglob("*.json"))


def test_the_root_needs_two_of_three(county: County):
    root = Metadata.from_file(str(county.root_file)).signed
    assert root.roles["root"].threshold == 2
    assert len(root.roles["root"].keyids) == 3
    assert root.consistent_snapshot


def test_a_notice_is_drafted_signed_collected_and_read(county: County, terminal: Terminal):
    county.put(COMMUNITY, "notice", notice())
    assert terminal.feed(COMMUNITY).notices == ()
    county.sign(COMMUNITY)
    assert terminal.feed(COMMUNITY).notices == ()
    assert list(county.collect().accepted) == [COMMUNITY]
    assert [one.notice_id for one in terminal.feed(COMMUNITY).notices] == ["tingshui"]
    assert county.verify() == ()


def test_withdrawn_is_gone(county: County, terminal: Terminal):
    county.put(COMMUNITY, "notice", notice("eins"))
    county.put(COMMUNITY, "notice", notice("zwei"))
    county.publish(COMMUNITY)
    county.withdraw(COMMUNITY, "notice", "eins")
    county.publish(COMMUNITY)
    assert [one.notice_id for one in terminal.feed(COMMUNITY).notices] == ["zwei"]


def test_an_id_names_one_document(county: County):
    county.put(STREET, "notice", notice(title={"zh": "旧"}))
    county.put(STREET, "notice", notice(title={"zh": "新"}))
    assert [one.title.zh for one in county.draft(STREET).notices] == ["新"]


def test_media_are_published_by_their_digest(county: County, terminal: Terminal, tmp_path: Path):
    media = county.add_media(COMMUNITY, picture(tmp_path / "海报 一.png"))
    county.put(COMMUNITY, "notice", notice(image=media.sha256))
    county.publish(COMMUNITY)
    assert terminal.feed(COMMUNITY).media == (media,)
    assert media.name.zh == "海报 一.png"
    assert terminal.read(media_path(COMMUNITY, media.sha256)) == (tmp_path / "海报 一.png").read_bytes()
    with pytest.raises(Unfit) as refused:
        county.withdraw(COMMUNITY, "media", media.sha256)
    assert isinstance(refused.value.errors[0], StillUsed)


def test_media_stay_while_a_terminal_may_be_reading_and_then_go(
    county: County, terminal: Terminal, tmp_path: Path, clock: MovedClock
):
    media = county.add_media(COMMUNITY, picture(tmp_path / "a.png"))
    county.publish(COMMUNITY)
    (kept,) = county.site.rglob(f"{media.sha256}.*")
    clock.ahead = timedelta(days=20)  # its age does not count, but how long nothing has named it
    county.refresh()
    county.withdraw(COMMUNITY, "media", media.sha256)
    county.publish(COMMUNITY)
    for hours in (0, 23):
        clock.ahead = timedelta(days=20, hours=hours)
        county.refresh()
        assert kept.exists()
    clock.ahead = timedelta(days=21, minutes=1)
    county.refresh()
    assert not kept.exists()
    assert county.verify() == ()
    assert terminal.feed(COMMUNITY).media == ()


def test_refresh_prolongs_what_a_timer_can_and_warns_of_the_rest(county: County, clock: MovedClock):
    clock.ahead = timedelta(days=24)
    assert {one.place for one in county.expiring()} == {"timestamp"}
    county.refresh()
    assert county.expiring() == ()
    clock.ahead = timedelta(days=3 * 365 - 170)
    county.refresh()
    assert {one.place for one in county.expiring()} == {"root", "targets", "330106-001", "330106-001-012"}
    county.renew_root()
    county.publish(COUNTY)
    warned = county.expiring()
    assert {one.place for one in warned} == {"330106-001", "330106-001-012"}
    assert {one.weight for one in warned} == {Weight.WARNING}
    for tenant in (STREET, COMMUNITY):
        county.publish(tenant)
    assert county.expiring() == ()


def test_a_renewed_root_is_followed_by_an_old_terminal(county: County, terminal: Terminal):
    first = county.root_file.read_bytes()
    (county.folder / "keys" / "root-2.key").unlink()
    terminal.feed(COUNTY)
    assert county.renew_root() == 2
    county.root_file.write_bytes(first)
    assert terminal.feed(COUNTY).tenant == COUNTY
    assert (terminal.state / "metadata" / "root_history" / "2.root.json").exists()
    (county.folder / "keys" / "root-1.key").unlink()
    with pytest.raises(KeyMissing):
        county.renew_root()


def test_offline_keys_are_not_needed_for_the_daily_work(county: County, terminal: Terminal):
    for name in ROOT_KEYS:
        (county.folder / "keys" / f"{name}.key").unlink()
    (county.folder / "keys" / "targets.key").unlink()
    county.put(COMMUNITY, "notice", notice())
    county.publish(COMMUNITY)
    county.refresh()
    assert len(terminal.feed(COMMUNITY).notices) == 1
    with pytest.raises(KeyMissing):
        county.sign(COUNTY)


def test_a_folder_holds_one_county(county: County, clock: MovedClock, tmp_path: Path):
    before = county.root_file.read_bytes()
    with pytest.raises(CountyExists):
        County.create(county.folder, NAMES, clock)
    assert county.root_file.read_bytes() == before
    with pytest.raises(NoCounty):
        County(tmp_path / "elsewhere", clock)


@pytest.mark.parametrize(
    "tenants",
    [
        {COUNTY: Line(zh="县"), COMMUNITY: Line(zh="社区")},  # the street between is missing
        {COUNTY: Line(zh="县"), "330107": Line(zh="县")},
        {STREET: Line(zh="街道")},
        {},
        {"33010": Line(zh="县")},
        {"330106/../..": Line(zh="县")},
        {"330106\n": Line(zh="县")},
        {"３３０１０６": Line(zh="县")},
    ],
)
def test_levels_must_fit_together(tenants: dict[str, Line], clock: MovedClock, tmp_path: Path):
    with pytest.raises(TenantsUnfit):
        County.create(tmp_path / "new", tenants, clock)
    assert not (tmp_path / "new" / "keys").exists()


def test_a_level_joins_later(county: County, terminal: Terminal):
    county.put(STREET, "notice", notice("alt"))
    county.publish(STREET)
    county.put(STREET, "notice", notice("neu"))
    county.sign(STREET)  # not collected: it does not know the new level yet
    for tenant in ("330106/001/013", "330106/001/013/01", "330106/002"):
        county.delegate(tenant, Line(zh="新来的"))
        assert county.verify() == ()
    assert [one.notice_id for one in terminal.feed(STREET).notices] == ["alt"]
    assert [type(error) for _, error in county.collect().refused] == [NotNewer]
    county.publish(STREET)
    county.put("330106/001/013/01", "notice", notice())
    county.publish("330106/001/013/01")
    assert len(terminal.feed("330106/001/013/01").notices) == 1
    assert len(terminal.feed(STREET).notices) == 2
    for unfit in (STREET, "330106/003/001", "330107"):
        with pytest.raises(TenantsUnfit):
            county.delegate(unfit, Line(zh="x"))
    assert county.verify() == ()


def test_an_unknown_level_is_refused(county: County):
    for tenant in ("330106/002", "../330106", ""):
        with pytest.raises(TenantUnknown):
            county.draft(tenant)
        with pytest.raises(TenantUnknown):
            county.sign(tenant)


def test_a_draft_never_lands_in_another_level(county: County, tmp_path: Path):
    for tenant in (COUNTY, "330107"):
        with pytest.raises(Unfit):
            county.import_document(COMMUNITY, {"tenant": tenant}, tmp_path)
    assert county.draft(COUNTY).tenant == COUNTY
    county.workspace.draft_file(COMMUNITY).write_bytes(county.workspace.draft_file(COUNTY).read_bytes())
    with pytest.raises(Unfit):
        county.sign(COMMUNITY)


def test_two_at_once_wait_for_each_other(county: County):
    with lock(county.folder), pytest.raises(Busy), lock(county.folder, patience_s=0.0):
        raise AssertionError
    county.refresh()


def test_one_damaged_level_keeps_no_other_from_being_signed_anew(county: County, clock: MovedClock):
    [damaged] = (county.site / "targets" / STREET).glob("*.alerts.json")
    damaged.write_bytes(b"{")
    was = county.workspace.site.timestamp().signed
    clock.ahead = timedelta(days=80)
    with pytest.raises(SiteBroken):
        county.refresh()
    now = county.workspace.site.timestamp().signed
    assert now.version == was.version + 1
    assert now.expires > was.expires + timedelta(days=79)
    for tenant in (COUNTY, COMMUNITY):
        role = county.workspace.site.role(alerts_role(tenant))
        assert role is not None
        assert role.signed.version == 2
