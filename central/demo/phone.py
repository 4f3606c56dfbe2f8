# SPDX-License-Identifier: Apache-2.0
"""A payer's phone: reads the code off a picture of the screen and confirms on the page behind it."""

from urllib.parse import urlsplit

import requests
import zxingcpp
from PIL import Image

from central.demo.errors import StepFailed
from contract.document import decode
from contract.platform import Order, OrderBook, OrderState

LIMIT_S = 5


def code_on(picture: Image.Image) -> str | None:
    """The payment address on the picture, if there is exactly one."""
    found = {text for text in _texts_on(picture) if text.startswith("http")}
    return found.pop() if len(found) == 1 else None


def text_on(picture: Image.Image) -> str | None:
    """The text that leads nowhere, if there is exactly one: a phone shows it."""
    found = {text for text in _texts_on(picture) if not text.startswith("http")}
    return found.pop() if len(found) == 1 else None


def _texts_on(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


class Phone:
    """Pays at one platform only, wherever a code may point."""

    def __init__(self, platform_url: str) -> None:
        self._platform = platform_url

    def pay(self, code_url: str) -> None:
        if urlsplit(code_url)[:2] != urlsplit(self._platform)[:2]:
            raise StepFailed("the code does not lead to the platform of this demo")
        answer = requests.post(code_url, timeout=LIMIT_S, allow_redirects=False)
        if answer.status_code != requests.codes.ok:
            raise StepFailed(f"the pay page answered {answer.status_code}")

    def orders(self) -> tuple[Order, ...]:
        answer = requests.get(f"{self._platform}/test/orders", timeout=LIMIT_S)
        answer.raise_for_status()
        return decode(answer.content, OrderBook).orders

    def order_behind(self, code_url: str) -> Order:
        for order in self.orders():
            if order.code_url == code_url:
                return order
        raise StepFailed("the platform has no pending order with the code on the screen")

    def pending(self) -> Order | None:
        """The newest order that waits for its payer."""
        waiting = [order for order in self.orders() if order.state is OrderState.PENDING and order.code_url]
        return waiting[-1] if waiting else None
