# SPDX-License-Identifier: Apache-2.0
"""What a player may ask for: it decodes foreign media, so it reaches no card, no device and no money."""

from agent.api import views
from agent.api.kiosk import Body, Route
from agent.house import House
from contract import local


def table(house: House, body: Body) -> list[Route]:
    def keep_plays() -> local.Done:
        house.plays.keep(body(local.Plays))
        return local.Done()

    return [
        ("GET", "/v1/terminal", lambda: views.terminal(house)),
        ("POST", "/v1/plays", keep_plays),
    ]
