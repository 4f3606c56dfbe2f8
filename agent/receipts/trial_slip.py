# SPDX-License-Identifier: Apache-2.0
"""A small slip that shows a technician whether a printer is set up rightly: paper width, code page, QR, knife.

An office printer prints it too, as a page."""

from datetime import datetime

from agent.receipts.slips import CHINA, TERMINAL
from contract.settings import TerminalSettings
from contract.text import Language, LocalText
from device_drivers.receipt_printer.slip import (
    Align,
    Columns,
    Cut,
    Feed,
    Item,
    PrinterProfile,
    Qr,
    Rule,
    Size,
    Slip,
    Text,
)

TITLE = LocalText(zh="打印测试", en="Printer test")
TIME = LocalText(zh="时间", en="Time")
PAGE = LocalText(zh="代码页", en="Code page")
WIDTH = LocalText(zh="每行字数", en="Columns")
READABLE = LocalText(zh="下面这行汉字应当清楚，没有乱码：", en="The next line must be clear Chinese:")
SAMPLE = "邻里社区 缴费凭条 ￥123.45 王**"
SCAN = LocalText(zh="用手机扫码，应显示终端号", en="Scan: a phone must show the terminal number")


def trial_slip(terminal: TerminalSettings, printer: PrinterProfile, now: datetime, language: Language) -> Slip:
    def say(text: LocalText) -> str:
        return text.in_(language)

    items: tuple[Item, ...] = (
        Text(say(terminal.place), align=Align.CENTER),
        Text(say(TITLE), align=Align.CENTER, size=Size.DOUBLE, bold=True),
        Rule(),
        Columns(say(TERMINAL), terminal.number),
        Columns(say(TIME), now.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")),
        Columns(say(PAGE), printer.encoding.upper()),
        Columns(say(WIDTH), str(printer.columns)),
        Text(say(READABLE)),
        Text(SAMPLE, bold=True),
        Text(("1234567890" * 7)[: printer.columns]),
        Rule(),
        Qr(f"LINLI-TEST:{terminal.number}", say(SCAN)),
        Feed(1),
        Cut(),
    )
    return Slip(items)
