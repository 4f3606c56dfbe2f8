# SPDX-License-Identifier: Apache-2.0
"""The account of a real agent before real simulators and a real sandbox; only what screens show is made up."""

import ast
import json
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import render_template
from flask.testing import FlaskClient

import agent
from agent.devices import hosted
from agent.errors import DeviceMissing, PlatformDown, PlatformError, PlatformSlow, QueueFull
from agent.platform.link import _word
from agent.sync import errors as sync_errors
from central.demo.console.account import events, glance, ledger, plays, words
from central.demo.console.account.events import Chronicle, Names, sentence
from central.demo.console.account.glance import Glance, Unseen
from central.demo.console.account.sight import AgentSeen, Content
from central.demo.console.account.wording import DEVICE, LINE, MOOD, OUTCOME, PAYMENT, RECEIPT, TROUBLE, Feeling, both
from central.demo.console.app import application
from central.demo.hall import Hall
from central.demo.running.processes import Program
from central.demo.running.screen import KIOSK_SIZE, LOBBY_SIZE, Screen
from central.demo.running.supervisor import Supervisor
from central.demo.running.terminal import LOBBY, Place, Ports
from central.demo.stories.teller import Teller
from central.demo.visit.screen_reader import Control, Look, ScreenReader
from central.demo.world.clerk import Clerk
from central.demo.world.diary import Diary, Witness
from central.demo.world.eyes import Finger
from central.demo.world.line import Line, LineState
from central.demo.world.platform import Mood
from central.demo.world.world import world
from central.sandbox import errors as sandbox_errors
from contract import content as published
from contract import local
from contract.content import Line as TextLine
from contract.content import Prose
from contract.local import DeviceKind, DeviceState, Event, Outcome, PaymentState, ReceiptState, Topic
from contract.platform import Order, OrderState, PhonePayment
from contract.tenant import Level
from contract.text import LocalText
from device_drivers import errors as device_errors
from device_drivers.document_scanner.process import NOT_INSTALLED
from device_drivers.office_printer import driver as office
from device_drivers.office_printer.codec import WORDS as OFFICE_WORDS
from device_drivers.receipt_printer.answers import Fault
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.codec import Status
from device_drivers.resident_id.policy import RULES
from device_drivers.simulation.control import ControlServer
from device_drivers.smart_card.driver import SERVICE_GONE
from device_drivers.smart_card.pcsc import CARD_MUTE
from device_drivers.smart_card.status_words import FINAL_CODES
from signage.schedule import Reason
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, wait_for
from tests.agent.conftest import surroundings as surroundings  # noqa: PLC0414 -- a fixture

PORT = 8124
OWN: dict[str, Any] = {"base_url": f"http://127.0.0.1:{PORT}"}
NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PROGRAMS = ("agent", "sync", "web", "kiosk", "signage")
HAN = re.compile(r"[\u4e00-\u9fff]")


class MadeUp(ScreenReader):
    """Says what it is told to, one look after the other; the last one stays."""

    def __init__(self, *looks: Look) -> None:
        self.looks = list(looks)

    def look(self) -> Look:
        if not self.looks:
            raise LookupError("the kiosk is being started again")
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]


class NotedFinger(Finger):
    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.touched: list[tuple[int, int]] = []

    def touch(self, x: int, y: int) -> None:
        self.touched.append((x, y))


def control(role: str, name: str, x: int = 100, y: int = 100, **state: bool) -> Control:
    return Control(role, name, x, y, 200, 80, state.get("checked", False), state.get("enabled", True))


HOME = Look(
    (
        control("frame", "Linli"),
        control("heading", "您好，想办什么事？"),
        control("label", "点一下就行"),
        control("push button", "生活缴费\n水 电 暖", 100, 400),
        control("push button", "办件进度", 100, 600, enabled=False),
        control("check box", "水费 ¥31.80", 100, 800, checked=True),
    )
)


@dataclass
class Told:
    client: FlaskClient
    hall: Hall
    agent: RunningAgent
    around: Surroundings
    finger: NotedFinger
    kiosk: MadeUp

    def parts(self, language: str = "zh") -> dict[str, Any]:
        time.sleep(1.1)  # what is seen is not looked at again within a second
        self.client.get("/account", headers={"Accept-Language": language}, **OWN)
        time.sleep(0.3)
        answer = self.client.get("/account", headers={"Accept-Language": language}, **OWN)
        assert answer.status_code == 200
        found: dict[str, Any] = json.loads(answer.data)
        return found

    def until(self, part: str, words: str, language: str = "zh") -> str:
        def there() -> str | None:
            text = str(self.parts(language)[part])
            return text if re.search(words, plain(text)) else None

        return wait_for(there, 25)

    def control(self, **form: object) -> tuple[int, str]:
        answer = self.client.post("/control", data=form, headers={"Accept": "text/plain"}, **OWN)
        return answer.status_code, answer.text


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    folder = tmp_path_factory.mktemp("county")
    return Clerk.at_work(folder / "county", folder / "content-root.json", folder / "clock-offset")


@pytest.fixture
def told(surroundings: Surroundings, tmp_path: Path, clerk: Clerk) -> Iterator[Told]:
    here = Place(tmp_path, tmp_path / "run", Ports(int(surroundings.sandbox.url.rsplit(":", 1)[1]), 0, 0, 0, 0, 0, 0))
    with ExitStack() as closing:
        for folder in (here.run, here.notes, here.logs, here.content.root):
            folder.mkdir(parents=True, exist_ok=True)
        spare = closing.enter_context(ReceiptPrinterSimulator())
        for name, device in (
            ("reader", surroundings.reader),
            ("printer", surroundings.printer),
            ("spare-printer", spare),
            ("scanner", surroundings.scanner),
        ):
            closing.enter_context(ControlServer(here.control(name), device))
        diary = Diary()
        sleepers = (
            Program(name, lambda: ["sleep", "600"], lambda _child: True, {"PATH": "/usr/bin:/bin"}) for name in PROGRAMS
        )
        supervisor = closing.enter_context(
            Supervisor(
                sleepers,
                logs=here.logs,
                notes=here.notes,
                say=lambda _line: None,
                note=lambda what: diary.note(what, Witness.SUPERVISOR),
            )
        )
        running = RunningAgent(surroundings)
        closing.callback(running.stop)
        wait_for(lambda: running.house.link.reachable and all(map(running.online, ("reader", "printer", "scanner"))))
        screen, lobby = Screen("kiosk", KIOSK_SIZE, tmp_path), Screen(LOBBY, LOBBY_SIZE, tmp_path)
        finger, kiosk = NotedFinger(screen), MadeUp(HOME)
        line = closing.enter_context(Line(()))
        around = closing.enter_context(world(here, clerk, line, screen, lobby, diary))
        hall = Hall(
            here, replace(around, finger=finger), kiosk, MadeUp(Look((control("label", "振兴社区"),))), supervisor
        )
        teller = Teller(hall, ())
        closing.callback(teller.close)
        app = application(hall, teller, PORT)
        yield Told(app.test_client(), hall, running, surroundings, finger, kiosk)


def paid(told: Told, *, with_slip: bool = True) -> str:
    session, bills = told.agent.identified(told.around)
    payment_id = told.agent.pay(session, bills, 1, with_slip=with_slip)
    told.agent.until(payment_id, PaymentState.CODE_SHOWN)
    told.around.sandbox.desk.pay(payment_id, PhonePayment())
    told.agent.until(payment_id, PaymentState.SUCCEEDED)
    return payment_id


# ---- with everything there


def test_a_payment_is_told_in_every_part_and_never_with_a_plain_name_or_number(told: Told) -> None:
    payment_id = paid(told)
    told.agent.until_slip(payment_id, ReceiptState.PRINTED)
    told.until("ledger", "终端的记录平台都收到了")
    parts = told.parts()
    entry = plain(parts["ledger"])
    for said in ("平台说已收到钱", "微信", "两边一致", "打好了", "张** 330***********0036", "钱收到了"):
        assert said in entry
    happened = plain(parts["events"])
    for said in ("读身份证：做完了", "付款码在屏幕上", "平台说已收到钱", "凭条 000001：打好了"):
        assert said in happened
    assert happened.index("凭条 000001：打好了") < happened.index("读身份证：做完了")  # the newest first
    assert "张**" in parts["slips"]
    for plain_text in ("张建国", "建国", "330106195001010036", "19500101"):
        assert plain_text not in json.dumps(parts, ensure_ascii=False)


def test_the_page_may_be_english_and_leaves_nothing_chinese_unmarked(told: Told) -> None:
    paid(told, with_slip=False)
    told.hall.world.line.put(LineState.SLOW)
    parts = told.parts("en")
    for name in ("now", "events", "ledger"):
        marked = re.sub(r"<(\w+) [^>]*lang=\"zh-Hans\"[^>]*>.*?</\1>", "", parts[name], flags=re.DOTALL)
        assert not HAN.search(marked), marked
    assert "the platform says it has the money" in parts["ledger"]


def test_slips_are_pictures_with_their_text_and_a_torn_one_is_said(told: Told) -> None:
    told.around.printer.faults.put(paper_out_after=4)
    payment_id = paid(told)
    told.agent.until_slip(payment_id, ReceiptState.FAILED, ReceiptState.UNKNOWN)
    part = told.until("slips", "撕断了，或者还在打印")
    address = re.search(r'src="(/slip/[^"?]+\.png)', part)
    assert address is not None
    picture = told.client.get(address[1], **OWN)
    assert (picture.mimetype, picture.data[:4]) == ("image/png", b"\x89PNG")
    assert "没有纸" in plain(told.parts()["now"])
    for nowhere in ("/slip/999.png", "/slip/spare-999.png", "/slip/x.png", "/slip/..%2f1.png"):
        assert told.client.get(nowhere, **OWN).status_code == 404


def test_a_device_says_what_is_wrong_with_it_now_and_in_the_events(told: Told) -> None:
    told.hall.world.printer.put_faults(paper="out")
    told.hall.world.diary.note(both("纸取出来了。", "The paper is out."))
    happened = told.until("events", "打印机：等人来处理，没有纸了")
    assert "纸取出来了" in happened
    assert "等人来处理：没有纸了" in plain(told.parts()["now"])
    told.hall.world.printer.clear_faults()
    happened = told.until("events", r"打印机：正常 .*打印机：等人来处理，没有纸了")
    assert happened


def test_each_part_stands_alone(told: Told) -> None:
    paid(told, with_slip=False)
    told.parts()
    told.agent.api.stop()
    told.kiosk.looks.clear()
    parts = told.parts()
    assert "设备代理现在没有应答" in plain(parts["ledger"])
    assert "自助机现在没有应答" in plain(parts["words"])
    assert "不能：设备代理现在没有应答" in plain(parts["now"])
    assert "县平台 ✓ 正常" in plain(parts["now"])
    assert "平台说已收到钱" in parts["events"]  # what was told once stays told
    assert "大厅屏：" in parts["plays"]
    told.around.sandbox.stop()
    assert "县平台 ✕ 现在没有应答" in plain(told.parts()["now"])


def test_what_crashes_and_comes_back_is_told_as_the_supervisors_word(told: Told) -> None:
    told.hall.supervisor.kill("kiosk")
    happened = told.until("events", "自助机程序回来了")
    assert "自助机程序被杀掉了" in happened
    assert 'class="supervisor"' in happened


def test_one_glance_tells_clock_line_mood_and_settings(told: Told) -> None:
    world = told.hall.world
    world.line.put(LineState.PORTAL)
    world.platform.put(Mood.FORGETFUL)
    world.clock.jump(timedelta(days=-1))
    parts = told.parts()
    now = plain(parts["now"])
    for said in ("慢了1天", "被登录页面挡住了", "照办，但回答都丢了", "五个都在运行", "没有卡"):
        assert said in now
    assert parts["settings"] == {
        "line": "portal",
        "platform": "forgetful",
        "printer": "in_order",
        "card": "none",
    }
    world.clock.stop()
    world.printer.put_faults(cover_open=True)
    told.around.reader.put_card(ZHANG)
    parts = told.parts("en")
    now = plain(parts["now"])
    for said in ("it stands still", "the cover is open", "a card, not read yet"):
        assert said in now
    assert (parts["settings"]["clock"], parts["settings"]["printer"]) == ("stop", "cover_open")
    assert "card" not in parts["settings"], "whose card that is, nobody told the console"


def test_whose_card_is_on_the_reader_is_known_if_the_console_put_it_there(told: Told) -> None:
    def press(path: str, **form: object) -> None:
        assert told.client.post(path, data=form, headers={"Accept": "text/plain"}, **OWN).status_code == 200

    for form, value in (({"resident": 2}, "2"), ({"resident": 1, "damaged": 1}, "damaged"), ({"resident": 0}, "0")):
        press("/card", **form)
        assert told.parts()["settings"]["card"] == value
    press("/card/away")
    assert told.parts()["settings"]["card"] == "none"
    told.around.reader.put_card(ZHANG)
    assert "card" not in told.parts()["settings"]


HOSTILE = "<img src=x onerror=alert(1)>'\""


def test_what_others_write_is_never_markup(told: Told) -> None:
    told.hall.world.diary.note(both(HOSTILE, HOSTILE))
    told.kiosk.looks = [Look((control("push button", HOSTILE), control("heading", HOSTILE), control("label", HOSTILE)))]
    parts = told.parts()
    for part in ("events", "words", "plays"):
        assert "&lt;img" in parts[part], part
    for part, html in parts.items():
        assert "<img src=x" not in str(html), part
    for path in (f"/?said={HOSTILE}", f"/slip/{HOSTILE}.png"):
        assert HOSTILE not in told.client.get(path, **OWN).text
    hostile = plays.plays(Content(release_of_hostile(), None), NOW, lobby(HOSTILE), HOME)
    assert HOSTILE in hostile.now.zh
    with told.client.application.test_request_context("/", **OWN):
        shown = render_template("account/plays.html", plays=hostile)
    assert "&lt;img" in shown
    assert "<img" not in shown


def test_the_account_is_quick_and_asks_the_screen_reader_seldom(told: Told) -> None:
    looks: list[float] = []
    look = told.kiosk.look

    def counted() -> Look:
        looks.append(time.monotonic())
        return look()

    told.kiosk.look = counted  # type: ignore[method-assign]
    told.parts()
    before = len(looks)
    askers = [threading.Thread(target=told.client.get, args=("/account",), kwargs=OWN) for _ in range(10)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(looks) - before <= 2


# ---- the kiosk's words as a way to use it


def test_words_are_read_in_order_and_buttons_are_buttons(told: Told) -> None:
    part = told.parts()["words"]
    assert "<h4>您好，想办什么事？</h4>" in part
    assert "Linli" not in part
    texts = ("您好，想办什么事？", "点一下就行", "生活缴费", "办件进度", "水费 ¥31.80 ✓")
    places = [part.index(text) for text in texts]
    assert places == sorted(places)
    assert re.search(r'value="1" disabled>', part)
    assert re.search(r'value="2" aria-pressed="true">', part)


def test_a_control_is_touched_at_its_centre(told: Told) -> None:
    status, said = told.control(number=0, mark=words.mark_of(HOME))
    assert (status, told.finger.touched) == (200, [(200, 440)])
    assert "生活缴费" in said


def test_a_page_that_still_slides_is_touched_when_it_rests(told: Told) -> None:
    def moved(by: int) -> Look:
        return Look(tuple(replace(each, x=each.x + by) for each in HOME.controls))

    told.kiosk.looks = [moved(300), moved(100), HOME, HOME]
    assert told.control(number=0, mark=words.mark_of(HOME))[0] == 200
    assert told.finger.touched == [(200, 440)]


def test_a_screen_that_has_changed_is_not_touched(told: Told) -> None:
    mark = words.mark_of(HOME)
    told.kiosk.looks = [Look((*HOME.controls[:3], control("push button", "确认缴费 ¥31.80", 100, 400)))]
    status, said = told.control(number=0, mark=mark)
    assert (status, told.finger.touched) == (409, [])
    assert "屏幕已经变了" in said


@pytest.mark.parametrize(
    ("number", "status"), [("1", 409), ("3", 409), ("-1", 409), ("x", 400), ("", 400), ("9" * 30, 409)]
)
def test_what_cannot_be_touched_is_refused(told: Told, number: str, status: int) -> None:
    assert told.control(number=number, mark=words.mark_of(HOME))[0] == status
    assert told.finger.touched == []


def test_what_lies_outside_the_screen_is_not_touched(told: Told) -> None:
    below = Look((control("push button", "下面", 100, 3000),))
    told.kiosk.looks = [below]
    assert told.control(number=0, mark=words.mark_of(below))[0] == 409
    assert told.finger.touched == []


def test_a_kiosk_that_is_gone_is_no_error_of_the_page(told: Told) -> None:
    told.kiosk.looks.clear()
    status, said = told.control(number=0, mark="0" * 16)
    assert status == 409
    assert said


def test_the_mark_is_of_what_can_be_touched_alone() -> None:
    other_time = Look((control("label", "付款码还有 4 分 55 秒"), *HOME.controls))
    assert words.mark_of(other_time) == words.mark_of(HOME)
    ticked = Look(tuple(replace(each, is_checked=not each.is_checked) for each in HOME.controls))
    assert words.mark_of(ticked) == words.mark_of(HOME)
    assert words.mark_of(Look(HOME.controls[:-1])) != words.mark_of(HOME)


# ---- words for every code


def every_subclass(kind: type) -> Iterator[type]:
    for sub in kind.__subclasses__():
        yield sub
        yield from every_subclass(sub)


def codes_of(kind: type) -> set[str]:
    return {sub.code for sub in (kind, *every_subclass(kind)) if "code" in vars(sub)}


def says_both(text: LocalText) -> bool:
    return bool(HAN.search(text.zh)) and bool(text.en) and not HAN.search(text.en or "")


def test_every_state_has_words_in_both_languages() -> None:
    tables: tuple[tuple[dict[Any, Any], Iterable[Any]], ...] = (
        (dict(DEVICE), DeviceState),
        (dict(LINE), LineState),
        (dict(MOOD), Mood),
        (dict(PAYMENT), PaymentState),
        (dict(RECEIPT), ReceiptState),
        (dict(OUTCOME), Outcome),
        (dict(ledger.BOOK), OrderState),
        (dict(ledger.RECORDS), local.Delivery),
        (dict(plays.LEVEL), Level),
        (dict(plays.SEVERITY), published.Severity),
    )
    for table, states in tables:
        assert set(table) == set(states)
        for entry in table.values():
            assert says_both(entry[0] if isinstance(entry, tuple) else entry)


def test_every_fault_and_trouble_that_can_be_reported_has_words() -> None:
    known: set[str] = set()
    known |= set(Fault) | set(OFFICE_WORDS.values())
    known |= {rule.word for status, rule in RULES.items() if status is not Status.OK}
    known |= {rule.code for rule in RULES.values()} | FINAL_CODES | {SERVICE_GONE, CARD_MUTE}
    known |= {NOT_INSTALLED, office.SERVICE_GONE, office.QUEUE_MISSING}
    known |= {hosted.STALLED, hosted.CRASHED}
    known |= codes_of(device_errors.DeviceError)
    known |= codes_of(PlatformError) | {DeviceMissing.code, QueueFull.code, PlatformDown.code, PlatformSlow.code}
    known |= codes_of(sync_errors.SyncError) | codes_of(sandbox_errors.PlatformError)
    known |= {"amountDiffers", "orderDiffers", "paidAfterClosing", "agentRestarted", "ledgerUnwritable"}
    missing = known - set(TROUBLE)
    assert not missing
    assert all(map(says_both, TROUBLE.values()))


EMITTED: dict[tuple[str, str, str], Iterable[str]] = {
    ("commands.py", "COMMAND", "outcome"): Outcome,
    ("commissioning.py", "COMMISSIONING", "'open'"): ["open"],
    ("commissioning.py", "COMMISSIONING", "'ended'"): ["ended"],
    ("content.py", "ALERT", "'changed'"): ["changed"],
    ("content.py", "CONTENT", "code or 'current'"): ["current", *codes_of(sync_errors.SyncError)],
    ("content.py", "CONTENT", "'silent'"): ["silent"],
    ("devices/registry.py", "DEVICE", "'changed' if old else 'added'"): ["changed", "added"],
    ("devices/registry.py", "DEVICE", "'removed'"): ["removed"],
    ("house.py", "DEVICE", "state"): DeviceState,
    ("house.py", "PLATFORM", "state"): [_word(True), _word(False)],
    ("house.py", "SESSION", "'ended'"): ["ended"],
    ("payments/cashier.py", "PAYMENT", "intent.state"): PaymentState,
    ("payments/cashier.py", "PLATFORM", "'paying'"): ["paying"],
    ("receipts/desk.py", "RECEIPT", "ReceiptState.UNKNOWN"): [ReceiptState.UNKNOWN],
    ("receipts/desk.py", "RECEIPT", "ReceiptState.PRINTING"): [ReceiptState.PRINTING],
    ("receipts/desk.py", "RECEIPT", "state"): ReceiptState,
    ("site.py", "SETTINGS", "'changed'"): ["changed"],
}
"""Where the agent's sources tell an event: file, topic, state; and the values that the state has."""


def emitters() -> set[tuple[str, str, str]]:
    """Every call in the agent's sources that has a topic among its arguments."""
    root = Path(agent.__file__).parent
    found = set()
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                topics = [ast.unparse(argument) for argument in node.args]
                named = [topic.removeprefix("Topic.") for topic in topics if topic.startswith("Topic.")]
                if named:
                    found.add((str(file.relative_to(root)), named[0], topics[-1]))
    return found


def test_every_event_that_the_agent_emits_has_a_sentence() -> None:
    assert emitters() == set(EMITTED)
    assert {topic for _, topic, _ in EMITTED} | {"GAP"} == {topic.name for topic in Topic}
    every = [(Topic[topic], state) for (_, topic, _), states in EMITTED.items() for state in states]
    for topic, state in [*every, (Topic.GAP, "")]:
        event = Event(sequence=1, at=NOW, topic=topic, subject="c" * 32, state=state)
        known = events._known(event, Names(), is_latest=True)
        assert known is not None, (topic, state)
        assert says_both(known), (topic, state)


def test_an_event_that_nobody_foresaw_is_shown_as_code() -> None:
    for topic in Topic:
        if topic is not Topic.GAP:
            event = Event(sequence=1, at=NOW, topic=topic, subject="x", state="newWord")
            assert "newWord" in sentence(event, Names()).zh


# ---- events in order


def seen(*told_events: Event, faults: tuple[str, ...] = ()) -> AgentSeen:
    device = local.Device(
        device_id="printer", kind=DeviceKind.RECEIPT_PRINTER, state=DeviceState.USER_ERROR, faults=faults
    )
    terminal = local.Terminal(
        terminal_no="DEMO-0001",
        place=both("站", "hall"),
        help_phone="110",
        version="1",
        devices=(device,),
        platform_reachable=True,
        paying=True,
    )
    return AgentSeen(terminal, tuple(sorted(told_events, key=lambda event: -event.sequence)), (), ())


def event(sequence: int, minute: int, state: str = "userError", topic: Topic = Topic.DEVICE) -> Event:
    return Event(sequence=sequence, at=NOW + timedelta(minutes=minute), topic=topic, subject="printer", state=state)


class HandClock:
    minute = 0

    def now(self) -> datetime:
        return NOW + timedelta(minutes=self.minute)

    def monotonic(self) -> float:
        return 0.0


def noted(diary: Diary, clock: HandClock, minute: int, what: str) -> None:
    clock.minute = minute
    diary.note(both(what, what))


def test_what_came_in_while_the_agent_was_away_is_put_where_it_belongs() -> None:
    clock = HandClock()
    diary = Diary(clock)
    chronicle = Chronicle(diary)
    noted(diary, clock, 2, "杀掉")
    assert [line.what.zh for line in chronicle.told(None)] == ["杀掉"]
    noted(diary, clock, 4, "等")
    after = chronicle.told(seen(event(1, 1, "online"), event(2, 3, "offline"), event(3, 5, "noDevice")))
    minutes = [(line.at - NOW) // timedelta(minutes=1) for line in after]
    assert minutes == [5, 4, 3, 2, 1]


def test_a_clock_that_was_set_back_changes_no_order() -> None:
    clock = HandClock()
    diary = Diary(clock)
    chronicle = Chronicle(diary)
    noted(diary, clock, 100, "一")
    chronicle.told(seen(event(1, 101, "online")))
    noted(diary, clock, -900, "拨回")
    after = chronicle.told(seen(event(1, 101, "online"), event(2, -899, "offline")))
    assert [(line.at - NOW) // timedelta(minutes=1) for line in after] == [-899, -900, 101, 100]


def test_the_same_words_again_are_counted_and_nothing_is_told_twice() -> None:
    chronicle = Chronicle(Diary(HandClock()))
    three = [event(number, number, "online") for number in (1, 2, 3)]
    for _ in range(3):
        (line,) = chronicle.told(seen(*three))
        assert line.times == 3


def test_why_a_device_changed_is_kept_when_it_is_over() -> None:
    chronicle = Chronicle(Diary(HandClock()))
    chronicle.told(seen(event(1, 1), faults=("paperOut",)))
    newest, before = chronicle.told(seen(event(1, 1), event(2, 2), faults=("coverOpen",)))
    assert "没有纸了" in before.what.zh
    assert "盖子开着" in newest.what.zh


def test_a_journal_that_begins_anew_is_told_from_its_beginning() -> None:
    chronicle = Chronicle(Diary(HandClock()))
    chronicle.told(seen(event(900, 1, "online")))
    assert len(chronicle.told(seen(event(1, 2, "offline")))) == 2


# ---- the two books


def entry(state: PaymentState, amount: int = 3180) -> local.LedgerEntry:
    return local.LedgerEntry(
        payment_id="a" * 32,
        reference="AAAA AAAA AAAA",
        state=state,
        amount_fen=amount,
        lines=(),
        created_at=NOW,
        delivery=local.Delivery.NOTHING,
    )


def order(state: OrderState, amount: int = 3180) -> Order:
    return Order(order_no="a" * 32, state=state, bill_nos=(), amount_fen=amount)


def feeling(mine: PaymentState, theirs: OrderState | None, amount: int = 3180) -> Feeling:
    book = () if theirs is None else (order(theirs, amount),)
    (told_entry,) = ledger.entries([entry(mine)], book)
    return told_entry.feeling


def test_the_books_agree_only_where_both_say_the_same_of_the_money() -> None:
    agreeing = {
        (mine, theirs)
        for mine in PaymentState
        for theirs in (*OrderState, None)
        if feeling(mine, theirs) is Feeling.GOOD
    }
    assert agreeing == {
        (PaymentState.CREATED, None),
        (PaymentState.CODE_SHOWN, OrderState.PENDING),
        (PaymentState.SUCCEEDED, OrderState.PAID),
        (PaymentState.CLOSED, OrderState.CLOSED),
        (PaymentState.CLOSED, None),
        (PaymentState.REFUND_DUE, OrderState.REFUND_DUE),
        (PaymentState.REFUNDED, OrderState.REFUNDED),
    }


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (PaymentState.SUCCEEDED, OrderState.PENDING),
        (PaymentState.SUCCEEDED, OrderState.CLOSED),
        (PaymentState.SUCCEEDED, None),
        (PaymentState.CLOSED, OrderState.PAID),
        (PaymentState.CODE_SHOWN, None),
    ],
)
def test_a_contradiction_is_called_one(mine: PaymentState, theirs: OrderState | None) -> None:
    assert feeling(mine, theirs) is Feeling.BAD


def test_another_amount_is_a_contradiction_whatever_the_states_say() -> None:
    for mine in PaymentState:
        for theirs in OrderState:
            assert feeling(mine, theirs, 1) is Feeling.BAD


def test_a_book_that_cannot_be_seen_is_said() -> None:
    (told_entry,) = ledger.entries([entry(PaymentState.SUCCEEDED)], None)
    assert "看不到" in told_entry.book.zh
    assert told_entry.feeling is Feeling.CAUTION


# ---- what plays


SOURCE = published.Source(tenant="330106/001/012", level=Level.COMMUNITY, name=TextLine(zh="振兴社区"))


def notice(name: str, title: str) -> published.ReleasedNotice:
    return published.ReleasedNotice(
        source=SOURCE,
        notice=published.Notice(
            notice_id=name,
            title=TextLine(zh=title),
            body=Prose(zh="全文"),
            issuer=TextLine(zh="居委会"),
            published_at=NOW,
        ),
    )


def release(*programmes: published.Programme) -> published.Release:
    return published.Release(
        release_id="0" * 16,
        tenant=SOURCE.tenant,
        made_at=NOW,
        sources=(SOURCE,),
        notices=(notice("a", "停水通知"), notice("b", "冬季供暖测温")),
        programmes=tuple(published.ReleasedProgramme(source=SOURCE, programme=each) for each in programmes),
    )


def release_of_hostile() -> published.Release:
    return msgspec.structs.replace(release(), notices=(notice("x", HOSTILE),))


def programme(name: str, **more: Any) -> published.Programme:
    return published.Programme(
        programme_id=name, name=TextLine(zh=name), items=(published.NoticeItem(notice_id="a"),), **more
    )


def board() -> published.AlertBoard:
    message = published.Alert(
        alert_id="rain",
        sent=NOW,
        event=TextLine(zh="暴雨"),
        headline=TextLine(zh="暴雨红色预警"),
        description=Prose(zh="大雨"),
        instruction=Prose(zh="请留在室内"),
        issuer=TextLine(zh="居委会"),
        effective=NOW,
        expires=NOW + timedelta(hours=3),
    )
    return published.AlertBoard(
        received_at=NOW, time_floor=NOW, alerts=(published.BoardedAlert(source=SOURCE, message=message),)
    )


def lobby(*texts: str) -> Look:
    return Look(tuple(control("label", text) for text in texts))


def test_what_is_on_now_is_found_by_its_words_also_broken_into_lines() -> None:
    told_plays = plays.plays(Content(release(), None), NOW, lobby("社区", "冬季供\n暖测温"), HOME)
    assert [(turn.name.zh, turn.is_now) for r in told_plays.rounds for turn in r.turns] == [
        ("停水通知", False),
        ("冬季供暖测温", True),
    ]
    assert "冬季供暖测温" in told_plays.now.zh
    assert "通知轮流播" in told_plays.why.zh
    assert "您好，想办什么事？" in told_plays.kiosk.zh


def test_a_programme_says_its_priority_and_when_it_ends() -> None:
    high = programme("urgent", priority=90, valid_until=NOW + timedelta(hours=1))
    told_plays = plays.plays(Content(release(programme("plain"), high), None), NOW, None, None)
    assert "90" in told_plays.why.zh
    assert [r.why.zh for r in told_plays.rounds] == ["社区节目“urgent”，优先级 90"]
    assert "15:00" in told_plays.changes.zh
    assert "没有应答" in told_plays.now.zh


def test_an_emergency_says_how_grave_it_is_and_until_when() -> None:
    ends_before = programme("short", priority=90, valid_until=NOW + timedelta(hours=1))
    told_plays = plays.plays(Content(release(ends_before), board()), NOW, lobby("暴雨红色\n预警"), HOME)
    (standing,) = told_plays.emergencies
    assert (standing.severity.zh, standing.until.zh) == ("严重", "11月23日 17:00")
    assert "17:00" in told_plays.changes.zh  # what changes beneath it nobody sees
    assert "正在显示紧急信息" in told_plays.now.zh
    assert "红条" in told_plays.kiosk.zh
    ended = plays.plays(Content(release(), board()), NOW + timedelta(hours=3), lobby(""), HOME)
    assert not ended.emergencies


def test_every_reason_has_a_sentence() -> None:
    told_reasons = {
        plays.plays(content, NOW, None, None).why.zh
        for content in (
            Content(None, None),
            Content(None, board()),
            Content(release(), None),
            Content(release(programme("d", default=True)), None),
            Content(release(programme("s")), None),
        )
    }
    assert len(told_reasons) == len(Reason)


# ---- glances


def test_a_look_that_hangs_holds_nobody_up_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glance, "FIRST_PATIENCE_S", 0.05)
    go_on = threading.Event()
    slow = Glance("slow", lambda: go_on.wait(20), 0)
    with pytest.raises(Unseen):
        slow.latest()
    go_on.set()
    assert wait_for(lambda: _seen(slow))


def test_what_failed_once_is_looked_at_again() -> None:
    answers: list[object] = [OSError("gone"), "there"]

    def look() -> object:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    found = Glance("once", look, 0)
    with pytest.raises(Unseen, match="gone"):
        found.latest()
    assert found.latest() == "there"


def test_what_was_seen_long_ago_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    first = ["seen"]
    found = Glance("old", lambda: first.pop() if first else str(hang.wait(20)), 0)
    assert found.latest() == "seen"
    monkeypatch.setattr(glance, "OLD_S", 0.05)
    monkeypatch.setattr(glance, "FIRST_PATIENCE_S", 0.05)
    time.sleep(0.1)
    with pytest.raises(Unseen):
        found.latest()
    hang.set()


def _seen(slow: Glance[bool]) -> bool | None:
    try:
        return slow.latest()
    except Unseen:
        return None
