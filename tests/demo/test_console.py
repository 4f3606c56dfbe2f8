# SPDX-License-Identifier: Apache-2.0
"""The console page before real simulators and a real sandbox; only screen and finger are stand-ins."""

import io
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient
from PIL import Image

from central.demo import console, people
from central.demo.clerk import COMMUNITY, HEADLINE_LATER, Clerk
from central.demo.phone import Phone
from central.demo.screen import KIOSK_SIZE, LOBBY_SIZE, Camera, Finger, Screen
from central.demo.terminal import LOBBY, Place, Ports
from central.demo.world import World
from central.sandbox.server import DEMO_TERMINALS, Sandbox
from device_drivers.code_scanner.simulator import CodeScannerSimulator
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from device_drivers.resident_id.simulator import ResidentIdSimulator
from device_drivers.simulation.client import SimulatorControl
from device_drivers.simulation.control import ControlServer

PORT = 8123
OWN = {"base_url": f"http://127.0.0.1:{PORT}"}


class OneColour(Camera):
    colour = "#F7F4EE"

    def picture(self) -> Image.Image:
        return Image.new("RGB", self.screen.size, self.colour)


class NotedFinger(Finger):
    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.touched: list[tuple[int, int]] = []

    def touch(self, x: int, y: int) -> None:
        self.touched.append((x, y))


@dataclass
class Hall:
    client: FlaskClient
    sandbox: Sandbox
    world: World
    camera: OneColour
    finger: NotedFinger
    clerk: Clerk
    killed: list[str]
    said: list[str] = field(default_factory=list)

    def press(self, path: str, **form: str) -> str:
        answer = self.client.post(path, data=form, headers={"Accept": "text/plain"}, **OWN)
        assert answer.status_code == 200, answer.text
        return answer.text

    def state(self) -> str:
        return self.client.get("/state", **OWN).text


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    folder = tmp_path_factory.mktemp("county")
    return Clerk.at_work(folder / "county", folder / "content-root.json", folder / "clock-offset")


@pytest.fixture
def hall(tmp_path: Path, clerk: Clerk) -> Iterator[Hall]:
    with ExitStack() as closing:
        sandbox = closing.enter_context(Sandbox(tmp_path / "sandbox.db"))
        place = Place(tmp_path, tmp_path, Ports(int(sandbox.url.rsplit(":", 1)[1]), 0, 0, 0, 0))
        for name, device in (
            ("reader", ResidentIdSimulator(place.link("reader"))),
            ("printer", ReceiptPrinterSimulator()),
            ("spare-printer", ReceiptPrinterSimulator()),
            ("scanner", CodeScannerSimulator(place.link("scanner"))),
        ):
            closing.enter_context(device)
            closing.enter_context(ControlServer(place.control(name), device))
        screen = Screen("kiosk", KIOSK_SIZE, tmp_path)
        lobby = OneColour(Screen(LOBBY, LOBBY_SIZE, tmp_path))
        camera, finger = OneColour(screen), NotedFinger(screen)
        controls = (SimulatorControl(place.control(name)) for name in ("reader", "printer", "spare-printer", "scanner"))
        world = World(*controls, Phone(sandbox.url), clerk, camera, finger, lobby)
        killed: list[str] = []

        def kill(name: str) -> bool:
            killed.append(name)
            return name != "web"

        app = console.application(place, world, kill, PORT)
        yield Hall(app.test_client(), sandbox, world, camera, finger, clerk, killed)


def order_of(hall: Hall) -> str:
    resident = people.named("王秀兰")
    order_no = uuid.uuid4().hex
    answer = requests.post(
        f"{hall.sandbox.url}/v1/orders",
        json={
            "order_no": order_no,
            "bill_nos": [resident.bill[0].bill_no],
            "amount_fen": resident.bill[0].total_fen,
            "payer": resident.number.reveal(),
        },
        headers={"Authorization": f"Bearer {next(iter(DEMO_TERMINALS))}", "Idempotency-Key": order_no},
        timeout=5,
    )
    assert answer.status_code == 201, answer.text
    return order_no


def test_the_page_has_a_labelled_button_for_everything(hall: Hall) -> None:
    page = hall.client.get("/", **OWN).text
    for person in people.everyone():
        assert f"放上 {person.name.reveal()}" in page
    for label in (
        "放上坏卡",
        "拿走",
        "扫码付款",
        "扫一下",
        "取出纸",
        "装上纸",
        "打开盖",
        "关上盖",
        "发布",
        "发紧急信息",
        "更新",
        "解除",
    ):
        assert label in page


def test_a_card_is_put_on_and_taken_away(hall: Hall) -> None:
    hall.press("/card", resident="1")
    assert hall.world.reader.state()["card"] == "present"
    hall.press("/card/away")
    assert hall.world.reader.state()["card"] == "none"


def test_paper_and_cover(hall: Hall) -> None:
    hall.press("/printer", paper="out")
    hall.press("/printer", cover="open")
    faults = hall.world.printer.state()["faults"]
    assert (faults["paper"], faults["cover_open"]) == ("out", True)
    assert "缺纸" in hall.state()
    hall.press("/printer", paper="in")
    hall.press("/printer", cover="closed")
    faults = hall.world.printer.state()["faults"]
    assert (faults["paper"], faults["cover_open"]) == ("ok", False)


def test_the_phone_pays_the_pending_order(hall: Hall) -> None:
    assert "没有等待付款" in hall.press("/pay")
    order_no = order_of(hall)
    assert "¥ 31.80" in hall.state()
    assert "手机已付款" in hall.press("/pay")
    assert [order.state.value for order in hall.world.phone.orders() if order.order_no == order_no] == ["paid"]


def test_a_touch_reaches_the_same_place_of_the_screen(hall: Hall) -> None:
    hall.press("/touch", across="0.5", down="0.25")
    hall.press("/touch", across="1", down="1")
    assert hall.finger.touched == [(540, 480), (1079, 1919)]


def test_a_touch_without_javascript(hall: Hall) -> None:
    answer = hall.client.post("/touch", data={"at.x": "216", "at.y": "192"}, **OWN)
    assert answer.status_code == 303
    assert hall.finger.touched == [(540, 480)]
    assert "已点屏幕" in hall.client.get(answer.headers["Location"], **OWN).text


@pytest.mark.parametrize("place", [("-1", "0"), ("0.5", "1.01"), ("nan", "0.5")])
def test_a_touch_beside_the_screen_is_refused(place: tuple[str, str], hall: Hall) -> None:
    assert hall.client.post("/touch", data={"across": place[0], "down": place[1]}, **OWN).status_code == 400
    assert hall.finger.touched == []


def test_the_picture_comes_once_while_nothing_moves(hall: Hall) -> None:
    first = hall.client.get("/screen.jpg", **OWN)
    assert first.mimetype == "image/jpeg"
    mark = {"If-None-Match": first.headers["ETag"]}
    assert hall.client.get("/screen.jpg", headers=mark, **OWN).status_code == 304
    hall.camera.colour = "#0B5E63"
    assert hall.client.get("/screen.jpg", headers=mark, **OWN).status_code == 200


def test_strangers_are_refused(hall: Hall) -> None:
    elsewhere = f"http://console.example:{PORT}"
    assert hall.client.get("/", base_url=elsewhere).status_code == 403
    assert hall.client.post("/card/away", headers={"Origin": elsewhere}, **OWN).status_code == 403
    assert hall.client.post("/card/away", headers={"Origin": "null"}, **OWN).status_code == 403


def test_the_phone_pays_nowhere_else(hall: Hall) -> None:
    with pytest.raises(Exception, match="does not lead to the platform"):
        hall.world.phone.pay("http://127.0.0.2:9/pay/abc")


def test_an_agent_that_does_not_answer_is_said(hall: Hall) -> None:
    assert "没有应答" in hall.state()


def test_both_screens_are_shown(hall: Hall) -> None:
    sizes = [
        Image.open(io.BytesIO(hall.client.get(address, **OWN).data)).size for address in ("/screen.jpg", "/lobby.jpg")
    ]
    assert sizes == [(540, 960), (960, 540)]


def test_a_notice_is_published(hall: Hall) -> None:
    before = set(feed_files(hall))
    assert "通知已发布" in hall.press("/notice", title="周六停水", body="请提前储水。")
    (new,) = set(feed_files(hall)) - before
    assert "周六停水" in new.read_text()


def test_a_notice_without_text_is_refused(hall: Hall) -> None:
    assert hall.client.post("/notice", data={"title": "周六停水", "body": " "}, **OWN).status_code == 400


def test_an_emergency_is_raised_updated_and_ended(hall: Hall) -> None:
    assert hall.clerk.current() is None
    assert "没有紧急信息" in hall.press("/alert", do="cancel")
    hall.press("/alert", do="raise")
    raised = hall.clerk.current()
    hall.press("/alert", do="update")
    updated = hall.clerk.current()
    assert raised is not None
    assert updated is not None
    assert updated.references == (raised.alert_id,)
    assert updated.headline == HEADLINE_LATER
    hall.press("/alert", do="cancel")
    assert hall.clerk.current() is None


def test_programs_are_killed_but_no_others(hall: Hall) -> None:
    assert "看它怎样回来" in hall.press("/kill", program="kiosk")
    assert "没有运行" in hall.press("/kill", program="web")
    assert hall.client.post("/kill", data={"program": "sandbox"}, **OWN).status_code == 400
    assert hall.killed == ["kiosk", "web"]


def feed_files(hall: Hall) -> list[Path]:
    return list((hall.clerk.site / "targets" / COMMUNITY).glob("*.feed.json"))
