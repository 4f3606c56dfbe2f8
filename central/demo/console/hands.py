# SPDX-License-Identifier: Apache-2.0
"""The console's buttons: what hands do in the hall, in the county, to the programs. Each answers with a sentence, and
what was done is noted."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TypeVar

from flask import Blueprint, Response, abort, redirect, request, url_for

from central.demo.console.card import Card, remember
from central.demo.console.language import told
from central.demo.hall import Hall
from central.demo.running.names import called
from central.demo.world import people
from central.demo.world.clerk import Clerk
from central.demo.world.line import LineState
from central.demo.world.phone import Phone
from central.demo.world.platform import Mood
from central.demo.world.timepiece import CHINA, Timepiece
from central.demo.world.world import World
from central.publish.errors import Unfit
from contract.content import Alert
from contract.text import LocalText
from device_drivers.simulation.requests import Json

K = TypeVar("K")
T = TypeVar("T")

LONGEST_SCAN = 200
TITLE, BODY = 100, 2000
"""Most characters of a notice."""
UNFIT = LocalText(
    zh="这样的通知不能发：标题太长，或者有屏幕显示不了的字符。",
    en="Such a notice cannot be published: its title is too long, or a character is in it that no screen can show.",
)
LINES_LEFT = 6
NIGHT = time(23, 30)

Said = LocalText
Did = Callable[[LocalText], Response]

PRINTER: Mapping[str, tuple[Mapping[str, Json], Said]] = {
    "in_order": ({}, Said(zh="打印机一切正常。", en="The printer is in order.")),
    "paper_out": ({"paper": "out"}, Said(zh="纸取出来了。", en="The paper is out.")),
    "paper_low": ({"paper": "low"}, Said(zh="纸快用完了。", en="The paper is nearly out.")),
    "paper_ends": (
        {"paper_out_after": LINES_LEFT},
        Said(zh=f"纸只够再打{LINES_LEFT}行。", en=f"The paper lasts for {LINES_LEFT} more lines."),
    ),
    "cover_open": ({"cover_open": True}, Said(zh="打印机的盖子打开了。", en="The printer's cover is open.")),
    "unplugged": ({"offline": True}, Said(zh="打印机的插头拔掉了。", en="The printer is unplugged.")),
}
WHOLE_PRINTER: Mapping[str, Json] = {"paper": "ok", "paper_out_after": None, "cover_open": False, "offline": False}

LINE = {
    LineState.OPEN: Said(zh="网络畅通。", en="The network is there."),
    LineState.SLOW: Said(
        zh="网络很慢：每秒6 KB，一问一答多等0.7秒。",
        en="The network is slow: 6 KB a second, and 0.7 s more for each answer.",
    ),
    LineState.CUT: Said(zh="网线断了。", en="The network is cut."),
    LineState.SILENT: Said(
        zh="网络连着，但什么也传不过去。", en="The network looks connected, and nothing comes through."
    ),
    LineState.PORTAL: Said(
        zh="网络要求先登录：不管问什么，回答都是登录页面。",
        en="The network wants a login: whatever is asked, a login page answers.",
    ),
}
MOODS = {
    Mood.WELL: Said(zh="平台正常。", en="The platform is well."),
    Mood.SLOW: Said(zh="平台很慢：每次回答要等3秒。", en="The platform is slow: 3 seconds for each answer."),
    Mood.FAILING: Said(zh="平台出错：问什么都只报错。", en="The platform fails: it answers everything with an error."),
    Mood.NONSENSE: Said(
        zh="平台答非所问：网页，或者半份文件。", en="The platform talks nonsense: web pages and half documents."
    ),
    Mood.FORGETFUL: Said(
        zh="平台照办，但回答都丢了。", en="The platform does what it is asked, and each answer is lost."
    ),
}
ALERTS: Mapping[str, tuple[Callable[[Clerk], Alert | None], Said]] = {
    "raise": (Clerk.raise_alert, Said(zh="紧急信息已发出。", en="The emergency is raised.")),
    "update": (Clerk.update_alert, Said(zh="紧急信息已更新。", en="The emergency is updated.")),
    "cancel": (Clerk.cancel_alert, Said(zh="紧急信息已解除。", en="The emergency is over.")),
}
CALM = Said(zh="现在没有紧急信息。", en="There is no emergency now.")
DAY = timedelta(days=1)
CLOCK: Mapping[str, Callable[[World], None]] = {
    "stop": lambda around: around.clock.stop(),
    "go_on": lambda around: around.clock.go_on(),
    "right": World.put_clock_right,
    "hour": lambda around: around.clock.jump(timedelta(hours=1)),
    "day": lambda around: around.clock.jump(DAY),
    "back_day": lambda around: around.clock.jump(-DAY),
    "night": lambda around: around.clock.jump_to(NIGHT),
}
NOTHING_WAITS = Said(
    zh="现在没有等着付款的订单。请先在终端上选好账单。",
    en="No order waits for payment. First choose bills at the kiosk.",
)
KILLABLE: Mapping[str, Said] = {
    name: called(name)
    for name in (
        *("agent", "sync", "web", "kiosk", "signage", "standby-kiosk", "standby-lobby"),
        *("sandbox", "content", "reader", "printer", "scanner"),
    )
}


def hands(hall: Hall) -> Blueprint:
    actions, card = Blueprint("hands", __name__), Card()
    remember(actions, card)

    def did(said: LocalText) -> Response:
        hall.world.diary.note(said)
        return answer(said)

    _in_the_hall(actions, hall.world, card, did)
    _outside(actions, hall.world, did)

    @actions.post("/kill")
    def kill() -> Response:
        name = request.form.get("program", "")
        words = _one_of(KILLABLE, name)
        if hall.supervisor.kill(name):
            return did(Said(zh=f"{words.zh}被杀掉了，看它怎样回来。", en=f"Killed {words.en}: see it come back."))
        return answer(Said(zh=f"{words.zh}现在没有运行。", en=f"Not running just now: {words.en}."))

    @actions.post("/right")
    def right() -> Response:
        hall.world.put_right()
        card.value = ""
        return did(Said(zh="一切恢复正常。", en="Everything is as on a good day."))

    return actions


def _in_the_hall(actions: Blueprint, around: World, card: Card, did: Did) -> None:
    @actions.post("/card")
    def put_card() -> Response:
        number = request.form.get("resident", type=int)
        resident = _one_of(dict(enumerate(people.everyone())), number)
        damaged, pulled = ("damaged" in request.form, "pulled" in request.form)
        people.put_card(around.reader, resident, damaged=damaged, pulled=pulled)
        card.value = "damaged" if damaged else "pulled" if pulled else str(number)
        name = resident.name.masked()
        if damaged:
            return did(Said(zh=f"{name}的卡放上去了，是张坏卡。", en=f"{name}'s card is on the reader, a damaged one."))
        if pulled:
            return did(
                Said(
                    zh=f"{name}的卡放上去了，读到一半会拿走。",
                    en=f"{name}'s card is on; it leaves in the middle of the reading.",
                )
            )
        return did(
            Said(
                zh=f"{name}的卡放上去了，自助机要证件时就读。",
                en=f"{name}'s card is on the reader; the kiosk reads it when it asks for one.",
            )
        )

    @actions.post("/card/away")
    def take_card() -> Response:
        around.reader.take_card()
        card.value = ""
        return did(Said(zh="卡拿走了。", en="The card is taken away."))

    @actions.post("/scan")
    def scan() -> Response:
        around.scanner.scan(_text("text", LONGEST_SCAN))
        return did(
            Said(
                zh="扫过码了，自助机等着扫码时才收。",
                en="The code is scanned; the kiosk takes it while it asks for one.",
            )
        )

    @actions.post("/phone")
    def phone() -> Response:
        said = _one_of(PHONE, request.form.get("do"))(around.phone, around.clock)
        return answer(said) if said is NOTHING_WAITS else did(said)

    @actions.post("/printer")
    def printer() -> Response:
        faults, said = _one_of(PRINTER, request.form.get("do"))
        around.printer.put_faults(**{**WHOLE_PRINTER, **faults})
        return did(said)


def _outside(actions: Blueprint, around: World, did: Did) -> None:
    @actions.post("/line")
    def line() -> Response:
        state = _one_of({state.value: state for state in LineState}, request.form.get("do"))
        around.line.put(state)
        return did(LINE[state])

    @actions.post("/platform")
    def platform() -> Response:
        mood = _one_of({mood.value: mood for mood in Mood}, request.form.get("do"))
        around.platform.put(mood)
        return did(MOODS[mood])

    @actions.post("/notice")
    def notice() -> Response:
        try:
            around.clerk.publish_notice(_text("title", TITLE), _text("body", BODY))
        except Unfit:
            return answer(UNFIT, 400)
        return did(Said(zh="通知已发布。", en="The notice is published."))

    @actions.post("/alert")
    def alert() -> Response:
        act, said = _one_of(ALERTS, request.form.get("do"))
        return did(said) if act(around.clerk) else answer(CALM)

    @actions.post("/clock")
    def clock() -> Response:
        _one_of(CLOCK, request.form.get("do"))(around)
        around.clerk.keep_fresh()
        return did(_clock_said(around.clock))


# ---- the phone


def _pay(phone: Phone, _clock: Timepiece) -> Said:
    order = phone.pending()
    if order is None or order.code_url is None:
        return NOTHING_WAITS
    phone.put_away()
    phone.pay(order.code_url)
    return Said(zh="手机付款了。", en="The phone has paid.")


def _pay_late(phone: Phone, _clock: Timepiece) -> Said:
    if phone.pay_late() is None:
        return NOTHING_WAITS
    return Said(
        zh="手机等这一单结束后才付款。要快些看到：在自助机上点“不付了，返回”，或者把时钟拨快一小时。",
        en="The phone pays once this order has ended. To see it soon: touch “Do not pay, go back”, or "
        "jump the clock by an hour.",
    )


def _refuse(phone: Phone, clock: Timepiece) -> Said:
    phone.put_away()
    order = phone.pending()
    if order is None or order.valid_until is None:
        return NOTHING_WAITS
    left = max(0, round((order.valid_until - clock.now()).total_seconds()))
    return Said(
        zh=f"没有人付款。付款码还有效{left}秒。要快些看到：在自助机上点“不付了，返回”，或者把时钟拨快一小时。",
        en=f"Nobody pays. The code is good for {left} s more. To see the end at once: touch “Do not pay, go back”, "
        "or jump the clock by an hour.",
    )


PHONE: Mapping[str, Callable[[Phone, Timepiece], Said]] = {"pay": _pay, "pay_late": _pay_late, "refuse": _refuse}


# ---- what was asked, and what is said


def answer(said: LocalText, status: int = 200) -> Response:
    """A sentence for the script; a page without it gets the whole page again, which says it."""
    sentence = told(said)
    if request.headers.get("Accept") == "text/plain":
        return Response(sentence, status, mimetype="text/plain")
    anew = redirect(url_for("page", said=sentence), 303)
    assert isinstance(anew, Response)
    return anew


def _one_of(known: Mapping[K, T], asked: K | None) -> T:
    if asked is None or asked not in known:
        abort(400)
    return known[asked]


def _text(name: str, most: int) -> str:
    text = request.form.get(name, "").replace("\r\n", "\n").strip()  # as a form without the script sends it
    if not 0 < len(text) <= most:
        abort(400)
    return text


def _clock_said(clock: Timepiece) -> Said:
    shown = _shown(clock.now())
    if clock.is_stopped:
        return Said(zh=f"时钟停在{shown}。", en=f"The clock stands still at {shown}.")
    if clock.is_behind:
        return Said(
            zh=f"时钟走着，现在是{shown}。县里的时间更晚，签发过的不会倒退：通知和紧急信息，终端按县里的时间判断。",
            en=f"The clock goes on from {shown}. The county's time is later, and what is signed stays signed: the "
            "terminal judges notices and emergencies by the county's dates.",
        )
    if clock.is_right:
        return Said(zh=f"时钟走得准：{shown}。", en=f"The clock is right: {shown}.")
    return Said(zh=f"时钟走着，现在是{shown}。", en=f"The clock goes on from {shown}.")


def _shown(now: datetime) -> str:
    return f"{now.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
