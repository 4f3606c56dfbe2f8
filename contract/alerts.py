# SPDX-License-Identifier: Apache-2.0
"""Which alerts are in force: a pure function of what was received and the time.

An alert ends by its expiry, by a cancel or an update that refers to it from the same level or one above, or when
its level no longer lists it. None is in force for longer than MAX_LIFE, whatever it says of itself.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from contract.content import Alert, AlertBoard, AlertStatus, BoardedAlert, MessageType, Severity, Verdict
from contract.tenant import lineage

MAX_LIFE = timedelta(hours=72)

_SEVERITIES = tuple(Severity)


def active(board: AlertBoard | None, now: datetime) -> tuple[BoardedAlert, ...]:
    """Those to be shown now, the most severe first, then the newest."""
    if board is None:
        return ()
    shown = [boarded for boarded in board.alerts if verdict(boarded, board, now) == "shown"]
    shown.sort(key=lambda boarded: boarded.message.sent, reverse=True)
    return tuple(sorted(shown, key=lambda boarded: _SEVERITIES.index(boarded.message.severity)))


def verdict(boarded: BoardedAlert, board: AlertBoard, now: datetime) -> Verdict:
    message = boarded.message
    moment = max(now, board.time_floor)
    ending = [
        other.message.msg_type
        for other in board.alerts
        if message.alert_id in other.message.references and _may_end(other, boarded) and other is not boarded
    ]
    if message.status is AlertStatus.TEST:
        return "test"
    if message.msg_type is MessageType.CANCEL or MessageType.CANCEL in ending:
        return "cancelled"
    if MessageType.UPDATE in ending:
        return "replaced"
    if moment >= end_of(message):
        return "expired"
    return "waiting" if moment < message.effective else "shown"


def next_change(board: AlertBoard | None, now: datetime) -> datetime | None:
    """When to look again, if nothing arrives before."""
    if board is None:
        return None
    moments = _boundaries(boarded.message for boarded in board.alerts)
    return min((moment for moment in moments if moment > max(now, board.time_floor)), default=None)


def end_of(message: Alert) -> datetime:
    within = message.expires - message.sent <= MAX_LIFE  # asked so, it holds at the end of the calendar too
    return message.expires if within else message.sent + MAX_LIFE


def _boundaries(messages: Iterable[Alert]) -> Iterable[datetime]:
    for message in messages:
        yield message.effective
        yield end_of(message)


def _may_end(other: BoardedAlert, boarded: BoardedAlert) -> bool:
    """A test ends no actual alert, and no level speaks for one that is not below it."""
    if other.message.msg_type is MessageType.ALERT or other.message.status is not boarded.message.status:
        return False
    return other.source.tenant in lineage(boarded.source.tenant)
