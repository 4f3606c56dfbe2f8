# SPDX-License-Identifier: Apache-2.0
"""`--explain`: what plays now, why, and until when, in technicians' words."""

from collections.abc import Iterator
from datetime import datetime

from contract.alerts import end_of
from contract.content import AlertBoard, Media, Release
from signage.schedule import Planned, Reason, Showing, Why, showing_at
from signage.schedule.windows import local_time

LOOK_AHEAD = 200
"""So many boundaries are tried for the one that changes something."""

_REASONS = {
    Reason.EMERGENCY: "an emergency takes the whole screen",
    Reason.SCHEDULED: "programmes are due, the highest priority plays",
    Reason.DEFAULT: "no other programme is due: the default plays",
    Reason.NOTICES: "no programme is due: every valid notice plays",
    Reason.STANDBY: "there is nothing to show: the standby card",
}


def explain(release: Release | None, board: AlertBoard | None, now: datetime, output: str) -> Iterator[str]:
    showing = showing_at(release, board, now, output)
    yield f"{output} at {_moment(now)}: {_REASONS[showing.reason]}"
    yield f"release: {release.release_id + ', made ' + _moment(release.made_at) if release else 'none'}"
    for alert in showing.alerts:
        message = alert.message
        yield (
            f"alert {alert.source.tenant}:{message.alert_id} ({message.severity}, {message.status}):"
            f" {message.headline.zh}, until {_moment(end_of(message))}"
        )
    why: Why | None = None
    for item in showing.main:
        if item.why != why:
            why = item.why
            yield _heading(why)
        yield f"  {item.index + 1:3}. {item.seconds:4} s  {item.key}  {_name(item)}"
    for text in showing.ticker:
        yield f"ticker: [{text.level}] {text.text.zh}"
    yield f"services beside it: {len(showing.services)}"
    change = _next_difference(release, board, showing)
    yield f"until: {_moment(change) if change else 'something new arrives'}"


def _heading(why: Why) -> str:
    if why.programme is None or why.source is None:
        return "all valid notices:"
    named = f"programme {why.programme_id} “{why.programme.name.zh}”"
    return f"{named}, {'default' if why.reason is Reason.DEFAULT else f'priority {why.programme.priority}'}:"


def _name(item: Planned) -> str:
    return item.content.name.zh if isinstance(item.content, Media) else item.content.notice.title.zh


def _next_difference(release: Release | None, board: AlertBoard | None, showing: Showing) -> datetime | None:
    moment = showing.until
    for _ in range(LOOK_AHEAD):
        if moment is None:
            return None
        then = showing_at(release, board, moment, showing.output)
        if then != showing:
            return moment
        moment = then.until
    return moment


def _moment(moment: datetime) -> str:
    return local_time(moment).strftime("%Y-%m-%d %H:%M:%S")
