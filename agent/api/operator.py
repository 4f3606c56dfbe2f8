# SPDX-License-Identifier: Apache-2.0
"""What the `linli` command may ask for: it looks, tests devices, and orders nothing that moves money."""

from agent.api import views
from agent.api.kiosk import PAYMENT, Body, PaymentCalls, Route
from agent.api.web import DEVICE_TEST, DeviceCalls
from agent.house import House


def table(house: House, body: Body) -> list[Route]:
    payments = PaymentCalls(house, body)
    devices = DeviceCalls(house, body)
    return [
        ("GET", "/v1/terminal", lambda: views.terminal(house)),
        ("GET", "/v1/devices", house.devices.entries),
        ("PUT", DEVICE_TEST, devices.test),
        ("GET", DEVICE_TEST, devices.test_status),
        ("DELETE", DEVICE_TEST, devices.cancel_test),
        ("GET", "/v1/journal", lambda: views.journal(house)),
        ("GET", "/v1/doubtful-prints", lambda: views.doubtful_prints(house)),
        ("GET", "/v1/ledger", lambda: views.ledger(house)),
        ("GET", "/v1/payments/current", payments.current),
        ("GET", PAYMENT, payments.one),
    ]
