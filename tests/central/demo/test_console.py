# SPDX-License-Identifier: Apache-2.0
"""The console's page as it is served: who may ask for it, in which language, and what it says without pictures."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from central.demo.console.app import application, romanised
from central.demo.console.pictures import let_go
from central.demo.running.screen import Screen
from central.demo.running.terminal import LOBBY
from central.demo.world import people
from central.demo.world.clerk import Clerk
from central.demo.world.eyes import Camera
from tests.central.demo.small_hall import SmallHall, screens, small_hall

PORT = 8123
OWN = {"base_url": f"http://127.0.0.1:{PORT}"}
CHINESE, ENGLISH = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}, {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHall]:
    folder = tmp_path_factory.mktemp("hall")
    clerk = Clerk.at_work(folder / "county", folder / "content-root.json", folder / "clock")
    x = tmp_path_factory.mktemp("x")
    with screens(x) as (kiosk, lobby), small_hall(folder, clerk, kiosk.screen, lobby.screen) as around:
        yield around


@pytest.fixture
def client(hall: SmallHall) -> Iterator[FlaskClient]:
    app = application(hall.hall, hall.teller, PORT)
    yield app.test_client()
    let_go(app)


def test_one_language_at_a_time(client: FlaskClient) -> None:
    chinese, english = (client.get("/", headers=wanted, **OWN).text for wanted in (CHINESE, ENGLISH))
    assert '<html lang="zh-Hans">' in chinese
    assert '<html lang="en">' in english
    assert "扫码付款" in chinese
    assert "Scan and pay" not in chinese
    assert "Scan and pay" in english
    assert "扫码付款" not in english


def test_every_person_and_case_is_at_hand(client: FlaskClient) -> None:
    page = client.get("/", headers=ENGLISH, **OWN).text
    for person in people.everyone():
        assert person.name.reveal() in page
        assert romanised(person.name.reveal()) in page
        for case in person.case:
            assert f'value="{case.project_no}"' in page


def test_names_in_letters() -> None:
    assert [romanised(name) for name in ("王秀兰", "赵㐀宁", "SMITH, JANE")] == [
        "Wang Xiulan",
        "Zhao Qiuning",
        "SMITH, JANE",
    ]


def test_the_switch_is_remembered(client: FlaskClient) -> None:
    answer = client.post("/language", data={"to": "en"}, headers=CHINESE, **OWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert '<html lang="en">' in client.get("/", headers=CHINESE, **OWN).text


@pytest.mark.parametrize("to", ["", "fr", "EN"])
def test_no_other_language(client: FlaskClient, to: str) -> None:
    assert client.post("/language", data={"to": to}, **OWN).status_code == 400


def test_what_was_done_is_said_as_text(client: FlaskClient) -> None:
    page = client.get("/", query_string={"said": "<b>paid</b>"}, **OWN).text
    assert "&lt;b&gt;paid&lt;/b&gt;" in page
    assert "<b>paid</b>" not in page


def test_strangers_are_refused(client: FlaskClient) -> None:
    elsewhere = f"http://console.example:{PORT}"
    assert client.get("/", base_url=elsewhere).status_code == 403
    assert client.post("/card/away", headers={"Origin": elsewhere}, **OWN).status_code == 403
    assert client.post("/card/away", headers={"Origin": "null"}, **OWN).status_code == 403
    assert client.get("/", **OWN).status_code == 200


@pytest.mark.parametrize("path", ["/", "/static/screens.js", "/account", "/nowhere"])
def test_the_policy_stands_on_every_answer(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True, **OWN)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_scripts_and_styles_stand_in_files_alone(client: FlaskClient) -> None:
    page = client.get("/", **OWN).text
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script type="module" src="/static/')


def test_an_icon(client: FlaskClient) -> None:
    assert client.get("/favicon.ico", buffered=True, **OWN).mimetype == "image/svg+xml"


def test_what_is_gone_is_said_in_words(client: FlaskClient, hall: SmallHall) -> None:
    gone = replace(hall.hall, world=replace(hall.world, printer=type(hall.world.printer)(Path("/nowhere/printer.ctl"))))
    answer = application(gone, hall.teller, PORT).test_client().post("/printer", data={"do": "in_order"}, **OWN)
    assert answer.status_code == 503
    assert answer.mimetype == "text/plain"
    assert "现在不行" in answer.text
    assert "正在重新启动" in answer.text
    assert "Errno" not in answer.text


def test_with_real_windows_the_page_has_no_pictures(hall: SmallHall, tmp_path: Path) -> None:
    own, lobby = (Camera(Screen(name, (10, 10), tmp_path, own=False)) for name in ("kiosk", LOBBY))
    windows = replace(hall.hall, world=replace(hall.world, camera=own, lobby=lobby))
    page = application(windows, hall.teller, PORT).test_client().get("/", headers=ENGLISH, **OWN).text
    assert "data-live" not in page
    assert "windows on this machine" in page
    assert "Scan and pay" in page
