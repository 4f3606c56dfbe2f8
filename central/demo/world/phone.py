# SPDX-License-Identifier: Apache-2.0
"""A payer's phone: reads the code off a picture of the screen and confirms on the page behind it."""

import threading
from contextlib import suppress
from urllib.parse import urlsplit

import requests
import zxingcpp
from PIL import Image

from central.demo.errors import StepFailed
from contract.document import decode, encode
from contract.platform import Order, OrderBook, OrderState, PhonePayment

LIMIT_S = 5
LOOK_S = 0.5


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
    """Pays at one platform only, wherever a code may point. May be shared by threads."""

    def __init__(self, platform_url: str) -> None:
        self._platform = platform_url
        self._lock = threading.RLock()
        """Nobody begins to wait while another does, or he is never told to stop."""
        self._waiting: _LatePayer | None = None
        self._closed = False

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

    # ---- money that comes too late

    def pay_late(self) -> Order | None:
        """As soon as the pending order has ended; None when there is none. Ends with `put_away`."""
        with self._lock:
            self.put_away()
            order = None if self._closed else self.pending()
            if order is not None:
                self._waiting = _LatePayer(self, order.order_no)
                self._waiting.start()
            return order

    @property
    def waits_to_pay_late(self) -> bool:
        waiting = self._waiting
        return waiting is not None and waiting.is_alive()

    def put_away(self) -> None:
        """Whatever it waited for: it does not pay."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
            if waiting is not None:
                waiting.end()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self.put_away()

    def pay_after_its_end(self, order_no: str) -> bool:
        """Whether that is settled: paid late, or nothing to pay late any more. Raises OSError."""
        order = next((order for order in self.orders() if order.order_no == order_no), None)
        if order is None or order.state is not OrderState.CLOSED:
            return order is None or order.state is not OrderState.PENDING
        address = f"{self._platform}/test/orders/{order_no}/pay"
        headers = {"Content-Type": "application/json"}
        requests.post(
            address, data=encode(PhonePayment(late=True)), headers=headers, timeout=LIMIT_S
        ).raise_for_status()
        return True


class _LatePayer(threading.Thread):
    def __init__(self, phone: Phone, order_no: str) -> None:
        super().__init__(name="late-payer")
        self._phone = phone
        self._order_no = order_no
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.wait(LOOK_S):
            with suppress(OSError):  # the platform may be just being started again
                if self._phone.pay_after_its_end(self._order_no):
                    return

    def end(self) -> None:
        self._ending.set()
        self.join()
