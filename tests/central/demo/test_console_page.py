# SPDX-License-Identifier: Apache-2.0
"""The console page in real Chromium, before a hall whose screens are real X servers."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FloatRect, Locator, Page, Request, expect, sync_playwright

from central.demo.console import app as console
from central.demo.errors import StepFailed
from central.demo.running.screen import Screen
from central.demo.running.terminal import LOBBY
from central.demo.stories.story import Step
from central.demo.stories.teller import Teller
from central.demo.visit.technician import CHROMIUM, FLAGS
from central.demo.visit.visit import Visit
from central.demo.world.clerk import Clerk
from central.demo.world.eyes import Camera
from central.demo.world.line import LineState
from contract.text import LocalText
from tests.central.demo.glass import until
from tests.central.demo.small_hall import KIOSK, SmallHall, screens, small_hall, story, teller_of

LAPTOP = (1440, 900)
SMALL_LAPTOP = (1366, 640)
"""1366×768 without the browser's own bars."""
PHONE = (375, 812)
NARROWEST = (320, 640)
"""A laptop at 400 %."""
LIMIT_MS = 20_000
LANGUAGES = pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
VIOLATIONS = "document.addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective))"
MIDDLE = """() => {
  const brush = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d');
  brush.drawImage(document.querySelector("[data-live='/kiosk.jpg'] img"), 0, 0, 1, 1);
  return [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, select, input:not([type=hidden]), textarea')]
  .filter(target => target.checkVisibility() && target.getBoundingClientRect().height < 24)
  .map(target => target.outerHTML)"""
PICTURES = "LINLI_PICTURES"
"""A directory, if pictures of the page are wanted."""


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    folder = tmp_path_factory.mktemp("county")
    return Clerk.at_work(folder / "county", folder / "content-root.json", folder / "clock")


@pytest.fixture(scope="module")
def both_screens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Screen, Screen]]:
    with screens(tmp_path_factory.mktemp("x")) as (kiosk, lobby):
        yield kiosk.screen, lobby.screen


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def standing(
    tmp_path_factory: pytest.TempPathFactory, clerk: Clerk, both_screens: tuple[Screen, Screen]
) -> Iterator[SmallHall]:
    with small_hall(tmp_path_factory.mktemp("hall"), clerk, *both_screens) as around:
        yield around


@pytest.fixture(scope="module")
def page_address(standing: SmallHall) -> Iterator[str]:
    with console.serving(standing.hall, standing.teller, 0) as address:
        yield address


@pytest.fixture
def hall(standing: SmallHall) -> SmallHall:
    """As on a good day."""
    standing.teller.end()
    standing.world.put_right()
    standing.kiosk.got()
    return standing


@pytest.fixture
def address(hall: SmallHall, page_address: str) -> str:
    return page_address


@contextmanager
def visitor(
    chromium: Browser,
    address: str,
    locale: str = "en-GB",
    size: tuple[int, int] = LAPTOP,
    *,
    may_complain: bool = False,
) -> Iterator[Page]:
    """Complaints are what the browser's console shows: errors of scripts, breaches of the policy, files not found."""
    width, height = size
    context = chromium.new_context(locale=locale, viewport={"width": width, "height": height})
    context.set_default_timeout(LIMIT_MS)
    context.add_init_script(VIOLATIONS)
    try:
        page = context.new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.goto(address)
        # The account has been told once: everything stands where it stays.
        expect(page.locator("[data-part=now] > *")).not_to_have_count(0)
        yield page
        assert may_complain or not complaints, complaints
    finally:
        context.close()


def wait(page: Page, holds: Callable[[], bool]) -> None:
    """The browser's own news come only while it is listened to."""
    end = time.monotonic() + LIMIT_MS / 1000
    while not holds():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


def posts(page: Page) -> list[tuple[str, str]]:
    sent: list[tuple[str, str]] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            sent.append((request.url.rsplit("/", 1)[1], request.post_data or ""))

    page.on("request", note)
    return sent


def expect_no_violation(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def picture_for_people(page: Page, name: str) -> None:
    if folder := os.environ.get(PICTURES):
        Path(folder).mkdir(parents=True, exist_ok=True)
        size = page.viewport_size or {"width": 0}
        page.screenshot(path=str(Path(folder) / f"{name}-{size['width']}.png"))


def told(page: Page, name: str) -> Locator:
    return page.locator(f"[data-part={name}]")


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def box_of(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def deeds(sent: list[tuple[str, str]], path: str) -> list[str]:
    """What was to be done, of requests to this path."""
    return [parse_qs(body)["do"][0] for to, body in sent if to == path]


def close(want: list[int], found: list[int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(want, found, strict=True))


# ---- for everybody


@LANGUAGES
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_axe_finds_nothing_in_any_part(
    hall: SmallHall, address: str, chromium: Browser, locale: str, size: tuple[int, int]
) -> None:
    with visitor(chromium, address, locale, size) as page:
        for tab in page.get_by_role("tab").all():
            tab.click()
            expect_no_violation(page)
            picture_for_people(page, f"{locale[:2]}-{tab.get_attribute('id')}")


@LANGUAGES
@pytest.mark.parametrize("size", [LAPTOP, PHONE])
def test_axe_finds_nothing_while_a_story_is_told(
    hall: SmallHall, address: str, chromium: Browser, locale: str, size: tuple[int, int]
) -> None:
    with visitor(chromium, address, locale, size) as page:
        page.locator("#cards button").first.click()
        hall.pages.turn.release()
        expect(told(page, "story").locator("li.done")).to_have_count(1)
        world = page.locator(".world")
        assert world.evaluate("world => world.scrollWidth <= world.clientWidth"), "the long sentence pushes"
        expect_no_violation(page)
        picture_for_people(page, f"{locale[:2]}-story")
        hall.pages.turn.release(2)
        expect(told(page, "story").locator(".ending")).to_be_visible()
        expect_no_violation(page)
        picture_for_people(page, f"{locale[:2]}-ending")


def test_a_story_that_goes_wrong_shows_where(hall: SmallHall, chromium: Browser) -> None:
    def fails(_visit: Visit) -> None:
        raise StepFailed("no '缴费成功' within 5 s; what shows: <b>您好</b>")

    says = [LocalText(zh=f"第{number}步。", en=f"Step {number}.") for number in (1, 2, 3)]
    bad = story("bad", *(Step(text, act) for text, act in zip(says, (lambda _: None, fails, fails), strict=True)))
    unset = Teller(hall.hall, (bad,), pace=0, set_scene=fails, clear_scene=lambda _: None)
    teller = Teller(hall.hall, (bad,), pace=0, set_scene=lambda _: None, clear_scene=lambda _: None)
    for telling, failed in ((teller, ["Not as it says: Step 2."]), (unset, [])):
        with (
            closing(telling),
            console.serving(hall.hall, telling, 0) as address,
            visitor(chromium, address) as page,
        ):
            page.get_by_role("button", name="Story bad").click()
            part = told(page, "story")
            expect(part.locator(".reason")).to_contain_text("what shows: <b>您好</b>")
            assert part.locator(".failed").all_text_contents() == failed
            assert ("could not begin" in part.locator(".ending").inner_text()) == (not failed)
            expect(part.locator(".done")).to_have_count(len(failed))
            expect_no_violation(page)


@LANGUAGES
def test_axe_finds_nothing_beside_real_windows_and_with_a_password(
    hall: SmallHall, chromium: Browser, tmp_path: Path, locale: str
) -> None:
    own, lobby = (Camera(Screen(name, (10, 10), tmp_path, own=False)) for name in ("kiosk", LOBBY))
    windows = replace(hall.hall, world=replace(hall.world, camera=own, lobby=lobby))
    with (
        console.serving(windows, Teller(windows, ()), 0, "a-long-password") as address,
        visitor(chromium, address, locale) as page,
    ):
        expect(page.locator("header code")).to_have_text("a-long-password")
        for size in (LAPTOP, SMALL_LAPTOP, PHONE, NARROWEST):
            resize(page, size)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
            expect_no_violation(page)
            picture_for_people(page, f"{locale[:2]}-windows")


def test_a_sentence_that_is_cut_is_whole_under_the_pointer(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        page.locator("#cards button").first.click()
        last = told(page, "story").locator("li").last
        expect(last).to_have_css("white-space", "nowrap")
        last.hover()
        expect(last).to_have_css("white-space", "normal")
        assert last.evaluate("line => line.scrollWidth <= line.clientWidth")


@LANGUAGES
def test_nothing_is_pushed_out_of_the_side(address: str, chromium: Browser, locale: str) -> None:
    with visitor(chromium, address, locale) as page:
        for size in (NARROWEST, PHONE, (820, 1180), SMALL_LAPTOP, LAPTOP, (1920, 1080)):
            resize(page, size)
            assert page.evaluate("document.scrollingElement.scrollWidth") <= size[0]
            assert page.evaluate(SMALL_TARGETS) == []
            picture_for_people(page, f"{locale[:2]}-wide")


@LANGUAGES
def test_the_first_view_on_a_laptop(hall: SmallHall, chromium: Browser, locale: str) -> None:
    nothing_told_yet = teller_of(hall.hall, hall.pages)
    with (
        console.serving(hall.hall, nothing_told_yet, 0) as address,
        visitor(chromium, address, locale) as page,
    ):
        for size in (SMALL_LAPTOP, (1366, 768), LAPTOP, (1920, 1080)):
            resize(page, size)
            picture_for_people(page, f"{locale[:2]}-first-{size[1]}")
            assert page.evaluate("document.scrollingElement.scrollHeight") <= size[1], "the page itself scrolls"
            for part in ("[data-live='/kiosk.jpg']", "[data-live='/lobby.jpg']", "#cards", "#tabs", ".people button"):
                box = box_of(page.locator(part).first)
                assert box["y"] >= 0, part
                assert box["y"] + box["height"] <= size[1], part


def test_by_keyboard_alone(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        focused = page.locator("*:focus")
        order = []
        for _ in range(7):
            page.keyboard.press("Tab")
            order.append(" ".join(focused.inner_text().split()))
        assert order == [
            "Technician's site",
            "Put everything right",
            "中文",
            "",  # the picture
            "As text",
            "Play: Story one",
            "Play: Story two",
        ]
        hall.world.printer.put_faults(paper="out")
        for _ in range(5):
            page.keyboard.press("Shift+Tab")
        expect(focused).to_have_text("Put everything right")
        page.keyboard.press("Enter")
        expect(page.locator("#said")).to_have_text("Everything is as on a good day.")
        assert hall.world.printer.state()["faults"]["paper"] == "ok"
        expect(focused).to_have_text("Put everything right")


def test_tabs_by_arrow_keys(address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        page.get_by_role("tab", name="Events").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="Now")).to_be_focused()
        expect(page.get_by_role("tabpanel", name="Now")).to_be_visible()
        expect(page.get_by_role("tabpanel")).to_have_count(1)
        page.keyboard.press("End")
        expect(page.get_by_role("tabpanel", name="As text")).to_be_visible()
        page.reload()
        expect(page.get_by_role("tabpanel", name="As text")).to_be_visible()


@LANGUAGES
def test_the_other_language(address: str, chromium: Browser, locale: str) -> None:
    there, other = ("zh-Hans", "en") if locale == "zh-CN" else ("en", "zh-Hans")
    with visitor(chromium, address, locale) as page:
        html = page.locator("html")
        assert html.get_attribute("lang") == there
        page.locator("form[action='/language'] button").click()
        page.wait_for_url(address)
        assert html.get_attribute("lang") == other
        words = page.locator("body").inner_text()
        assert ("自己动手" in words) == (other == "zh-Hans")
        assert ("Your turn" in words) == (other == "en")
        page.reload()
        assert html.get_attribute("lang") == other


# ---- both screens


def test_the_pictures_are_live(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        hall.kiosk.paint(0xFF0000)
        until(lambda: close([255, 0, 0], page.evaluate(MIDDLE)), "the picture in red")
        hall.kiosk.paint(0x0000FF)
        until(lambda: close([0, 0, 255], page.evaluate(MIDDLE)), "the picture in blue")


def test_a_click_arrives_where_it_was_made(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        sent = posts(page)
        box = box_of(page.locator("[data-live='/kiosk.jpg'] img"))
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4)
        expect(page.locator(".mark")).to_be_visible()
        events: list[tuple[Any, ...]] = []
        wait(page, lambda: bool(events.extend(hall.kiosk.got()) or "ButtonRelease" in {kind for kind, *_ in events}))
        wait(page, lambda: len(deeds(sent, "pointer")) > 1)
        assert deeds(sent, "pointer") == ["press", "release"]
        for kind, across, down in events:
            if kind != "MotionNotify":
                assert abs(across - KIOSK[0] / 2) <= 2
                assert abs(down - KIOSK[1] / 4) <= 2
        expect(page.locator(".mark")).to_be_hidden()


def test_a_drag_arrives_in_order_and_at_a_measured_pace(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        sent = posts(page)
        box = box_of(page.locator("[data-live='/kiosk.jpg'] img"))
        middle = box["x"] + box["width"] / 2
        page.mouse.move(middle, box["y"] + box["height"] * 0.8)
        began = time.monotonic()
        page.mouse.down()
        page.mouse.move(middle, box["y"] + box["height"] * 0.2, steps=60)
        page.mouse.move(middle, box["y"] - 20)
        page.mouse.up()
        wait(page, lambda: "release" in deeds(sent, "pointer"))
        took = time.monotonic() - began
        press, *moves, release = deeds(sent, "pointer")
        assert (press, release) == ("press", "release")
        assert set(moves) == {"move"}
        assert len(moves) <= took * 25 + 1
        assert sent[-1][1].endswith("down=0.0000"), "what leaves the picture stays at its edge"
        wait(page, lambda: not hall.kiosk.button_is_down())


def test_keys_reach_the_kiosk_and_tab_leaves_it(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        glass = page.locator("[data-live='/kiosk.jpg']")
        glass.focus()
        hall.kiosk.typed()
        page.keyboard.type("aB7")
        page.keyboard.press("Enter")
        page.keyboard.press("Control+c")
        page.keyboard.press("F9")
        typed: list[int] = []
        until(lambda: bool(typed.extend(hall.kiosk.typed()) or 0xFF0D in typed), "Enter")
        shift = 0xFFE1
        assert [key for key in typed if key != shift] == [*map(ord, "aB7"), 0xFF0D]
        page.keyboard.down("x")
        until(lambda: hall.kiosk.held_keys() > 0, "a key that is held")
        page.keyboard.press("Tab")
        expect(glass).not_to_be_focused()
        until(lambda: hall.kiosk.held_keys() == 0, "the key is let go when the picture is left")
        page.keyboard.press("Shift+Tab")
        expect(glass).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(glass).not_to_be_focused()


# ---- hands


def test_what_was_done_is_said_and_shown_on_the_buttons(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        network = page.get_by_role("group", name="Network")
        expect(network.get_by_role("button", name="In order", pressed=True)).to_be_visible()
        network.get_by_role("button", name="Cut").click()
        expect(page.locator("#said")).to_have_text("The network is cut.")
        assert hall.world.line.state is LineState.CUT
        expect(network.get_by_role("button", pressed=True)).to_have_text("Cut")
        printer = page.get_by_role("group", name="Printer")
        printer.get_by_role("button", name="Cover open").click()
        expect(printer.get_by_role("button", pressed=True)).to_have_text("Cover open")
        page.get_by_role("group", name="ID card").get_by_role("button", name="Wang Xiulan").click()
        until(lambda: hall.world.reader.state()["card"] == "present", "card")
        cards = page.get_by_role("group", name="ID card")
        expect(cards.get_by_role("button", pressed=True)).to_contain_text("Wang Xiulan")
        expect_no_violation(page)
        page.get_by_role("button", name="A damaged card").click()
        expect(cards.get_by_role("button", pressed=True)).to_have_text("A damaged card")
        page.get_by_role("button", name="Take it away").click()
        until(lambda: hall.world.reader.state()["card"] == "none", "card away")
        expect(cards.get_by_role("button", pressed=True)).to_have_count(0)
        page.get_by_role("button", name="The kiosk", exact=True).click()
        expect(page.locator("#said")).to_contain_text("Killed the kiosk")


def test_fields(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address, "zh-CN") as page:
        page.get_by_label("标题").fill("周六停水")
        page.get_by_role("button", name="发布通知").click()
        expect(page.locator("#said")).to_have_text("通知已发布。")
        page.get_by_label("别的码").fill("123456")
        page.get_by_role("group", name="扫码器").get_by_role("button", name="扫一下").last.click()
        expect(page.locator("#said")).to_have_text("扫过码了，自助机等着扫码时才收。")


def test_buttons_work_without_scripts(hall: SmallHall, address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    try:
        page = context.new_page()
        page.goto(address)
        page.get_by_role("group", name="Network").get_by_role("button", name="Slow").click()
        expect(page.locator("#said")).to_contain_text("The network is slow")
    finally:
        context.close()


# ---- what is told


def test_a_story_is_begun_followed_and_stopped(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        page.get_by_role("button", name="Story two").press("Enter")
        story = told(page, "story")
        expect(story.locator("[aria-current=step]")).to_have_text("Wang Xiulan comes to pay for water.")
        expect(page.locator("#story-title")).to_be_focused()
        expect(page.locator("#cards")).to_be_hidden()
        hall.pages.turn.release()
        expect(story.locator("[aria-current=step]")).to_have_text("The paper runs out; the money is safe.")
        expect(page.get_by_role("status").filter(has_text="The paper runs out")).to_have_count(1)
        story.get_by_role("button").press("Enter")
        expect(page.locator("#cards")).to_be_visible()
        expect(page.locator("#story-title")).to_be_focused()


def test_what_is_new_takes_neither_focus_nor_place(hall: SmallHall, address: str, chromium: Browser) -> None:
    with visitor(chromium, address) as page:
        page.get_by_role("tab", name="As text").click()
        button = told(page, "words").get_by_role("button").last
        button.focus()
        page.evaluate("window.kept = document.activeElement")
        hall.world.line.put(LineState.CUT)
        expect(page.get_by_role("group", name="Network").get_by_role("button", pressed=True)).to_have_text("Cut")
        expect(button).to_be_focused()
        assert page.evaluate("window.kept === document.activeElement")


def test_a_demo_that_is_gone_is_said_and_one_that_is_back_is_found(hall: SmallHall, chromium: Browser) -> None:
    port = free_port()
    with ExitStack() as first:
        address = first.enter_context(console.serving(hall.hall, hall.teller, port))
        with visitor(chromium, address, may_complain=True) as page:
            first.close()
            expect(page.get_by_role("alert")).to_contain_text("The demo does not answer")
            expect(page.locator("[data-live='/kiosk.jpg'] .away")).to_be_visible()
            page.get_by_role("button", name="Refuse").click()
            expect(page.locator("#said")).to_contain_text("did not arrive")
            with console.serving(hall.hall, hall.teller, port):
                expect(page.locator("#gone")).to_be_empty(timeout=LIMIT_MS)
                for away in page.locator(".away").all():
                    expect(away).to_be_hidden(timeout=LIMIT_MS)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port: int = held.getsockname()[1]
        return port
