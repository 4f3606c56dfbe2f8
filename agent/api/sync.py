# SPDX-License-Identifier: Apache-2.0
"""What sync may ask for: it reports, and orders nothing."""

from agent.api import views
from agent.api.kiosk import Body, Route
from agent.house import House
from contract import local


def table(house: House, body: Body) -> list[Route]:
    def report() -> local.Done:
        house.content.report(body(local.ContentHealth))
        return local.Done()

    return [
        ("GET", "/v1/terminal", lambda: views.terminal(house)),
        ("PUT", "/v1/content", report),
    ]
