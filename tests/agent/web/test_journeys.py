# SPDX-License-Identifier: Apache-2.0
"""A technician with a phone, in real Chromium: from the first boot to the hand-over, and when things go wrong."""

import re
import signal
import zipfile
from pathlib import Path

import pytest

from contract.local import Outcome
from tests.agent.web.browser import LAPTOP, Screen, screen
from tests.agent.web.conftest import PASSWORD, Served, SiteProcess, wait_for
from tests.agent.web.fake_agent import SILENT, FakeAgent

pytestmark = pytest.mark.journey


def sign_in(shown: Screen, password: str = PASSWORD) -> None:
    shown.open("/login")
    shown.page.fill("#f-password", password)
    shown.page.click("main button")


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_claimed_and_handed_over(process: SiteProcess, fake_agent: FakeAgent, locale: str) -> None:
    process.start()
    secret = wait_for(lambda: fake_agent.commissioning).secret
    with screen(process.base, locale) as shown:
        shown.open("/")
        assert shown.page.url.endswith("/claim")
        shown.see("claim")
        shown.page.fill("#f-secret", secret)
        shown.page.fill("#f-password", "short")
        shown.page.fill("#f-again", "other")
        shown.page.click("main button")
        assert shown.page.locator(".error").count() == 2
        shown.see("claim-refused")
        assert shown.page.input_value("#f-secret") == secret, "what was typed is not lost"
        shown.page.fill("#f-secret", secret.lower())
        shown.page.fill("#f-password", PASSWORD)
        shown.page.fill("#f-again", PASSWORD)
        shown.page.click("main button")
        shown.page.wait_for_selector(".box.good")
        shown.see("overview-claimed")

        # in the other language, and back to where it was
        shown.open("/devices")
        shown.page.click(".speak button")
        assert shown.page.url.endswith("/devices")
        assert shown.page.locator("html").get_attribute("lang") == ("en" if locale == "zh-CN" else "zh-CN")
        shown.page.click(".speak button")

        shown.page.click("nav a[href='/handover']")
        shown.page.click("main form button")
        shown.page.wait_for_selector(".box.good")
        shown.see("handover-done")
        wait_for(lambda: not process.beyond())
        shown.page.click("nav form button")
        assert shown.page.url.endswith("/login?said=signedOut")
        shown.open("/devices")
        assert shown.page.url.endswith("/login")


def test_handed_over_from_a_phone_in_the_network(process: SiteProcess, fake_agent: FakeAgent, tmp_path: Path) -> None:
    """The answer still arrives through the listener that it closes."""
    process.config.write_text(process.config.read_text() + 'names = ["127.0.0.2"]\n')
    process.start()
    secret = wait_for(lambda: fake_agent.commissioning).secret
    wait_for(process.beyond)
    with screen(f"https://127.0.0.2:{process.port}") as shown:
        shown.open("/claim")
        shown.page.fill("#f-secret", secret)
        shown.page.fill("#f-password", PASSWORD)
        shown.page.fill("#f-again", PASSWORD)
        shown.page.click("main button")
        shown.open("/handover")
        shown.page.click("main form button")
        assert "交接完成" in shown.page.inner_text("h1")
        shown.see("handed-over")
        assert process.visitor().get("/login").status_code == 200, "at the machine itself"
        wait_for(lambda: not process.beyond())


def test_locked_out_over_a_restart(process: SiteProcess, fake_agent: FakeAgent) -> None:
    process.start()
    secret = wait_for(lambda: fake_agent.commissioning).secret
    process.visitor().post("/claim", {"secret": secret, "password": PASSWORD, "again": PASSWORD})
    with screen(process.base) as shown:
        for _ in range(3):
            sign_in(shown, "not the right one")
            assert "密码不对" in shown.text()
        process.stop(signal.SIGKILL)
        process.start()
        sign_in(shown)
        assert "暂时不能再试" in shown.text()
        shown.see("locked-out")

        def let_in() -> bool:
            sign_in(shown)
            return not shown.page.url.endswith("/login")

        wait_for(let_in)


@pytest.mark.parametrize(
    ("locale", "seen", "silent"), [("zh-CN", "盖子开着", "没有应答"), ("en-GB", "cover is open", "did not answer")]
)
def test_devices(served: Served, locale: str, seen: str, silent: str) -> None:
    with screen(served.base, locale) as shown:
        sign_in(shown)
        shown.page.click("nav a[href='/devices']")

        # a printer that does not answer is refused, and what was typed stays
        shown.page.click("main a[href='/devices/new']")
        shown.page.click("main a[href='/devices/new/receipt_printer']")
        shown.page.fill("#f-host", SILENT)
        shown.page.click("button[value=save]")
        assert silent in shown.text()
        assert shown.page.input_value("#f-host") == SILENT
        assert "printer-2" not in served.agent.devices
        shown.see("device-refused")
        shown.page.fill("#f-host", "printer two")
        shown.page.click("button[value=save]")
        shown.see("device-field-error")
        assert shown.page.locator(".error").count() == 1

        # tried, then kept
        shown.page.fill("#f-host", "192.168.1.51")
        shown.page.click("button[value=test]")
        assert seen in shown.text()
        assert "printer-2" not in served.agent.devices
        shown.see("device-tried")
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector("#printer-2")
        assert served.agent.devices["printer-2"].settings.host == "192.168.1.51"

        # changed, and removed after being asked
        shown.page.click("#printer-2 a[href='/devices/printer-2']")
        shown.page.fill("#f-tcp_port", "9101")
        shown.page.select_option("#f-columns", "32")
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector("#printer-2")
        assert (
            served.agent.devices["printer-2"].settings.tcp_port,
            served.agent.devices["printer-2"].settings.columns,
        ) == (9101, 32)
        shown.page.click("#printer-2 a[href='/devices/printer-2/remove']")
        shown.see("device-remove-asked")
        shown.page.click("main button.danger")
        shown.page.wait_for_selector(".box.good")
        assert "printer-2" not in served.agent.devices

        # a reader at a port of its own
        shown.open("/devices/new/resident_id")
        shown.page.select_option("#f-port", "other")
        shown.page.fill("#f-port_other", "/dev/ttyS7")
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector("#reader-2")
        assert served.agent.devices["reader-2"].settings.port == "/dev/ttyS7"


def test_the_list_is_live(served: Served) -> None:
    with screen(served.base) as shown:
        sign_in(shown)
        shown.open("/devices")
        assert "没有纸了" in shown.page.inner_text("#printer")
        served.agent.put("printer", served.agent.devices["printer"].settings, "online")  # type: ignore[arg-type]
        shown.page.wait_for_selector("#printer .state.good")
        served.agent.stop()
        shown.page.wait_for_selector(".stale")
        shown.see("devices-stale")
        served.agent.start()
        shown.page.wait_for_selector(".live:not(.stale)")
        served.site.sessions.end_all()
        shown.page.wait_for_url("**/login")


def test_a_test_of_a_device(served: Served) -> None:
    with screen(served.base) as shown:
        sign_in(shown)
        shown.open("/devices")
        shown.page.click("#reader form button")
        assert "请把身份证放到阅读器上" in shown.text()
        shown.see("test-running")
        served.agent.finish_tests(Outcome.SUCCEEDED, shown="王*兰 110***********002X")
        shown.page.wait_for_selector(".box.good")
        assert "王*兰" in shown.text()
        shown.see("test-done")
        shown.open("/devices")
        shown.page.click("#printer form button")
        served.agent.finish_tests(Outcome.FAILED, "paperOut")
        shown.page.wait_for_selector(".box.bad")
        assert "装一卷新纸" in shown.text()
        shown.see("test-failed")
        shown.open("/devices")
        shown.page.click("#scanner form button")
        shown.page.click("main button")
        shown.page.wait_for_selector("[data-done]")
        assert "已取消" in shown.text()


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_place_screens_and_addresses(served: Served, locale: str) -> None:
    with screen(served.base, locale) as shown:
        sign_in(shown)
        shown.page.click("nav a[href='/site']")
        shown.page.fill("#f-place_zh", "湖滨社区服务站")
        shown.page.fill("#f-help_phone", "call me")
        shown.page.fill("#f-kiosk-width_mm", "0")
        shown.page.click("main button")
        assert shown.page.locator(".error").count() == 2
        assert served.agent.settings.place.zh == "振兴社区服务站"
        shown.see("site-refused")
        shown.page.fill("#f-help_phone", "0571-1234 5678")
        shown.page.fill("#f-kiosk-width_mm", "476.6")
        shown.page.select_option("#f-signage-lobby-rotation", "90")
        shown.page.click("main button")
        shown.page.wait_for_selector(".box.good")
        kept = served.agent.settings
        assert (kept.place.zh, kept.kiosk.width_mm, kept.signage["lobby"].rotation) == ("湖滨社区服务站", 476.6, 90)
        assert kept.platform_url == "https://platform.example"

        shown.page.click("nav a[href='/connection']")
        shown.page.fill("#f-platform_url", "https://unknown.example")
        shown.page.click("button[value=test-platform]")
        assert shown.page.locator(".steps .bad").count() == 1
        shown.see("connection-broken")
        shown.page.fill("#f-platform_url", "https://silent.example")
        shown.page.click("button[value=save]")
        assert shown.page.locator(".box.bad").count() == 1
        assert served.agent.settings.platform_url == "https://platform.example"
        shown.page.check("input[name=anyway]")
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector(".box.good")
        assert served.agent.settings.platform_url == "https://silent.example"
        shown.page.click("button[value=test-content]")
        assert shown.page.locator(".steps li.good").count() == 7
        shown.see("connection-held")


def test_logs_bundle_and_a_new_password(served: Served, tmp_path: Path) -> None:
    (served.site_logs / "agent.log").write_text("INFO <script>alert(1)</script> 13812345678\n", encoding="utf-8")
    with screen(served.base, size=LAPTOP) as shown:
        sign_in(shown)
        shown.page.click("nav a[href='/logs']")
        shown.page.click("main a[href='/logs/agent']")
        assert "<script>alert(1)</script> […]" in shown.text()
        shown.page.click("nav a[href='/report']")
        with shown.page.expect_download() as download:
            shown.page.click("main a.button")
        assert re.fullmatch(r"linli-DEMO-0001-\d{8}-\d{6}\.zip", download.value.suggested_filename)
        download.value.save_as(tmp_path / "bundle.zip")
        assert zipfile.ZipFile(tmp_path / "bundle.zip").testzip() is None
        shown.page.click("nav a[href='/password']")
        shown.page.fill("#f-old", PASSWORD)
        shown.page.fill("#f-password", "a river in the morning")
        shown.page.fill("#f-again", "a river in the morning")
        shown.page.click("main button")
        assert shown.page.url.endswith("/login?said=passwordChanged")
        sign_in(shown)
        assert "密码不对" in shown.text()
        sign_in(shown, "a river in the morning")
        assert shown.page.inner_text("h1") == "总览"


def test_without_the_agent(served: Served) -> None:
    served.agent.stop()
    with screen(served.base) as shown:
        sign_in(shown)
        for path in (
            "/",
            "/devices",
            "/devices/new/receipt_printer",
            "/connection",
            "/site",
            "/events",
            "/password",
            "/report",
        ):
            shown.open(path)
            assert "设备服务没有运行" in shown.text(), path
            shown.see("without-agent" + path.replace("/", "-"))
        shown.open("/logs")
        assert shown.page.inner_text("h1") == "日志"
        served.agent.start()
        shown.open("/devices")
        assert shown.page.locator("#printer").count() == 1


def test_without_script(served: Served) -> None:
    """Every page works by reloading it."""
    with screen(served.base, script=False) as shown:
        sign_in(shown)
        shown.open("/devices")
        shown.page.click("#printer form button")
        assert shown.page.locator("main button").count() == 1
        served.agent.finish_tests(Outcome.SUCCEEDED)
        shown.page.wait_for_selector("[data-done]")
