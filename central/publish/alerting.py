# SPDX-License-Identifier: Apache-2.0
"""A level's alert messages: which may be added, and which no longer matter. Pure."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from central.publish.errors import ContentError, Contradiction, NotThere, TooBig, UsedTwice
from contract.alerts import MAX_LIFE, end_of
from contract.content import (
    MAX_ALERTS_BYTES,
    Alert,
    Alerts,
    AlertStatus,
    Line,
    MessageType,
    Prose,
    Severity,
)
from contract.document import encode
from contract.tenant import lineage

MOST_MESSAGES = 100
"""Of a list, see contract.content.Alerts."""
SENT_TOLERANCE = timedelta(minutes=1)


def new_id(now: datetime) -> str:
    return f"a-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def new_alert(
    now: datetime,
    *,
    event: Line,
    headline: Line,
    description: Prose,
    instruction: Prose,
    issuer: Line,
    life: timedelta = timedelta(hours=6),
    severity: Severity = Severity.SEVERE,
    status: AlertStatus = AlertStatus.ACTUAL,
    alert_id: str | None = None,
) -> Alert:
    """In force from now on for `life`."""
    return Alert(
        alert_id=alert_id or new_id(now),
        sent=now,
        status=status,
        severity=severity,
        event=event,
        headline=headline,
        description=description,
        instruction=instruction,
        issuer=issuer,
        effective=now,
        expires=now + life,
    )


def update_of(alert: Alert, replaced: Sequence[str]) -> Alert:
    return msgspec.structs.replace(alert, msg_type=MessageType.UPDATE, references=tuple(replaced))


def cancel_of(ended: Sequence[Alert], now: datetime) -> Alert:
    """It says what the message said that it ends, and is listed for as long as that one is."""
    first = ended[0]
    return msgspec.structs.replace(
        first,
        alert_id=new_id(now),
        sent=now,
        msg_type=MessageType.CANCEL,
        references=tuple(alert.alert_id for alert in ended),
        effective=now,
        expires=min(now + MAX_LIFE, max(now + timedelta(minutes=1), *(end_of(alert) for alert in ended))),
    )


def problems_of(alert: Alert, tenant: str, boards: Mapping[str, Alerts], now: datetime) -> tuple[ContentError, ...]:
    """`boards`: what every level has published, its own too."""
    place = f"{tenant} alerts[{alert.alert_id}]"
    found: list[ContentError] = []
    if any(alert.alert_id == message.alert_id for board in boards.values() for message in board.messages):
        found.append(UsedTwice(place=place, id=alert.alert_id))
    if abs(alert.sent - now) > SENT_TOLERANCE:
        found.append(Contradiction(place=f"{place} sent", zh="发出时间应为现在", en="it must be sent now"))
    if alert.expires <= max(alert.effective, now):
        found.append(Contradiction(place=f"{place} expires", zh="还没生效就已失效", en="over before it is in force"))
    if alert.expires > alert.sent + MAX_LIFE:
        hours = int(MAX_LIFE.total_seconds() // 3600)
        found.append(
            Contradiction(
                place=f"{place} expires",
                zh=f"一条预警最长 {hours} 小时；需要更久请到时用 update 续发",
                en=f"an alert lives {hours} hours at most; if it takes longer, send an update then",
            )
        )
    found.extend(_reference_problems(alert, tenant, boards, now, place))
    return tuple(found)


def _reference_problems(
    alert: Alert, tenant: str, boards: Mapping[str, Alerts], now: datetime, place: str
) -> list[ContentError]:
    if alert.msg_type is MessageType.ALERT:
        if alert.references:
            return [
                Contradiction(place=f"{place} references", zh="新预警不能引用别的", en="a new alert refers to none")
            ]
        return []
    if not alert.references:
        return [Contradiction(place=f"{place} references", zh="要写明针对哪一条预警", en="it must name an alert")]
    reachable = {
        message.alert_id: message
        for other, board in boards.items()
        if tenant in lineage(other)
        for message in board.messages
        if message.msg_type is not MessageType.CANCEL and end_of(message) > now
    }
    found: list[ContentError] = []
    for reference in alert.references:
        if reference not in reachable:
            found.append(NotThere(place=f"{place} references", kind="alert", id=reference))
        elif reachable[reference].status is not alert.status:
            found.append(
                Contradiction(
                    place=f"{place} status",
                    zh=f"与所引用的 {reference} 不同（正式、演练、测试不能互相结束）",
                    en=f"differs from that of {reference}: an exercise or a test ends no actual alert",
                )
            )
    return found


def with_message(alerts: Alerts, alert: Alert, now: datetime) -> Alerts:
    messages = _with_room((*still_listed(alerts, now).messages, alert))
    return msgspec.structs.replace(alerts, published_at=now, messages=messages)


def _with_room(messages: tuple[Alert, ...]) -> tuple[Alert, ...]:
    """A list that is full must not keep an emergency back: what was ended goes, the oldest first, with what ended it.
    Neither is in force, and what a list does not name is over."""
    for ending in [one for one in messages if one.references]:
        if len(messages) <= MOST_MESSAGES:
            break
        own = {one.alert_id for one in messages}
        still_refers = any(ending.alert_id in other.references for other in messages)
        if set(ending.references) <= own and ending.msg_type is MessageType.CANCEL and not still_refers:
            messages = tuple(one for one in messages if one is not ending and one.alert_id not in ending.references)
    return messages


def still_listed(alerts: Alerts, now: datetime) -> Alerts:
    """Without what is over. An update or a cancel stays for as long as what it refers to: that must not come back."""
    ended = {message.alert_id for message in alerts.messages if end_of(message) <= now}
    listed = {message.alert_id for message in alerts.messages}
    kept = tuple(
        message
        for message in alerts.messages
        if message.alert_id not in ended or any(one in listed - ended for one in message.references)
    )
    return msgspec.structs.replace(alerts, messages=kept)


def size_problem(alerts: Alerts) -> ContentError | None:
    size = len(encode(alerts))
    if size > MAX_ALERTS_BYTES:
        return TooBig(place=f"{alerts.tenant} alerts", length=size, limit=MAX_ALERTS_BYTES)
    return None
