# SPDX-License-Identifier: Apache-2.0
"""What the slips say, as documents for the printer. Identity stands on them masked: surname only."""

from datetime import datetime, timedelta, timezone

from contract.local import PaymentLine, ReceiptKind
from contract.money import yuan
from contract.platform import Case
from contract.settings import TerminalSettings
from contract.text import Language, LocalText
from contract.wording import BILL_KIND, CASE_STATE
from device_drivers.receipt_printer.slip import Align, Columns, Cut, Feed, Item, Qr, Rule, Size, Slip, Text

CHINA = timezone(timedelta(hours=8))

PAID = LocalText(zh="缴费凭条", en="Payment slip")
OWED = LocalText(zh="退款凭条", en="Refund slip")
OWED_MEANS = LocalText(
    zh="您的钱到账时付款码已经过期，账单没有缴成。这笔钱会原路退回，请留好本凭条。",
    en="Your money arrived after the code had ended, so the bill is not paid. The money will go back the way it came. "
    "Please keep this slip.",
)
CAME_AT = LocalText(zh="到账时间", en="Received at")
REPRINT = LocalText(zh="【补打】", en="[REPRINT]")
REPRINT_MEANS = LocalText(
    zh="此前可能已打印过一张，两张是同一笔缴费。", en="An earlier slip may exist. Both are the same payment."
)
PAYER = LocalText(zh="缴费人", en="Payer")
NUMBER = LocalText(zh="证件号", en="ID number")
TOTAL = LocalText(zh="合计", en="Total")
PAID_AT = LocalText(zh="缴费时间", en="Paid at")
SLIP_NO = LocalText(zh="凭条号", en="Slip no.")
TERMINAL = LocalText(zh="终端号", en="Terminal")
REFERENCE = LocalText(zh="查询号", en="Reference")
VERIFY = LocalText(zh="手机扫码核对；查询或退款时请出示", en="Scan to verify; show it for questions or a refund")
KEEP = LocalText(zh="查询或退款时请出示此码", en="Show this code for questions or a refund")
NOT_INVOICE = LocalText(
    zh="本凭条不是发票，票据请向收费单位索取。", en="This slip is not an invoice; ask the payee for one."
)
CASE = LocalText(zh="办件进度", en="Application status")
CASE_NO = LocalText(zh="受理编号", en="Application no.")
STATE = LocalText(zh="现在", en="Now")
TASK = LocalText(zh="事项", en="Item")
OFFICE = LocalText(zh="办理单位", en="Office")
PROMISED = LocalText(zh="承诺办结", en="Promised by")
NEXT = LocalText(zh="接下来要做", en="What to do next")
AS_OF = LocalText(zh="查询时间", en="As of")
PHONE = LocalText(zh="咨询电话", en="Phone")
SCAN_AGAIN = LocalText(zh="下次来，扫这个码就能查", en="Scan this code to ask again")


def payment_slip(
    *,
    kind: ReceiptKind,
    verify_url: str | None,
    terminal: TerminalSettings,
    language: Language,
    order_no: str,
    lines: tuple[PaymentLine, ...],
    amount_fen: int,
    paid_at: datetime,
    receipt_no: int,
    reprint: bool,
    payer_name: str,
    payer_number: str,
) -> Slip:
    def say(text: LocalText) -> str:
        return text.in_(language)

    items: list[Item] = [
        Text(terminal.place.in_(language), align=Align.CENTER),
        Feed(1),
        Text(say(PAID if kind is ReceiptKind.PAYMENT else OWED), align=Align.CENTER, size=Size.DOUBLE, bold=True),
    ]
    if kind is ReceiptKind.REFUND:
        items += [Text(say(OWED_MEANS), bold=True)]
    if reprint:
        items.append(Text(say(REPRINT), align=Align.CENTER, size=Size.DOUBLE, bold=True))
        items.append(Text(say(REPRINT_MEANS), align=Align.CENTER))
    items.append(Rule())
    for line in lines:
        items.append(Columns(say(BILL_KIND[line.kind]), yuan(line.total_fen)))
        items.append(Text("  " + say(line.period)))
        if line.payee is not None:
            items.append(Text("  " + " ".join(filter(None, (say(line.payee), line.account)))))
    items += [
        Rule(),
        Columns(say(TOTAL), f"￥{yuan(amount_fen)}", size=Size.TALL, bold=True),
        Rule(),
    ]
    if payer_name:
        items.append(Columns(say(PAYER), payer_name))
    if payer_number:
        items.append(Columns(say(NUMBER), payer_number))
    items += [
        Columns(say(PAID_AT if kind is ReceiptKind.PAYMENT else CAME_AT), _minute(paid_at)),
        Columns(say(SLIP_NO), f"{terminal.number}-{receipt_no:06d}"),
        Columns(say(REFERENCE), reference(order_no)),
        Columns(say(PHONE), terminal.help_phone),
        Text(say(NOT_INVOICE)),
        Qr(verify_url or f"LINLI-PAY:{order_no}", say(VERIFY if verify_url else KEEP)),
        Feed(2),
        Cut(),
    ]
    return Slip(tuple(items))


def case_slip(case: Case, terminal: TerminalSettings, now: datetime, language: Language) -> Slip:
    def say(text: LocalText) -> str:
        return text.in_(language)

    items: list[Item] = [
        Text(terminal.place.in_(language), align=Align.CENTER),
        Feed(1),
        Text(say(CASE), align=Align.CENTER, size=Size.DOUBLE, bold=True),
        Rule(),
        Columns(say(CASE_NO), case.project_no),
        Text(f"{say(TASK)}  {case.task_name.in_(language)}"),
        Text(f"{say(OFFICE)}  {case.org_name.in_(language)}"),
        Columns(say(STATE), say(CASE_STATE[case.state]), size=Size.TALL, bold=True),
    ]
    if case.promise_date is not None:
        items.append(Columns(say(PROMISED), case.promise_date.isoformat()))
    if case.next_step is not None:
        items += [Rule(), Text(say(NEXT), bold=True), Text(say(case.next_step))]
    items += [
        Rule(),
        Columns(say(AS_OF), _minute(now)),
        Columns(say(TERMINAL), terminal.number),
        Columns(say(PHONE), case.link_way or terminal.help_phone),
        Qr(case.project_no, say(SCAN_AGAIN)),
        Feed(2),
        Cut(),
    ]
    return Slip(tuple(items))


def reference(order_no: str) -> str:
    """The order number as people read it out: its first twelve digits in fours."""
    short = order_no[:12].upper()
    return " ".join(short[at : at + 4] for at in range(0, 12, 4))


def _minute(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
