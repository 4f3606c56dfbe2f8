# SPDX-License-Identifier: Apache-2.0
"""Every page in real Chromium: fits a phone and a laptop, both languages, no complaint of the browser."""

import pytest

from tests.agent.web.browser import LAPTOP, PHONE, screen
from tests.agent.web.conftest import PASSWORD, Served

pytestmark = pytest.mark.journey

PAGES = {
    "overview": "/",
    "devices": "/devices",
    "device-kinds": "/devices/new",
    "device-new-printer": "/devices/new/receipt_printer",
    "device-new-reader": "/devices/new/resident_id",
    "device-edit": "/devices/printer",
    "device-remove": "/devices/printer/remove",
    "connection": "/connection",
    "site": "/site",
    "accounts": "/accounts",
    "accounts-differs": "/accounts/2026-11-22",
    "accounts-waits": "/accounts/2026-11-23",
    "events": "/events",
    "logs": "/logs",
    "log": "/logs/agent",
    "report": "/report",
    "password": "/password",
    "handover": "/handover",
}


@pytest.mark.parametrize(("locale", "sizes"), [("zh-CN", [PHONE]), ("en-GB", [LAPTOP, PHONE])])
def test_each_page_fits(served: Served, locale: str, sizes: list[dict[str, int]]) -> None:
    """On a laptop in the language of the longer words."""
    (served.site_logs / "agent.log").write_text("INFO agent: ready\n" * 50 + "x" * 400 + "\n", encoding="utf-8")
    with screen(served.base, locale) as shown:

        def see(name: str, path: str) -> None:
            shown.open(path)
            for size in sizes:
                shown.page.set_viewport_size({"width": size["width"], "height": size["height"]})
                shown.see(name)

        see("login", "/login")
        shown.page.fill("#f-password", PASSWORD)
        shown.page.click("main button")
        for name, path in PAGES.items():
            see(name, path)
        see("problem", "/no-such-page")
        served.agent.stop()
        for name in ("overview", "devices", "report", "handover"):
            see(f"{name}-without-agent", PAGES[name])
