# SPDX-License-Identifier: Apache-2.0
"""What plays on the lobby display and on the kiosk, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from central.demo.console.account.sight import Content
from central.demo.console.account.wording import both, day_and_minute
from central.demo.running.terminal import LOBBY
from central.demo.visit.screen_reader import Look
from contract.alerts import end_of
from contract.content import AlertBoard, Media, Release, ReleasedNotice, Severity
from contract.tenant import Level
from contract.text import LocalText
from signage.schedule import Planned, Reason, Showing, Why, showing_at

KIOSK = "kiosk"
ATTRACT = "^点一下屏幕，开始办事$|^Touch to start$"
LOOK_AHEAD = 200
"""So many moments are tried for the one that changes something."""
LEVEL = {
    Level.COUNTY: both("县", "county"),
    Level.STREET: both("街道", "street"),
    Level.COMMUNITY: both("社区", "community"),
    Level.GRID: both("网格", "grid"),
}
SEVERITY = {
    Severity.EXTREME: both("特别严重", "extreme"),
    Severity.SEVERE: both("严重", "severe"),
    Severity.MODERATE: both("较重", "moderate"),
    Severity.MINOR: both("一般", "minor"),
}


@dataclass(frozen=True)
class Standing:
    """An emergency that is in force."""

    level: LocalText
    headline: LocalText
    severity: LocalText
    until: LocalText
    issuer: LocalText


@dataclass(frozen=True)
class Turn:
    """One place in the round."""

    name: LocalText
    kind: LocalText
    seconds: int
    is_now: bool


@dataclass(frozen=True)
class Round:
    """What plays in turn for the same reason."""

    why: LocalText
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Plays:
    why: LocalText
    emergencies: tuple[Standing, ...]
    rounds: tuple[Round, ...]
    now: LocalText
    """What of it is on now, as far as its words tell."""
    changes: LocalText
    ticker: tuple[LocalText, ...]
    kiosk: LocalText


def plays(content: Content, now: datetime, lobby: Look | None, kiosk: Look | None) -> Plays:
    """`lobby`, `kiosk`: what their screen readers say; None while they do not answer."""
    showing = showing_at(content.release, content.board, now, LOBBY)
    on = _on_now(showing, lobby)
    return Plays(
        why=_reason(showing),
        emergencies=tuple(
            Standing(
                LEVEL[alert.source.level],
                alert.message.headline,
                SEVERITY[alert.message.severity],
                day_and_minute(end_of(alert.message)),
                alert.message.issuer,
            )
            for alert in showing.alerts
        ),
        rounds=tuple(
            Round(
                _because(why),
                tuple(Turn(_name(item), _kind(item), item.seconds, item is on) for item in items),
            )
            for why, items in groupby(showing.main, key=lambda item: item.why)
        ),
        now=_now_in_words(showing, on, lobby),
        changes=_changes(content.release, content.board, showing, now),
        ticker=tuple(text.text for text in showing.ticker),
        kiosk=_kiosk(showing_at(content.release, content.board, now, KIOSK), kiosk),
    )


# ---- why


def _reason(showing: Showing) -> LocalText:
    match showing.reason:
        case Reason.EMERGENCY:
            return both(
                "有紧急信息：它占满整块屏，别的都让开", "an emergency: it takes the whole screen, all else gives way"
            )
        case Reason.SCHEDULED:
            priority = max(item.why.programme.priority for item in showing.main if item.why.programme)
            return both(
                f"现在排有节目：播优先级最高的（{priority}）",
                f"programmes are due: those of the highest priority ({priority}) play",
            )
        case Reason.DEFAULT:
            return both("现在没有排节目：播默认节目", "no programme is due: the default one plays")
        case Reason.NOTICES:
            return both("什么节目也没有：有效的通知轮流播", "there is no programme: every valid notice in turn")
        case Reason.STANDBY:
            return both("没有内容可播：显示待机画面", "there is nothing to show: the standby picture")


def _because(why: Why) -> LocalText:
    if why.programme is None or why.source is None:
        return both("有效的通知", "a valid notice")
    level, name = LEVEL[why.source.level], why.programme.name
    told = both(f"{level.zh}节目“{name.zh}”", f"{level.en} programme “{name.en or name.zh}”")
    if why.reason is Reason.DEFAULT:
        return both(f"{told.zh}，默认", f"{told.en}, the default")
    return both(f"{told.zh}，优先级 {why.programme.priority}", f"{told.en}, priority {why.programme.priority}")


# ---- what


def _name(item: Planned) -> LocalText:
    return item.content.name if isinstance(item.content, Media) else item.content.notice.title


def _kind(item: Planned) -> LocalText:
    match item.content:
        case ReleasedNotice(source=source):
            level = LEVEL[source.level]
            return both(f"{level.zh}通知", f"{level.en} notice")
        case Media(media_type=media_type) if media_type.is_video:
            return both("视频", "film")
        case _:
            return both("图片", "picture")


def _on_now(showing: Showing, lobby: Look | None) -> Planned | None:
    """A notice is known by its title; a picture or a film has no words, but may be the only one of the round."""
    if lobby is None or showing.alerts:
        return None
    words = _plain(lobby.words())
    for item in showing.main:
        if isinstance(item.content, ReleasedNotice) and _plain(item.content.notice.title.zh) in words:
            return item
    silent = [item for item in showing.main if isinstance(item.content, Media)]
    return silent[0] if len(silent) == 1 else None


def _now_in_words(showing: Showing, on: Planned | None, lobby: Look | None) -> LocalText:
    if lobby is None:
        return both("大厅屏现在没有应答", "the lobby display does not answer just now")
    if showing.alerts:
        words = _plain(lobby.words())
        if any(_plain(alert.message.headline.zh) in words for alert in showing.alerts):
            return both("正在显示紧急信息", "the emergency is on the screen")
        return both("马上换成紧急信息", "the emergency is about to come")
    if on is not None:
        name = _name(on)
        return both(f"正在播“{name.zh}”", f"on now: “{name.en or name.zh}”")
    if not showing.main:
        return both("待机画面", "the standby picture")
    return both("正在播图片或视频（上面没有可读的字）", "a picture or a film is on (it has no words to read)")


def _plain(text: str) -> str:
    """A title may be broken into lines, and cut at its end."""
    return "".join(text.split())


# ---- until when


def _changes(release: Release | None, board: AlertBoard | None, showing: Showing, now: datetime) -> LocalText:
    change = _next_difference(release, board, showing)
    if change is None:
        return both("有新内容来才变", "It changes when something new arrives")
    then = day_and_minute(change)
    return (
        both(f"下一次变化：{then.zh}", f"Next change: {then.en}")
        if change > now
        else both("马上就变", "It is about to change")
    )


def _next_difference(release: Release | None, board: AlertBoard | None, showing: Showing) -> datetime | None:
    moment = showing.until
    for _ in range(LOOK_AHEAD):
        if moment is None:
            return None
        then = showing_at(release, board, moment, showing.output)
        if then.alerts != showing.alerts or (then != showing and not showing.alerts):
            return moment  # what changes beneath an emergency, nobody sees
        moment = then.until
    return moment


# ---- the kiosk


def _kiosk(showing: Showing, kiosk: Look | None) -> LocalText:
    if kiosk is None:
        return both("自助机现在没有应答", "the kiosk does not answer just now")
    if showing.alerts:
        if _shows(kiosk, (alert.message.headline for alert in showing.alerts)):
            return both("正在显示紧急信息", "it shows the emergency")
        return both(
            "紧急信息看过了，在继续办事；上面留着红条", "the emergency was read; they go on, with a red strip above"
        )
    if kiosk.find(ATTRACT, "push button"):
        return both(
            "没有人用：通知和图片轮流播，点一下就开始", "nobody is there: notices and pictures in turn, a touch begins"
        )
    heading = next((control.name for control in kiosk.controls if control.role == "heading"), "")
    page = " ".join(heading.split())
    return both(f"显示“{page}”这一页", f"it shows the page “{page}”") if page else both("正在换页", "between two pages")


def _shows(look: Look, texts: Iterable[LocalText]) -> bool:
    words = _plain(look.words())
    return any(_plain(text.zh) in words or (text.en and _plain(text.en) in words) for text in texts)
