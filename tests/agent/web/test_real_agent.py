# SPDX-License-Identifier: Apache-2.0
"""The site in Chromium, the real agent behind it, and simulators on real wires behind that."""

from collections.abc import Iterator

import pytest

from agent.client import calls
from contract.settings import load
from device_drivers.receipt_printer.simulator import ReceiptPrinterSimulator
from tests.agent.conftest import ZHANG, RunningAgent, Surroundings, agent, surroundings
from tests.agent.web.browser import screen
from tests.agent.web.conftest import PASSWORD, SiteProcess, free_port, wait_for

__all__ = ["agent", "surroundings"]

pytestmark = pytest.mark.journey


@pytest.fixture
def second() -> Iterator[ReceiptPrinterSimulator]:
    with ReceiptPrinterSimulator() as printer:
        yield printer


@pytest.fixture
def beside(process: SiteProcess, surroundings: Surroundings) -> SiteProcess:
    """The site's process with the agent's own configuration."""
    surroundings.settings()
    of_agent = surroundings.directory / "terminal.toml"
    of_site = surroundings.directory / "web.toml"
    (surroundings.directory / "logs").mkdir(exist_ok=True)
    of_site.write_text(
        f"""
[paths]
web = "{surroundings.directory / "web"}"
[web]
port = {process.port}
address = "127.0.0.2"
logs = "{surroundings.directory / "logs"}"
""",
        encoding="utf-8",
    )
    process.arguments = ["--config", str(of_agent), "--config", str(of_site)]
    return process


def test_a_second_printer_is_added_tested_and_removed(
    beside: SiteProcess, agent: RunningAgent, surroundings: Surroundings, second: ReceiptPrinterSimulator
) -> None:
    beside.start()
    told = wait_for(lambda: agent.kiosk.send(calls.terminal()).commissioning)
    with screen(beside.base) as shown:
        shown.open("/")
        shown.page.fill("#f-secret", told.secret)
        shown.page.fill("#f-password", PASSWORD)
        shown.page.fill("#f-again", PASSWORD)
        shown.page.click("main button")
        shown.page.wait_for_selector("nav")
        wait_for(lambda: agent.kiosk.send(calls.terminal()).commissioning is None)

        # nothing listens there: refused in words, nothing changed
        shown.open("/devices/new/receipt_printer")
        shown.page.fill("#f-name", "second")
        shown.page.fill("#f-host", "127.0.0.1")
        shown.page.fill("#f-tcp_port", str(free_port()))
        shown.page.click("button[value=save]")
        assert "没有保存" in shown.text()
        assert agent.house.bench.find("second") is None

        shown.page.fill("#f-tcp_port", str(second.port))
        shown.page.click("button[value=save]")
        shown.page.wait_for_selector("#second .state.good")
        assert "second" in load(surroundings.files()).device
        shown.see("real-devices")

        # its test slip comes out of it, and of no other
        shown.page.click("#second form button")
        shown.page.wait_for_selector("[data-done].good")
        assert len(second.slips()) == 1
        assert surroundings.printer.slips() == []

        # a card
        shown.open("/devices")
        shown.page.click("#reader form button")
        surroundings.reader.put_card(ZHANG)
        shown.page.wait_for_selector("[data-done]")
        assert "110" not in shown.text()
        assert ZHANG.id_number not in shown.text()
        assert ZHANG.name not in shown.text()
        shown.see("real-card")

        shown.open("/devices/second/remove")
        shown.page.click("main button.danger")
        shown.page.wait_for_selector(".box.good")
        assert agent.house.bench.find("second") is None
        for page in ("/", "/connection", "/site", "/events"):
            shown.open(page)
            shown.see("real" + page.replace("/", "-"))
        shown.open("/connection")
        shown.page.click("button[value=test-platform]")
        assert shown.page.locator(".steps li").count() >= 3
        shown.see("real-connection-test")
