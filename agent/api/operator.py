# SPDX-License-Identifier: Apache-2.0
"""What the `linli` command may ask for: it looks, and orders nothing that moves money."""

from agent.api import views
from agent.api.kiosk import PAYMENT, Body, PaymentCalls, Route
from agent.house import House


def table(house: House, body: Body) -> list[Route]:
    payments = PaymentCalls(house, body)
    return [
        ("GET", "/v1/terminal", lambda: views.terminal(house)),
        ("GET", "/v1/devices", house.devices.entries),
        ("GET", "/v1/journal", lambda: views.journal(house)),
        ("GET", "/v1/ledger", lambda: views.ledger(house)),
        ("GET", "/v1/payments/current", payments.current),
        ("GET", PAYMENT, payments.one),
    ]
