# SPDX-License-Identifier: Apache-2.0
"""The rows of the README's table, in order. A new one is a line here: the figure's name as its bench yields it."""

from collections.abc import Mapping
from dataclasses import dataclass

from contract.text import Language, LocalText

UNITS = {
    "ms": LocalText(zh="毫秒", en="ms"),
    "s": LocalText(zh="秒", en="s"),
    "MB": LocalText(zh="MB", en="MB"),
    "kB": LocalText(zh="kB", en="kB"),
    "B": LocalText(zh="字节", en="bytes"),
    "req": LocalText(zh="次", en="requests"),
}


@dataclass(frozen=True)
class Row:
    figure: str
    what: LocalText
    against: LocalText
    """`{}` is the value that it is held against, with its unit."""
    limit: bool = True
    """What lies over a limit is marked; a peer may be better without that."""


@dataclass(frozen=True)
class RigRow:
    rig: str
    what: LocalText
    measured: LocalText
    """Both with the counts' names in braces."""
    against: LocalText

    def filled(self, text: LocalText, language: Language, counts: Mapping[str, int]) -> str:
        return text.in_(language).format(**{name: f"{count:,}" for name, count in counts.items()})


LIMIT = LocalText(zh="上限 {}", en="at most {}")

ROWS: tuple[Row, ...] = (
    Row(
        "kiosk: start -> first frame",
        LocalText(zh="触摸屏：进程启动 → 第一帧", en="kiosk: process start → first frame"),
        LocalText(
            zh="{}：同一次运行里的 Chromium 全屏静态页", en="{}: Chromium in kiosk mode, an equal static page, same run"
        ),
        limit=False,
    ),
    Row(
        "kiosk: memory (PSS)",
        LocalText(zh="触摸屏：内存", en="kiosk: memory"),
        LocalText(zh="{}：同一个 Chromium", en="{}: the same Chromium"),
        limit=False,
    ),
    Row(
        "kiosk: memory (PSS), own limit",
        LocalText(zh="触摸屏：内存，对自己的上限", en="the same, against its own limit"),
        LIMIT,
    ),
    Row(
        "kiosk: touch -> next page, p99",
        LocalText(zh="手指抬起 → 下一页第一帧，100 次里第 99", en="finger lifted → next page's first frame, p99"),
        LIMIT,
    ),
    Row(
        "card placed -> identity, slowest",
        LocalText(
            zh="放上身份证 → 屏幕得到身份，40 次里最慢", en="card on the reader → identity at the kiosk, slowest of 40"
        ),
        LocalText(
            zh="上限 {}：线路传输、一个寻卡间隔，再加 30 毫秒",
            en="at most {}: the wire's own time, one find interval, 30 ms",
        ),
    ),
    Row(
        "card on a TCP reader -> identity, slowest",
        LocalText(
            zh="同上，读卡器接在网络上，20 次里最慢", en="the same, reader behind a TCP converter, slowest of 20"
        ),
        LocalText(
            zh="上限 {}：线路传输、一个寻卡间隔，再加 30 毫秒",
            en="at most {}: the wire's own time, one find interval, 30 ms",
        ),
    ),
    Row(
        "card on a USB reader -> identity, slowest",
        LocalText(zh="同上，读卡器接在 USB 上，20 次里最慢", en="the same, reader on USB, slowest of 20"),
        LocalText(
            zh="上限 {}：总线传输、一个寻卡间隔，再加 30 毫秒",
            en="at most {}: the bus's own time, one find interval, 30 ms",
        ),
    ),
    Row(
        "slip of 40 lines -> last byte, TCP",
        LocalText(zh="40 行的凭条 → 最后一个字节发给打印机", en="slip of 40 lines → last byte at the printer, TCP"),
        LocalText(
            zh="{}：同样的字节，用裸套接字轮流再发一遍，再加 100 毫秒（确认没有上一张的回答）",
            en="{}: the same bytes by a bare socket, in turn, and the 100 ms in which no earlier slip answers",
        ),
        limit=False,
    ),
    Row(
        "slip of 40 lines -> proved, serial line",
        LocalText(zh="40 行的凭条 → 打印机证实打完，串口", en="slip of 40 lines → proved by the printer, serial line"),
        LocalText(
            zh="上限 {}：线路传输，同样的 100 毫秒，再加 30 毫秒",
            en="at most {}: the line's own time, the same 100 ms, 30 ms",
        ),
    ),
    Row(
        "alert: received -> kiosk, slowest",
        LocalText(zh="收到紧急信息 → 自助机屏幕，8 次里最慢", en="emergency received → kiosk's screen, slowest of 8"),
        LIMIT,
    ),
    Row(
        "alert: received -> lobby, slowest",
        LocalText(zh="收到紧急信息 → 大厅屏，8 次里最慢", en="emergency received → lobby display, slowest of 8"),
        LIMIT,
    ),
    Row(
        "local API status call, p99 idle",
        LocalText(zh="本机接口状态查询，空闲，100 次里第 99", en="status call on the local API, idle, p99"),
        LIMIT,
    ),
    Row(
        "local API status call, median idle",
        LocalText(zh="本机接口状态查询，空闲，中位数", en="status call on the local API, idle, median"),
        LIMIT,
    ),
    Row("agent memory (PSS)", LocalText(zh="设备代理：内存", en="agent: memory"), LIMIT),
    Row(
        "hosted driver: memory (PSS)",
        LocalText(
            zh="每个驱动子进程（已载入 libusb）：内存", en="each driver in a process of its own, libusb loaded: memory"
        ),
        LIMIT,
    ),
    Row("sync: memory (PSS)", LocalText(zh="内容同步：内存", en="sync: memory"), LIMIT),
    Row("site: memory (PSS)", LocalText(zh="技术员网站：内存", en="technician's site: memory"), LIMIT),
    Row(
        "content: unchanged look",
        LocalText(zh="看一次有没有新内容（没有）", en="a look at the county's host, nothing new"),
        LIMIT,
    ),
    Row(
        "content: requests of such a look",
        LocalText(zh="这样看一次发几次请求", en="requests of such a look"),
        LIMIT,
    ),
    Row(
        "content: a notice added",
        LocalText(zh="添一条公告，终端要取多少", en="a notice added: what a terminal fetches"),
        LocalText(zh="上限 {}：栏目文件的 1.1 倍加 30 kB", en="at most {}: 1.1 × the feed's bytes + 30 kB"),
    ),
    Row(
        "console: kiosk, between two pictures",
        LocalText(zh="演示台：自助机的两帧画面之间", en="demo console: from one picture of the kiosk to the next"),
        LIMIT,
    ),
    Row(
        "console: lobby, between two pictures",
        LocalText(
            zh="演示台：大厅屏的两帧画面之间", en="demo console: from one picture of the lobby display to the next"
        ),
        LIMIT,
    ),
    Row(
        "console: touch -> new picture, p99",
        LocalText(
            zh="演示台：点一下 → 新画面，100 次里第 99", en="demo console: touch → new picture in the browser, p99"
        ),
        LIMIT,
    ),
    Row(
        "ledger: one durable intent",
        LocalText(zh="一笔付款意图落盘", en="one payment intent, durable"),
        LocalText(zh="{}：同一磁盘上一次 fsync", en="{}: one fsync on the same disk"),
        limit=False,
    ),
    Row(
        "paid -> first byte at the printer",
        LocalText(zh="手机付款 → 凭条第一个字节到打印机", en="phone has paid → first byte of the slip at the printer"),
        LocalText(zh="{}：询问间隔加 500 毫秒", en="{}: the pause between questions, and 500 ms"),
    ),
)

RIG_ROWS: tuple[RigRow, ...] = (
    RigRow(
        "pay-kill",
        LocalText(
            zh="{kills} 个随机时刻 kill -9，{payments} 笔付款（扫码 {scanned} 笔，待退款 {refunds_due} 笔）",
            en="kill -9 at {kills} random moments, {payments} payments ({scanned} scanned, {refunds_due} owed back)",
        ),
        LocalText(
            zh="丢失 {lost}，重复 {doubled}，凭空 {phantom}，没有结果 {left_open}；对账差异 {unbalanced}",
            en="{lost} lost, {doubled} doubled, {phantom} phantom, {left_open} left open; {unbalanced} differences",
        ),
        LocalText(
            zh="同一试验台上“先请求、后落盘”的写法会丢钱",
            en="the same rig with the intent written after the call: money is lost",
        ),
    ),
    RigRow(
        "whole-kill",
        LocalText(
            zh="付款时随机 kill -9 整个 agent、触摸屏、平台：{kills} 次，{payments} 笔付款",
            en="agent, kiosk and platform killed while somebody pays: {kills} times, {payments} payments",
        ),
        LocalText(
            zh="丢失 {lost}，重复 {doubled}，凭空 {phantom}，没有结果 {left_open}；对账差异 {unbalanced}",
            en="{lost} lost, {doubled} doubled, {phantom} phantom, {left_open} left open; {unbalanced} differences",
        ),
        LocalText(
            zh="同一试验台上“先请求、后落盘”的写法会丢钱",
            en="the same rig with the intent written after the call: money is lost",
        ),
    ),
    RigRow(
        "pay-powercut",
        LocalText(
            zh="断电 {cuts} 次，{acknowledged} 次已确认的写入",
            en="power cut {cuts} times, {acknowledged} acknowledged writes",
        ),
        LocalText(zh="丢失 {lost}，账本打不开 {unreadable}", en="{lost} lost, {unreadable} ledgers unreadable"),
        LocalText(
            zh="同一试验台上不 fsync 的账本会丢",
            en="the same rig with a ledger without fsync: writes are lost",
        ),
    ),
    RigRow(
        "publish-kill",
        LocalText(
            zh="杀掉发布程序 {kills} 次，断电 {cuts} 次，其间发布 {published} 次",
            en="publisher killed {kills} times, power cut {cuts} times, {published} publications",
        ),
        LocalText(zh="既非旧也非新 {broken}", en="{broken} neither the old nor the new"),
        LocalText(zh="同一试验台上就地改写的发布程序会坏", en="the same rig with files written in place: broken"),
    ),
    RigRow(
        "sync-kill",
        LocalText(
            zh="取新内容时杀掉同步 {kills} 次，断电 {cuts} 次",
            en="sync killed {kills} times, power cut {cuts} times, while it brings new content",
        ),
        LocalText(zh="既非旧也非新 {broken}", en="{broken} neither the old nor the new"),
        LocalText(zh="同一试验台上就地改写的同步会坏", en="the same rig with files written in place: broken"),
    ),
    RigRow(
        "disk-full",
        LocalText(
            zh="付款的每一步把磁盘写满，最后磁盘出错：{rounds} 轮",
            en="disk filled at each step of a payment, and failing at last: {rounds} rounds",
        ),
        LocalText(zh="{looks} 处查看，不对 {wrong}", en="{looks} looks, {wrong} wrong"),
        LocalText(
            zh="同一试验台上“先请求、后落盘”的写法会收钱",
            en="the same rig with the intent written after the call: money is taken",
        ),
    ),
    RigRow(
        "clock-step",
        LocalText(
            zh="付款途中拨钟（−8 秒、+1 小时、+3 年、回到 2023 年）：{payments} 笔",
            en="clock set amid a payment (−8 s, +1 h, +3 years, back to 2023): {payments} payments",
        ),
        LocalText(zh="受影响 {wrong}，内存多 {grown_kb} KB", en="{wrong} noticed; {grown_kb} KB of memory more"),
        LocalText(
            zh="同一试验台上按墙上时钟计时的写法会关掉付款码",
            en="the same rig with codes counted by the wall clock: they are closed",
        ),
    ),
    RigRow(
        "contract",
        LocalText(
            zh="schemathesis 对沙箱平台发 {calls} 次请求；agent 的客户端对独立的模拟平台",
            en="{calls} calls of schemathesis at the sandbox; the agent's client at an independent mock",
        ),
        LocalText(
            zh="约定以外的回答 {undocumented}，误解 {misunderstood}",
            en="{undocumented} undocumented answers, {misunderstood} misunderstood",
        ),
        LocalText(zh="同一试验台上种一个错，会被查出来", en="the same rig with one planted fault: found"),
    ),
    RigRow(
        "print-kill",
        LocalText(
            zh="打印的每一步 kill -9：{kills} 次，{jobs} 张凭条",
            en="kill -9 at each step of a print: {kills} times, {jobs} slips",
        ),
        LocalText(
            zh="丢失 {lost}，重复 {doubled}；{unknown} 张存疑，没告诉技术人员的 {hidden}",
            en="{lost} lost, {doubled} doubled; {unknown} in doubt, {hidden} of them not shown to the technician",
        ),
        LocalText(
            zh="同一试验台上自己补打、或先发送后落盘的写法会重复",
            en="the same rig with a desk that reprints by itself or writes down too late: slips are doubled",
        ),
    ),
    RigRow(
        "wire-cut",
        LocalText(
            zh="读证和打印途中在各个字节上断线：{cuts} 次",
            en="line cut at the bytes of a card's reading and of a slip: {cuts} times",
        ),
        LocalText(
            zh="说错结果 {wrong}，重复 {doubled}，5 秒内没恢复 {late}",
            en="{wrong} told wrongly, {doubled} doubled, {late} not ready again within 5 s",
        ),
        LocalText(zh="同一试验台上说谎的驱动会被查出来", en="the same rig with drivers that lie: found out"),
    ),
    RigRow(
        "event-resume",
        LocalText(
            zh="事件流强行断开 {reconnects} 次，重启 agent {restarts} 次，{events} 个事件",
            en="event stream torn {reconnects} times, restarts of the agent: {restarts}, {events} events",
        ),
        LocalText(
            zh="丢失 {lost}，重复 {doubled}，乱序 {disordered}",
            en="{lost} lost, {doubled} doubled, {disordered} out of order",
        ),
        LocalText(
            zh="同一试验台上不说上次读到哪里的客户端会丢事件",
            en="the same rig with a client that does not say where it was: events are lost",
        ),
    ),
)
