# SPDX-License-Identifier: Apache-2.0
"""A technician with a phone, in real Chromium: day by day, and when things go wrong."""

import re
import zipfile
from pathlib import Path

import pytest

from contract.local import Outcome, PrintProof
from tests.agent.web.browser import LAPTOP, screen
from tests.agent.web.conftest import PASSWORD, Served, sign_in
from tests.agent.web.fake_agent import SILENT

pytestmark = pytest.mark.journey


def test_devices(served: Served) -> None:
    with screen(served.base) as shown:
        sign_in(shown)
        shown.page.click("nav a[href='/devices']")

        # a printer that does not answer is refused, and what was typed stays
        shown.page.click("main a[href='/devices/new']")
        shown.page.click("main a[href='/devices/new/receipt_printer']")
        shown.page.fill("#f-host", SILENT)
        shown.page.click("button[value=save]")
        assert "没有应答" in shown.text()
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
        assert "盖子开着" in shown.text()
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

        # what was found: one press; of an unknown model the technician says what it is
        shown.open("/devices")
        shown.page.click("li:has-text('ACS ACR38U-CCID') button")
        shown.page.wait_for_selector("#card-reader .state.good")
        assert served.agent.devices["card-reader"].settings.pcsc == "ACS ACR38U-CCID"
        shown.page.click("li:has-text('1A86:7523') button:has-text('扫码器')")
        shown.page.wait_for_selector("#scanner-2")
        assert served.agent.devices["scanner-2"].settings.port == "/dev/serial/by-id/usb-1a86-S1"
        served.agent.refuse["PUT /v1/devices/reader-2"] = "deviceSilent"
        shown.page.click("li:has-text('0400:C35A') button")
        shown.page.wait_for_selector("#f-usb_path")
        assert shown.page.input_value("#f-usb_path") == "1-1.4"
        assert not shown.page.is_visible("#f-port"), "what belongs to another way is out of the way"
        shown.see("device-found-refused")
        served.agent.refuse.clear()
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector("#reader-2")
        del served.agent.devices["reader-2"]

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

        # a finger that is down while the list is renewed is lifted from what it touched
        place = shown.page.locator("#printer a[href='/devices/printer']").bounding_box()
        assert place
        shown.page.mouse.move(place["x"] + 5, place["y"] + 5)
        shown.page.mouse.down()
        for _ in range(2):
            with shown.page.expect_response("**/devices/live") as answer:
                pass
            answer.value.finished()
        shown.page.mouse.up()
        shown.page.wait_for_url("**/devices/printer")
        shown.open("/devices")

        served.agent.put("printer", served.agent.devices["printer"].settings, "online")  # type: ignore[arg-type]
        shown.page.wait_for_selector("#printer .state.good")
        served.agent.stop()
        shown.page.wait_for_selector(".stale")
        shown.see("devices-stale")
        served.agent.start()
        shown.page.wait_for_selector(".live:not(.stale)")
        served.site.sessions.end_all()
        shown.page.wait_for_url("**/login")


def test_slips_in_doubt_stand_on_the_first_page_with_what_to_do(served: Served) -> None:
    for locale, words in (
        ("zh-CN", ("2 张凭条不确定打出来没有", "缴费凭条", "DEMO-0001-000042", "办件进度单", "再打一次")),
        ("en-GB", ("2 slips may be on paper or not", "Payment slip", "DEMO-0001-000042", "Print again")),
    ):
        with screen(served.base, locale) as shown:
            sign_in(shown)
            shown.open("/")
            for word in words:
                assert word in shown.text()
            shown.see(f"slips-in-doubt-{locale}")
    with screen(served.base) as shown:
        sign_in(shown)
        served.agent.doubtful = ()
        shown.open("/")
        assert "不确定打出来没有" not in shown.text()


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
        shown.page.click("#printer form button")
        served.agent.finish_tests(Outcome.SUCCEEDED, proof=PrintProof.PROCESS_ID)
        shown.page.wait_for_selector(".box.good")
        assert "回报了这一张自己的标记" in shown.text()
        shown.open("/devices")
        shown.page.click("#scanner form button")
        shown.page.click("main button")
        shown.page.wait_for_selector("[data-done]")
        assert "已取消" in shown.text()


def test_place_screens_and_addresses(served: Served) -> None:
    with screen(served.base, "en-GB") as shown:
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
            assert shown.page.locator("[role=alert]").count() == 1, "said once"
        shown.open("/logs")
        assert shown.page.inner_text("h1") == "日志"
        served.agent.start()
        shown.open("/devices")
        assert shown.page.locator("#printer").count() == 1


def test_an_agent_that_dies_meanwhile_loses_nothing_typed(served: Served) -> None:
    with screen(served.base) as shown:
        sign_in(shown)
        for path, field, typed, kept_at in (
            ("/devices/new/receipt_printer", "#f-host", "typed-1", "/devices/printer-2"),
            ("/devices/printer", "#f-host", "typed-2", "/devices/printer"),
            ("/site", "#f-signage-lobby-output", "typed-3", "/site"),
            ("/connection", "#f-platform_url", "https://typed.example", "/connection"),
        ):
            shown.open(path)
            shown.page.fill(field, typed)
            served.agent.stop()
            shown.page.click("main form button:not([value^=test])")
            assert "设备服务没有运行" in shown.text(), path
            assert shown.page.locator("[role=alert]").count() == 1, "said once"
            assert shown.page.input_value(field) == typed
            served.agent.start()
            shown.page.click("main form button:not([value^=test])")
            shown.page.wait_for_selector(".box.good")
            shown.open(kept_at)
            assert shown.page.input_value(field) == typed


def test_without_script(served: Served) -> None:
    """Every page works by reloading it. And the browser says by Origin alone where a change comes from: older ones send
    no Sec-Fetch-Site."""
    with screen(served.base, script=False) as shown:
        with shown.page.expect_request(lambda request: request.method == "POST") as asked:
            sign_in(shown)
        assert asked.value.all_headers()["origin"] == served.base
        shown.open("/devices")
        shown.page.click("#printer form button")
        assert shown.page.locator("main button").count() == 1
        served.agent.finish_tests(Outcome.SUCCEEDED)
        shown.page.wait_for_selector("[data-done]")
