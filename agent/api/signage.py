# SPDX-License-Identifier: Apache-2.0
"""What a player may ask for: it decodes foreign media, so it reaches no card, no device and no money."""

from agent.api.route import Route
from agent.api.web import TERMINAL
from agent.errors import LedgerUnwritable
from agent.house import House
from contract import local


def tell_plays(house: House, request: local.Plays) -> local.Done:
    """What was shown, and for how long

    Done means that all of them are in the outbox. Idempotent by each play's id."""
    house.plays.keep(request)
    return local.Done()


ROUTES = (TERMINAL, Route("POST", "/v1/plays", tell_plays, (LedgerUnwritable,)))
