# SPDX-License-Identifier: Apache-2.0
"""A list of alerts that is full keeps no emergency back."""

from central.publish import alerting
from central.publish.county import County
from contract.content import Alert, Line, Prose
from tests.central.publish.conftest import STREET, MovedClock


def storm(county: County) -> Alert:
    words = {name: Line(zh="暴雨") for name in ("event", "headline", "issuer")}
    return alerting.new_alert(county.now(), **words, description=Prose(zh="雨"), instruction=Prose(zh="别出门"))


def test_what_was_cancelled_makes_room(county: County, clock: MovedClock):
    lasting = county.raise_alert(STREET, storm(county))
    for _ in range(60):
        county.cancel_alert(STREET, county.raise_alert(STREET, storm(county)).alert_id)
    messages = county.alerts(STREET).messages
    assert len(messages) <= 100
    assert messages[0].alert_id == lasting.alert_id
    ended = {one for message in messages for one in message.references}
    cancelled_and_kept = [one for one in messages if one.alert_id in ended]
    assert len(cancelled_and_kept) * 2 + 1 == len(messages), "no cancel without what it ends, and none alive again"
    assert county.verify() == ()
