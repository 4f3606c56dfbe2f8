# SPDX-License-Identifier: Apache-2.0
"""The terminal at one glance: a row for each thing that can be right or wrong."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from central.demo.console.account.glance import Unseen
from central.demo.console.account.sight import AgentSeen, PrinterSeen, Sight
from central.demo.console.account.wording import (
    DEVICE,
    KIND,
    LINE,
    MOOD,
    NO_ANSWER,
    Feeling,
    both,
    day_and_minute,
    fault,
    listed,
    local,
    trouble,
)
from central.demo.hall import Hall
from central.demo.running.names import called
from central.demo.world.line import LineState
from central.demo.world.timepiece import Timepiece
from contract.local import ContentHealth, Device, Terminal
from contract.text import LocalText

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
PROGRAMS = ("agent", "sync", "web", "kiosk", "signage")
"""The terminal's own."""
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    name: LocalText
    says: LocalText
    feeling: Feeling | None = None


def rows(hall: Hall, sight: Sight) -> list[Row]:
    try:
        seen: AgentSeen | None = sight.agent.latest()
    except Unseen:
        seen = None
    return [
        _clock(hall.world.clock),
        _paying(seen.terminal if seen else None),
        _line(hall.world.line.state),
        *_platform(sight, seen.terminal if seen else None),
        *(_devices(seen.terminal.devices) if seen else ()),
        _card(sight),
        _paper(sight),
        _content(seen.terminal.content if seen else None, is_agent_there=seen is not None),
        _programs(hall),
    ]


def _clock(clock: Timepiece) -> Row:
    name, now = both("终端的钟", "The terminal’s clock"), clock.now()
    there = local(now)
    shown = both(
        f"{there.month}月{there.day}日 {WEEKDAYS[there.weekday()]} {there:%H:%M}",
        f"{there:%A} {there.day} {there:%B}, {there:%H:%M}",
    )
    if clock.is_stopped:
        return Row(name, both(f"{shown.zh}，停住了", f"{shown.en}; it stands still"), Feeling.CAUTION)
    if clock.is_right:
        return Row(name, both(f"{shown.zh}，走得准", f"{shown.en}; it is right"), Feeling.GOOD)
    off = now - datetime.now(UTC)
    by = _length(abs(off))
    if off > timedelta():
        return Row(name, both(f"{shown.zh}，快了{by.zh}", f"{shown.en}; {by.en} fast"), Feeling.CAUTION)
    return Row(name, both(f"{shown.zh}，慢了{by.zh}", f"{shown.en}; {by.en} slow"), Feeling.CAUTION)


def _length(span: timedelta) -> LocalText:
    minutes = round(span / A_MINUTE)
    if minutes < 1:
        return both("不到一分钟", "less than a minute")
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [
        both(f"{number}{zh}", f"{number} {en}{'' if number == 1 else 's'}")
        for number, zh, en in ((days, "天", "day"), (hours, "小时", "hour"), (left, "分钟", "minute"))
        if number
    ]
    return listed(parts, "", " ")


def _paying(terminal: Terminal | None) -> Row:
    name = both("能不能付款", "Can bills be paid")
    if terminal is None:
        return Row(
            name,
            both("不能：设备代理现在没有应答", "no: the device agent does not answer just now"),
            Feeling.BAD,
        )
    if terminal.paying_trouble == "resolving":
        return Row(
            name,
            both(
                "还不能：先把重启前没弄清的付款问清楚", "not yet: payments from before the restart are cleared up first"
            ),
            Feeling.CAUTION,
        )
    if not terminal.paying:
        why = trouble(terminal.paying_trouble)
        return Row(name, both(f"不能：{why.zh}", f"no: {why.en}"), Feeling.BAD)
    if not terminal.platform_reachable:
        return Row(name, both("不能：连不上县平台", "no: the county’s platform cannot be reached"), Feeling.BAD)
    return Row(name, both("能", "yes"), Feeling.GOOD)


def _line(state: LineState) -> Row:
    return Row(both("网络", "Network"), *LINE[state])


def _platform(sight: Sight, terminal: Terminal | None) -> Iterator[Row]:
    name = both("县平台", "County platform")
    try:
        yield Row(name, *MOOD[sight.platform.latest().mood])
    except Unseen:
        yield Row(name, NO_ANSWER, Feeling.BAD)
    if terminal is not None:
        reaches = both("终端连平台", "Terminal to platform")
        if terminal.platform_reachable:
            yield Row(reaches, both("连得上", "reached"), Feeling.GOOD)
        else:
            yield Row(reaches, both("连不上，一直在试", "not reached; it keeps trying"), Feeling.BAD)


def _devices(devices: tuple[Device, ...]) -> Iterator[Row]:
    kinds = Counter(device.kind for device in devices)
    for device in devices:
        yield Row(device_name(device, is_alone=kinds[device.kind] == 1), *device_words(device))


def device_name(device: Device, *, is_alone: bool) -> LocalText:
    kind = KIND[device.kind]
    return kind if is_alone else both(f"{kind.zh} {device.device_id}", f"{kind.en} {device.device_id}")


def device_words(device: Device) -> tuple[LocalText, Feeling]:
    says, feeling = DEVICE[device.state]
    if not device.faults:
        return says, feeling
    why = listed(map(fault, device.faults))
    return both(f"{says.zh}：{why.zh}", f"{says.en}: {why.en}"), max(feeling, Feeling.CAUTION, key=_gravity)


def _gravity(feeling: Feeling) -> int:
    return list(Feeling).index(feeling)


def _card(sight: Sight) -> Row:
    name = both("读卡器上", "On the reader")
    try:
        card = sight.reader.latest()["card"]
    except Unseen:
        return Row(name, NO_ANSWER, Feeling.BAD)
    words = {
        "none": both("没有卡", "no card"),
        "present": both("放着一张卡，还没读", "a card, not read yet"),
        "read": both("放着一张卡，读过了", "a card that was read"),
    }
    return Row(name, words.get(card) or both(str(card), str(card)))


def _paper(sight: Sight) -> Row:
    name = both("打印机里", "In the printer")
    try:
        seen: PrinterSeen = sight.printer.latest()
    except Unseen:
        return Row(name, NO_ANSWER, Feeling.BAD)
    parts = list(_printer_parts(seen.faults))
    if parts:
        return Row(name, listed(parts, "，"), Feeling.CAUTION)
    return Row(name, both("有纸，盖子合着", "paper is in, the cover is closed"), Feeling.GOOD)


def _printer_parts(faults: dict[str, Any]) -> Iterator[LocalText]:
    if faults["offline"]:
        yield both("插头拔掉了", "it is unplugged")
    if faults["paper"] == "out":
        yield both("没有纸", "no paper")
    elif faults["paper_out_after"] is not None:
        lines = faults["paper_out_after"]
        yield both(f"纸只够再打{lines}行", f"paper for {lines} more lines")
    elif faults["paper"] == "low":
        yield both("纸快用完了", "paper is nearly out")
    if faults["cover_open"]:
        yield both("盖子开着", "the cover is open")


def _content(health: ContentHealth | None, *, is_agent_there: bool) -> Row:
    name = both("内容", "Content")
    if health is None or health.checked_at is None:
        if is_agent_there:
            return Row(
                name,
                both("还没有和县里核对过；屏幕照常播放", "not compared with the county’s yet; the screens play on"),
                Feeling.CAUTION,
            )
        return Row(
            name,
            both("设备代理没有应答；屏幕照常播放", "the agent does not answer; the screens play on"),
            Feeling.CAUTION,
        )
    as_of = day_and_minute(health.checked_at)
    if health.trouble is None:
        return Row(name, both(f"最新，{as_of.zh}核对过", f"up to date, as of {as_of.en}"), Feeling.GOOD)
    why = trouble(health.trouble.code)
    return Row(
        name,
        both(f"停在{as_of.zh}的样子：{why.zh}；屏幕照常播放", f"as of {as_of.en}: {why.en}; the screens play on"),
        Feeling.CAUTION,
    )


def _programs(hall: Hall) -> Row:
    name = both("终端的程序", "The terminal’s programs")
    down = [called(program) for program in PROGRAMS if hall.supervisor.pid(program) is None]
    if not down:
        return Row(name, both("五个都在运行", "all five are running"), Feeling.GOOD)
    gone = listed(down)
    return Row(name, both(f"{gone.zh}正在重新启动", f"being started again: {gone.en}"), Feeling.BAD)
