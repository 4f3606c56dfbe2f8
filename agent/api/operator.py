# SPDX-License-Identifier: Apache-2.0
"""What the `linli` command may ask for: it looks, tests devices, and orders nothing that moves money."""

from agent.api import views
from agent.api.kiosk import CURRENT_PAYMENTS, ONE_PAYMENT
from agent.api.route import Route
from agent.api.web import DEVICE_TESTS, DEVICES, DOUBTFUL_PRINTS, JOURNAL, TERMINAL
from agent.house import House
from contract import local


def ledger(house: House) -> local.LedgerExtract:
    """The payments and the commands made last, the newest first; everything personal is masked"""
    return views.ledger(house)


ROUTES = (
    TERMINAL,
    DEVICES,
    *DEVICE_TESTS,
    JOURNAL,
    DOUBTFUL_PRINTS,
    Route("GET", "/v1/ledger", ledger),
    CURRENT_PAYMENTS,
    ONE_PAYMENT,
)
