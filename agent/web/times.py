# SPDX-License-Identifier: Apache-2.0
"""Moments and durations as they are read on a page. The community's own time is China's."""

from datetime import UTC, datetime, timedelta, timezone

from flask_babel import gettext as _

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def moment(at: datetime | None) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if at else str(_("从未"))


def ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return str(_("从未"))
    seconds = (now - at.astimezone(UTC)).total_seconds()
    if seconds < -5:
        return str(_("时间在将来，请核对时钟"))
    if seconds < 1:
        return str(_("刚刚"))
    if seconds < 100:
        return str(_("%(n)s 秒前", n=int(seconds)))
    if seconds < 100 * 60:
        return str(_("%(n)s 分钟前", n=int(seconds // 60)))
    if seconds < 48 * 3600:
        return str(_("%(n)s 小时前", n=int(seconds // 3600)))
    return str(_("%(n)s 天前", n=int(seconds // 86400)))


def lasting(seconds: float) -> str:
    whole = max(1, round(seconds))
    if whole < 100:
        return str(_("%(n)s 秒", n=whole))
    return str(_("%(n)s 分钟", n=-(-whole // 60)))
