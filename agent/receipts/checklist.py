# SPDX-License-Identifier: Apache-2.0
"""A service item as a slip to take home: what to bring, how long it takes, where to go."""

from datetime import datetime

from agent.receipts.slips import CHINA, PHONE, TERMINAL
from contract.content import DayType, Material, Service
from contract.settings import TerminalSettings
from contract.text import Language, LocalText
from device_drivers.receipt_printer.slip import Align, Columns, Cut, Feed, Item, Qr, Rule, Size, Slip, Text

CHECKLIST = LocalText(zh="办事材料清单", en="What to bring")
TASK_CODE = LocalText(zh="事项编码", en="Item code")
BRING = LocalText(zh="请带齐这些材料，带好一样勾一样", en="Bring these papers and tick each one")
NOTHING = LocalText(zh="不用带材料", en="No papers needed")
COPIES = LocalText(zh="{}份", en="{} copies")
ONE_COPY = LocalText(zh="1份", en="1 copy")
IF_NEEDED = LocalText(zh="（有就带）", en=" (if you have it)")
TIME = LocalText(zh="承诺时限", en="Takes at most")
AT_ONCE = LocalText(zh="当场办好", en="Done on the spot")
WORKING_DAYS = LocalText(zh="{}个工作日", en="{} working days")
CALENDAR_DAYS = LocalText(zh="{}天", en="{} days")
FEE = LocalText(zh="收费", en="Fee")
FREE = LocalText(zh="不收费", en="Free")
SEE_DESK = LocalText(zh="以窗口告知为准", en="Told at the desk")
PLACE = LocalText(zh="去哪里办", en="Where")
HOURS = LocalText(zh="什么时间", en="When")
OFFICE = LocalText(zh="办理单位", en="Office")
ONLINE = LocalText(zh="手机扫码，网上办理", en="Scan with a phone to apply online")
AGAIN = LocalText(zh="到终端扫这个码，再看一遍", en="Scan at a terminal to see this again")
AS_OF = LocalText(zh="内容日期", en="Content as of")
BOX = "□"
"""In GB 2312 already, so every printer has it."""


def checklist_slip(service: Service, made_at: datetime, terminal: TerminalSettings, language: Language) -> Slip:
    """`made_at`: when the content was, which is not when it is printed."""

    def say(text: LocalText) -> str:
        return text.in_(language)

    items: list[Item] = [
        Text(say(terminal.place), align=Align.CENTER),
        Feed(1),
        Text(say(CHECKLIST), align=Align.CENTER, size=Size.DOUBLE, bold=True),
        Feed(1),
        Text(say(service.task_name), align=Align.CENTER, bold=True),
        Rule(),
        *_materials(service.materials, language),
        Rule(),
        Columns(say(TIME), _promise(service, language), size=Size.TALL, bold=True),
        *_fees(service, language),
        Text(f"{say(OFFICE)}  {say(service.dept_name)}"),
    ]
    if service.transact_addr is not None:
        items.append(Text(f"{say(PLACE)}  {say(service.transact_addr)}"))
    if service.transact_time is not None:
        items.append(Text(f"{say(HOURS)}  {say(service.transact_time)}"))
    online = service.online_handle_url
    items += [
        Columns(say(PHONE), say(service.link_way) if service.link_way else terminal.help_phone),
        Rule(),
        Columns(say(TASK_CODE), service.task_code),
        Columns(say(AS_OF), made_at.astimezone(CHINA).strftime("%Y-%m-%d")),
        Columns(say(TERMINAL), terminal.number),
        Qr(online, say(ONLINE)) if online else Qr(f"LINLI-GUIDE:{service.task_code}", say(AGAIN)),
        Feed(2),
        Cut(),
    ]
    return Slip(tuple(items))


def _materials(materials: tuple[Material, ...], language: Language) -> list[Item]:
    if not materials:
        return [Text(NOTHING.in_(language), bold=True)]
    items: list[Item] = [Text(BRING.in_(language), bold=True)]
    for number, material in enumerate(sorted(materials, key=lambda material: material.order_num), 1):
        optional = "" if material.is_need else IF_NEEDED.in_(language)
        name = f"{BOX} {number}. {material.material_name.in_(language)}{optional}"
        items.append(Columns(name, _copies(material.page_num, language)))
        notes = [note.in_(language) for note in (material.page_format, material.fill_explain) if note is not None]
        items += [Text(f"   {note}") for note in notes]
    return items


def _copies(count: int, language: Language) -> str:
    if count == 0:
        return ""
    return (ONE_COPY if count == 1 else COPIES).in_(language).format(count)


def _promise(service: Service, language: Language) -> str:
    if service.promise_day == 0:
        return AT_ONCE.in_(language)
    days = WORKING_DAYS if service.promise_type is DayType.WORKING else CALENDAR_DAYS
    return days.in_(language).format(service.promise_day)


def _fees(service: Service, language: Language) -> list[Item]:
    if not service.is_fee:
        return [Columns(FEE.in_(language), FREE.in_(language))]
    if not service.fees:
        return [Columns(FEE.in_(language), SEE_DESK.in_(language))]
    return [Columns(fee.fee_name.in_(language), fee.fee_stand.in_(language)) for fee in service.fees]
