# SPDX-License-Identifier: Apache-2.0
"""The console's buttons before real simulators, a real platform, county and line: what each moves, and what it says."""

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient

from central.demo.console.app import application
from central.demo.console.hands import CLOCK, KILLABLE, PHONE, PRINTER
from central.demo.console.pictures import let_go
from central.demo.world import people
from central.demo.world.clerk import COMMUNITY, HEADLINE_LATER, IN_FRONT, Clerk
from central.demo.world.line import LineState
from central.demo.world.platform import Mood
from central.demo.world.timepiece import CHINA
from central.sandbox.server import DEMO_TERMINALS
from contract.platform import OrderState
from tests.central.demo.small_hall import SmallHall, screens, small_hall

PORT = 8123
OWN = {"base_url": f"http://127.0.0.1:{PORT}"}
LIVELY_S = 20.0
NEAR = timedelta(seconds=30)
EVERYONE = people.everyone()


class Hands:
    def __init__(self, around: SmallHall, client: FlaskClient, root_file: Path) -> None:
        self.around = around
        self.world = around.world
        self.client = client
        self.root_file = root_file

    def press(self, path: str, language: str = "zh", **form: str) -> str:
        headers = {"Accept": "text/plain", "Accept-Language": language}
        answer = self.client.post(path, data=form, headers=headers, **OWN)
        assert answer.status_code == 200, answer.text
        return answer.text

    def refuses(self, path: str, **form: str) -> bool:
        return self.client.post(path, data=form, **OWN).status_code == 400

    def order(self) -> str:
        """One bill of 王秀兰 that is not paid yet becomes an order."""
        resident = people.named("王秀兰")
        who = {"id_number": resident.number.reveal(), "method": "typed"}
        bill = self._ask("/v1/bills/search", who, {}).json()["bills"][0]
        order_no = uuid.uuid4().hex
        wanted = {
            "order_no": order_no,
            "bill_nos": [bill["bill_no"]],
            "amount_fen": bill["amount_fen"] + bill.get("penalty_fen", 0),
            "payer": resident.number.reveal(),
        }
        assert self._ask("/v1/orders", wanted, {"Idempotency-Key": order_no}).status_code == 201
        return order_no

    def end(self, order_no: str) -> None:
        assert self._ask(f"/v1/orders/{order_no}/close", None, {}).status_code == 200

    def _ask(self, path: str, body: object, headers: dict[str, str]) -> requests.Response:
        token = {"Authorization": f"Bearer {next(iter(DEMO_TERMINALS))}", **headers}
        return requests.post(self.around.sandbox.url + path, json=body, headers=token, timeout=5)

    def state_of(self, order_no: str) -> OrderState:
        return next(order.state for order in self.world.phone.orders() if order.order_no == order_no)

    def until_state(self, order_no: str, state: OrderState) -> None:
        end = time.monotonic() + LIVELY_S
        while self.state_of(order_no) is not state:
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallHall, Path]]:
    folder = tmp_path_factory.mktemp("hall")
    root_file = folder / "content-root.json"
    clerk = Clerk.at_work(folder / "county", root_file, folder / "county-clock")
    x = tmp_path_factory.mktemp("x")
    with screens(x) as (kiosk, lobby), small_hall(folder, clerk, kiosk.screen, lobby.screen) as around:
        yield around, root_file


@pytest.fixture
def hands(room: tuple[SmallHall, Path]) -> Iterator[Hands]:
    around, root_file = room
    app = application(around.hall, around.teller, PORT)
    yield Hands(around, app.test_client(), root_file)
    around.world.put_right()
    let_go(app)


# ---- in the hall


def test_a_card_is_put_on_and_taken_away(hands: Hands) -> None:
    assert "张**" in hands.press("/card", resident="0")
    assert hands.world.reader.state()["card"] == "present"
    assert hands.world.reader.state()["faults"]["card_removed_after"] is None
    hands.press("/card/away")
    assert hands.world.reader.state()["card"] == "none"


def test_a_card_that_is_pulled_away_is_an_ordinary_one_next_time(hands: Hands) -> None:
    assert "middle of the reading" in hands.press("/card", "en", resident="1", pulled="1")
    assert hands.world.reader.state()["faults"]["card_removed_after"] == people.MID_READ_BYTES
    assert "damaged" in hands.press("/card", "en", resident="1", damaged="1")
    assert hands.world.reader.state()["faults"]["card_removed_after"] is None


@pytest.mark.parametrize("resident", ["-1", "8", "x", ""])
def test_nobody_else_has_a_card(hands: Hands, resident: str) -> None:
    assert hands.refuses("/card", resident=resident)
    assert hands.world.reader.state()["card"] == "none"


def test_what_is_said_and_noted_names_nobody(hands: Hands) -> None:
    for number, person in enumerate(EVERYONE):
        said = hands.press("/card", resident=str(number)) + "".join(note.what.zh for note in hands.world.diary.after(0))
        assert person.name.reveal() not in said
        assert person.number.reveal() not in said


@pytest.mark.parametrize("do", PRINTER)
def test_each_state_of_the_printer_takes_the_place_of_the_one_before(hands: Hands, do: str) -> None:
    hands.press("/printer", do="cover_open")
    hands.press("/printer", do=do)
    faults = hands.world.printer.state()["faults"]
    wrong = {
        name
        for name in ("paper", "paper_out_after", "cover_open", "offline")
        if faults[name] not in (None, False, "ok")
    }
    assert wrong == set(PRINTER[do][0])


def test_a_text_is_scanned_if_there_is_one(hands: Hands) -> None:
    hands.press("/scan", text="3301062611000025")
    assert hands.refuses("/scan", text=" ")
    assert hands.refuses("/scan", text="1" * 201)
    assert hands.refuses("/scan")


# ---- the phone


def test_the_phone_pays(hands: Hands) -> None:
    order_no = hands.order()
    assert "付款" in hands.press("/phone", do="pay")
    assert hands.state_of(order_no) is OrderState.PAID


@pytest.mark.parametrize("do", PHONE)
def test_without_an_order_the_phone_has_nothing_to_do(hands: Hands, do: str) -> None:
    noted = len(hands.world.diary.after(0))
    assert "没有等着付款" in hands.press("/phone", do=do)
    assert len(hands.world.diary.after(0)) == noted


def test_late_money_comes_when_the_order_has_ended(hands: Hands) -> None:
    order_no = hands.order()
    hands.press("/phone", do="pay_late")
    assert hands.world.phone.waits_to_pay_late
    assert hands.state_of(order_no) is OrderState.PENDING
    hands.end(order_no)
    hands.until_state(order_no, OrderState.REFUND_DUE)


@pytest.mark.parametrize("do", ["refuse", "right", "pay"])
def test_a_phone_that_waits_can_be_put_away(hands: Hands, do: str) -> None:
    order_no = hands.order()
    hands.press("/phone", do="pay_late")
    hands.press("/right" if do == "right" else "/phone", do=do)
    assert not hands.world.phone.waits_to_pay_late
    if do != "pay":
        hands.end(order_no)
        assert hands.state_of(order_no) is OrderState.CLOSED
    else:
        assert hands.state_of(order_no) is OrderState.PAID


def test_who_does_not_pay_is_told_how_long_the_code_lasts(hands: Hands) -> None:
    order_no = hands.order()
    said = hands.press("/phone", "en", do="refuse")
    assert "The code is good for 29" in said or "The code is good for 300 s" in said
    assert hands.state_of(order_no) is OrderState.PENDING
    hands.end(order_no)


# ---- outside


@pytest.mark.parametrize("state", LineState)
def test_the_line(hands: Hands, state: LineState) -> None:
    hands.press("/line", do=state.value)
    assert hands.world.line.state is state


@pytest.mark.parametrize("mood", Mood)
def test_the_platforms_mood(hands: Hands, mood: Mood) -> None:
    hands.press("/platform", do=mood.value)
    assert hands.world.platform.mood() is mood


def test_one_lost_answer_leaves_the_mood(hands: Hands) -> None:
    hands.press("/platform", do="slow")
    hands.world.platform.lose_answer("create_order")
    assert hands.world.platform.mood() is Mood.SLOW
    hands.press("/platform", do="well")
    hands.world.platform.lose_answer("create_order")
    with pytest.raises(requests.ConnectionError):
        hands.order()
    (order,) = [order for order in hands.world.phone.orders() if order.state is OrderState.PENDING]
    hands.end(order.order_no)


def test_a_notice_is_published_in_front_until_all_is_right(hands: Hands) -> None:
    before = feed_files(hands)
    hands.press("/notice", title="周六停水", body="请提前储水。")
    (new,) = feed_files(hands) - before
    assert "周六停水" in new.read_text()
    assert IN_FRONT in new.read_text()
    hands.press("/right")
    newest = max(feed_files(hands), key=lambda path: path.stat().st_mtime_ns).read_text()
    assert "周六停水" in newest
    assert IN_FRONT not in newest


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", " "), ("x" * 101, "x"), ("x", "x" * 2001)])
def test_a_notice_that_is_none_is_refused(hands: Hands, title: str, body: str) -> None:
    assert hands.refuses("/notice", title=title, body=body)


@pytest.mark.parametrize("title", ["a\nb", "a\x00b", "\u202ex", "字" * 100])
def test_a_notice_that_no_screen_can_show_is_refused_in_words(hands: Hands, title: str) -> None:
    said = hands.client.post("/notice", data={"title": title, "body": "x"}, headers={"Accept": "text/plain"}, **OWN)
    assert (said.status_code, "不能发" in said.text) == (400, True)
    hands.press("/notice", title="这一条可以", body="第一行\r\n第二行")
    newest = max(feed_files(hands), key=lambda path: path.stat().st_mtime_ns).read_text()
    assert "这一条可以" in newest


def test_many_presses_at_once_leave_the_county_whole(hands: Hands) -> None:
    """On a clock that stands still, too: each notice is one of its own."""
    hands.press("/clock", do="stop")
    clerk = hands.world.clerk
    presses = [threading.Thread(target=clerk.publish_notice, args=(f"第{n}条", "。")) for n in range(4)]
    presses += [threading.Thread(target=clerk.raise_alert) for _ in range(3)]
    for press in presses:
        press.start()
    for press in presses:
        press.join()
    newest = max(feed_files(hands), key=lambda path: path.stat().st_mtime_ns).read_text()
    assert all(f"第{n}条" in newest for n in range(4))
    hands.press("/right")
    assert clerk.current() is None


def test_an_emergency_is_raised_updated_and_ended(hands: Hands) -> None:
    assert "没有紧急信息" in hands.press("/alert", do="cancel")
    hands.press("/alert", do="raise")
    raised = hands.world.clerk.current()
    hands.press("/alert", do="update")
    updated = hands.world.clerk.current()
    assert raised is not None
    assert updated is not None
    assert updated.references == (raised.alert_id,)
    assert updated.headline == HEADLINE_LATER
    hands.press("/alert", do="cancel")
    assert hands.world.clerk.current() is None


# ---- the clock


@pytest.mark.parametrize(("do", "step"), [("hour", 1), ("day", 24), ("back_day", -24), ("go_on", 0), ("right", 0)])
def test_the_clock_jumps(hands: Hands, do: str, step: int) -> None:
    said = hands.press("/clock", do=do)
    assert abs(hands.world.clock.now() - datetime.now(UTC) - timedelta(hours=step)) < NEAR
    assert f"{hands.world.clock.now().astimezone(CHINA):%Y-%m-%d %H:}" in said


def test_the_clock_stops_and_the_night_comes(hands: Hands) -> None:
    assert "stands still" in hands.press("/clock", "en", do="stop")
    assert "23:30:00" in hands.press("/clock", do="night")
    assert hands.world.clock.is_stopped
    assert "goes on" in hands.press("/clock", "en", do="go_on")


def test_the_terminal_is_enrolled_anew_only_when_the_county_has_been_later(hands: Hands) -> None:
    before = hands.root_file.read_bytes()
    hands.press("/clock", do="back_day")
    hands.press("/clock", do="right")
    assert hands.root_file.read_bytes() == before
    roots = {before}
    for _ in range(3):
        hands.press("/clock", do="hour")
        hands.press("/right")
        assert not hands.world.clock.is_behind
        roots.add(hands.root_file.read_bytes())
    assert len(roots) == 4
    assert len({root.strip() for root in roots}) == 1


# ---- programs, and all of it


def test_programs_are_killed_but_no_others(hands: Hands) -> None:
    supervisor = hands.around.hall.supervisor
    end = time.monotonic() + LIVELY_S
    while (before := supervisor.pid("kiosk")) is None and time.monotonic() < end:
        time.sleep(0.05)
    assert "看它怎样回来" in hands.press("/kill", program="kiosk")
    while supervisor.pid("kiosk") in {None, before}:
        assert time.monotonic() < end + LIVELY_S
        time.sleep(0.05)
    for name in ("screen-kiosk", "a11y-bus-lobby", "bash", ""):
        assert name not in KILLABLE
        assert hands.refuses("/kill", program=name)


def test_everything_right_is_right_twice(hands: Hands) -> None:
    order_no = hands.order()
    hands.press("/phone", do="pay")
    for path, do in (("/line", "cut"), ("/platform", "nonsense"), ("/printer", "unplugged"), ("/clock", "night")):
        hands.press(path, do=do)
    hands.press("/card", resident="2", pulled="1")
    hands.press("/alert", do="raise")
    hands.world.scanner.put_faults(offline=True)
    for _ in range(2):
        hands.press("/right")
        assert hands.world.line.state is LineState.OPEN
        assert hands.world.platform.mood() is Mood.WELL
        assert hands.world.clock.is_right
        assert hands.world.clerk.current() is None
        for device in (hands.world.reader, hands.world.printer, hands.world.scanner):
            faults = device.state()["faults"]
            assert {value for value in faults.values() if value not in (None, False, 0)} <= {"ok"}
        assert hands.world.reader.state()["card"] == "none"
    assert hands.state_of(order_no) is OrderState.PAID
    again = hands.order()
    assert again != order_no
    hands.end(again)


@pytest.mark.parametrize("path", ["/phone", "/printer", "/line", "/platform", "/alert", "/clock"])
@pytest.mark.parametrize("do", ["", "anything", "__class__"])
def test_nonsense_is_refused(hands: Hands, path: str, do: str) -> None:
    assert hands.refuses(path, do=do)
    assert hands.refuses(path)


def test_without_a_script_the_page_says_it(hands: Hands) -> None:
    answer = hands.client.post("/printer", data={"do": "in_order"}, headers={"Accept-Language": "en"}, **OWN)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/?said=The+printer")


def test_everything_is_said_in_both_languages(hands: Hands) -> None:
    for do in CLOCK:
        assert hands.press("/clock", "zh", do=do) != hands.press("/clock", "en", do=do)


def feed_files(hands: Hands) -> set[Path]:
    assert hands.root_file.exists()
    return set((hands.world.clerk.site / "targets" / COMMUNITY).glob("*.feed.json"))
