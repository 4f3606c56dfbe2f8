# SPDX-License-Identifier: Apache-2.0
"""Raised, updated, cancelled: as signed, as a terminal reads it, and as the contract's own rules judge it."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.publish import alerting, media
from central.publish.county import County
from central.publish.errors import (
    ContentError,
    Contradiction,
    KeyMissing,
    NotThere,
    SiteBroken,
    TooMany,
    Unfit,
    UsedTwice,
)
from contract.alerts import MAX_LIFE, active, verdict
from contract.content import Alert, AlertBoard, Alerts, AlertStatus, BoardedAlert, Line, MessageType, Prose, Source
from contract.tenant import level_of
from tests.central.publish.conftest import COMMUNITY, COUNTY, NAMES, STREET, MovedClock, Terminal, notice, picture


def storm(county: County, **more: Any) -> Alert:
    words = {
        "event": Line(zh="暴雨红色预警"), "headline": Line(zh="今晚有特大暴雨"), "issuer": Line(zh="示范县气象台"),
        "description": Prose(zh="三小时内雨量将达100毫米。"), "instruction": Prose(zh="请不要外出。"),
    }  # fmt: skip
    return alerting.new_alert(county.now(), **(words | more))


def board(terminal: Terminal, county: County) -> AlertBoard:
    boarded = [
        BoardedAlert(source=Source(tenant=tenant, level=level_of(tenant), name=NAMES[tenant]), message=message)
        for tenant in NAMES
        for message in terminal.alerts(tenant).messages
    ]
    return AlertBoard(received_at=county.now(), time_floor=county.now(), alerts=tuple(boarded))


def shown(terminal: Terminal, county: County) -> list[str]:
    return [one.message.alert_id for one in active(board(terminal, county), county.now())]


def refused(county: County, tenant: str, alert: Alert) -> tuple[ContentError, ...]:
    before = county.alerts(tenant)
    with pytest.raises(Unfit) as error:
        county.raise_alert(tenant, alert)
    assert county.alerts(tenant) == before
    return error.value.errors


@pytest.mark.parametrize("tenant", [COUNTY, STREET, COMMUNITY])
def test_an_alert_is_on_terminals_at_once(county: County, terminal: Terminal, tenant: str):
    alert = county.raise_alert(tenant, storm(county))
    assert shown(terminal, county) == [alert.alert_id]
    assert county.verify() == ()


def test_it_needs_no_offline_key_and_waits_for_no_inbox(county: County, terminal: Terminal):
    county.put(COMMUNITY, "notice", notice())
    county.sign(COMMUNITY)
    for file in (county.folder / "keys").iterdir():
        if file.name not in {"330106-001-012-alerts.key", "snapshot.key", "timestamp.key"}:
            file.unlink()
    county.workspace.handed_in(STREET).write_bytes(b"rubbish")
    alert = county.raise_alert(COMMUNITY, storm(county))
    assert shown(terminal, county) == [alert.alert_id]
    assert terminal.feed(COMMUNITY).notices == ()
    with pytest.raises(KeyMissing):
        county.raise_alert(STREET, storm(county))


def test_damage_in_one_level_holds_up_no_other_s_emergency(county: County, terminal: Terminal):
    metadata = county.workspace.site.role("330106-001-alerts")
    assert metadata is not None
    (target,) = metadata.signed.targets.values()
    county.workspace.site.target_file(target).write_bytes(b"rubbish")
    alert = county.raise_alert(COMMUNITY, storm(county))
    assert [one.alert_id for one in terminal.alerts(COMMUNITY).messages] == [alert.alert_id]
    county.cancel_alert(COMMUNITY, alert.alert_id)
    with pytest.raises(SiteBroken):
        county.raise_alert(STREET, storm(county))


def test_update_and_cancel(county: County, terminal: Terminal):
    first = county.raise_alert(COMMUNITY, storm(county))
    second = county.update_alert(COMMUNITY, storm(county, headline=Line(zh="雨势减弱")), first.alert_id)
    assert shown(terminal, county) == [second.alert_id]
    county.cancel_alert(COMMUNITY, second.alert_id)
    assert shown(terminal, county) == []
    assert county.verify() == ()


def test_the_county_ends_a_community_s_alert_and_not_the_other_way(county: County, terminal: Terminal):
    low = county.raise_alert(COMMUNITY, storm(county))
    county.cancel_alert(COUNTY, low.alert_id)
    assert shown(terminal, county) == []
    high = county.raise_alert(COUNTY, storm(county))
    with pytest.raises(Unfit) as error:
        county.cancel_alert(COMMUNITY, high.alert_id)
    assert isinstance(error.value.errors[0], NotThere)
    assert shown(terminal, county) == [high.alert_id]


def test_what_is_refused(county: County):
    alert = county.raise_alert(COMMUNITY, storm(county))
    assert [type(one) for one in refused(county, COMMUNITY, alert)] == [UsedTwice]
    assert [type(one) for one in refused(county, STREET, alert)] == [UsedTwice]
    too_long = storm(county, life=MAX_LIFE + timedelta(minutes=1))
    assert [type(one) for one in refused(county, COMMUNITY, too_long)] == [Contradiction]
    over = storm(county, life=timedelta(seconds=-5))
    assert [type(one) for one in refused(county, COMMUNITY, over)] == [Contradiction]
    nowhere = alerting.update_of(storm(county), ["nothing"])
    assert [type(one) for one in refused(county, COMMUNITY, nowhere)] == [NotThere]
    empty = alerting.update_of(storm(county), [])
    assert [type(one) for one in refused(county, COMMUNITY, empty)] == [Contradiction]
    pointing = msgspec.structs.replace(storm(county), references=(alert.alert_id,))
    assert [type(one) for one in refused(county, COMMUNITY, pointing)] == [Contradiction]
    early = msgspec.structs.replace(storm(county), sent=county.now() - timedelta(hours=1))
    assert [type(one) for one in refused(county, COMMUNITY, early)] == [Contradiction]
    exercise = alerting.update_of(storm(county, status=AlertStatus.EXERCISE), [alert.alert_id])
    assert [type(one) for one in refused(county, COMMUNITY, exercise)] == [Contradiction]
    with pytest.raises(Unfit):
        county.cancel_alert(COMMUNITY, "nothing")


def test_the_longest_life_is_allowed(county: County):
    county.raise_alert(COMMUNITY, storm(county, life=MAX_LIFE))


def test_what_is_over_leaves_the_list(county: County, terminal: Terminal, clock: MovedClock):
    county.raise_alert(COMMUNITY, storm(county, life=timedelta(hours=2)))
    late = county.raise_alert(COMMUNITY, storm(county, life=timedelta(hours=20)))
    clock.ahead = timedelta(hours=3)
    county.refresh()
    assert [one.alert_id for one in terminal.alerts(COMMUNITY).messages] == [late.alert_id]


def test_a_short_update_does_not_let_the_old_alert_come_back(county: County, terminal: Terminal, clock: MovedClock):
    old = county.raise_alert(COMMUNITY, storm(county, life=timedelta(hours=20)))
    county.update_alert(COMMUNITY, storm(county, life=timedelta(hours=1)), old.alert_id)
    clock.ahead = timedelta(hours=2)
    county.refresh()
    assert shown(terminal, county) == []


def test_a_hundred_and_one_are_too_many(county: County):
    message = storm(county)
    many = tuple(msgspec.structs.replace(message, alert_id=f"a-{number}") for number in range(100))
    change = county._alerts_change(Alerts(tenant=COMMUNITY, published_at=county.now(), messages=many), county.now())
    county._publish(change, county.now())
    assert TooMany in {type(one) for one in refused(county, COMMUNITY, storm(county))}


HOURS = st.integers(min_value=1, max_value=72)
STEP = st.tuples(st.sampled_from(["raise", "update", "cancel", "wait"]), st.integers(0, 5), HOURS)


@given(steps=st.lists(STEP, max_size=25))
def test_leaving_out_what_is_over_changes_nothing_that_is_shown(steps: list[tuple[str, int, int]]):
    """Against a board on which every message ever sent stays."""
    now = MovedClock().now().replace(microsecond=0)
    listed = Alerts(tenant=COMMUNITY, published_at=now)
    everything: list[Alert] = []
    for number, (step, which, hours) in enumerate(steps):
        now += timedelta(hours=hours if step == "wait" else 0, seconds=1)
        message = Alert(
            alert_id=f"a-{number}", sent=now, event=Line(zh="x"), headline=Line(zh="x"), description=Prose(zh="x"),
            instruction=Prose(zh="x"), issuer=Line(zh="x"), effective=now, expires=now + timedelta(hours=hours),
        )  # fmt: skip
        targets = [
            one
            for one in listed.messages
            if not alerting.problems_of(
                alerting.update_of(message, [one.alert_id]), COMMUNITY, {COMMUNITY: listed}, now
            )
        ]
        if step == "update" and targets:
            message = alerting.update_of(message, [targets[which % len(targets)].alert_id])
        elif step == "cancel" and targets:
            message = alerting.cancel_of([targets[which % len(targets)]], now)
            message = msgspec.structs.replace(message, alert_id=f"a-{number}")
        elif step != "raise":
            continue
        everything.append(message)
        listed = alerting.with_message(listed, message, now)
        assert verdicts(listed.messages, now, "shown") == verdicts(everything, now, "shown")
        assert len({one.alert_id for one in listed.messages}) == len(listed.messages)
    listed = alerting.still_listed(listed, now + timedelta(hours=30))
    now += timedelta(hours=30)
    assert verdicts(listed.messages, now, "shown") == verdicts(everything, now, "shown")


def verdicts(messages: Any, now: Any, wanted: str) -> set[str]:
    source = Source(tenant=COMMUNITY, level=level_of(COMMUNITY), name=Line(zh="x"))
    boarded = tuple(BoardedAlert(source=source, message=message) for message in messages)
    whole = AlertBoard(received_at=now, time_floor=now, alerts=boarded)
    return {one.message.alert_id for one in boarded if verdict(one, whole, now) == wanted}


def test_a_cancel_says_what_it_cancels(county: County):
    alert = county.raise_alert(COMMUNITY, storm(county))
    cancel = county.cancel_alert(COMMUNITY, alert.alert_id)
    assert (cancel.msg_type, cancel.references) == (MessageType.CANCEL, (alert.alert_id,))
    assert cancel.headline == alert.headline


def test_a_film_that_takes_minutes_to_check_holds_up_no_alert(
    county: County, terminal: Terminal, clock: MovedClock, tmp_path: Path
):
    def inspect(file: Path, name: str) -> media.Looks:
        raising = threading.Thread(target=lambda: raised.append(county.raise_alert(COUNTY, storm(county))))
        raising.start()
        raising.join(15)
        checked_first.append(not raised)
        raising.join()
        return media.inspect(file, name)

    raised: list[Alert] = []
    checked_first: list[bool] = []
    county.put(COMMUNITY, "notice", notice(image=county.add_media(COMMUNITY, picture(tmp_path / "a.png")).sha256))
    county.sign(COMMUNITY)
    collection = County(county.folder, clock, inspect).collect()
    assert checked_first == [False], "the alert waited for the film, or the film was looked at twice"
    assert list(collection.accepted) == [COMMUNITY]
    assert shown(terminal, county) == [raised[0].alert_id]
    assert len(terminal.feed(COMMUNITY).notices) == 1


def test_an_alert_can_be_ended_after_the_clock_was_set_back(county: County, terminal: Terminal, clock: MovedClock):
    alert = county.raise_alert(COMMUNITY, storm(county, life=MAX_LIFE))
    clock.ahead = timedelta(hours=-3)
    county.cancel_alert(COMMUNITY, alert.alert_id)
    for hours in (-3, 0, 68, 71):
        clock.ahead = timedelta(hours=hours)
        assert shown(terminal, county) == []
