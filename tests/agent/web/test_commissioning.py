# SPDX-License-Identifier: Apache-2.0
"""A technician with a phone, in real Chromium: from the first boot to the hand-over, and locked out."""

import signal
from pathlib import Path

import pytest

from tests.agent.web.browser import screen
from tests.agent.web.conftest import PASSWORD, SiteProcess, sign_in, wait_for
from tests.agent.web.fake_agent import FakeAgent

pytestmark = pytest.mark.journey


def test_claimed_and_handed_over(process: SiteProcess, fake_agent: FakeAgent) -> None:
    process.start()
    secret = wait_for(lambda: fake_agent.commissioning).secret
    with screen(process.base, "en-GB") as shown:
        shown.open("/claim")
        shown.see("claim")
    with screen(process.base) as shown:
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
        assert shown.page.locator("html").get_attribute("lang") == "en"
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
        shown.page.wait_for_load_state("networkidle")  # what the page still fetches would meet a dead site
        process.stop(signal.SIGKILL)
        process.start()
        sign_in(shown)
        assert "暂时不能再试" in shown.text()
        shown.see("locked-out")

        def let_in() -> bool:
            sign_in(shown)
            return not shown.page.url.endswith("/login")

        wait_for(let_in, every_s=1.0)
