# SPDX-License-Identifier: Apache-2.0
"""The payer's phone when several threads hold it at once."""

import threading

import pytest

from central.demo.world.phone import Phone
from contract.platform import Order, OrderState

ORDER = Order(order_no="0" * 32, state=OrderState.PENDING, bill_nos=(), amount_fen=100, code_url="http://127.0.0.1/p")
TWICE = 8


def waiting() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "late-payer"]


class OnTime(Phone):
    """At a platform with one order that nobody pays; all who ask for it do so at the same moment."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")
        self._together = threading.Barrier(TWICE)

    def orders(self) -> tuple[Order, ...]:
        return (ORDER,)

    def pay_late(self) -> Order | None:
        self._together.wait(10)
        return super().pay_late()


@pytest.fixture
def phone() -> OnTime:
    return OnTime()


def test_however_often_it_is_asked_to_pay_late_one_waits_and_ends_when_it_is_put_away(phone: OnTime) -> None:
    askers = [threading.Thread(target=phone.pay_late) for _ in range(TWICE)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(waiting()) == 1
    assert phone.waits_to_pay_late
    phone.put_away()
    assert not waiting()
    assert not phone.waits_to_pay_late


def test_a_phone_that_is_gone_waits_for_nothing() -> None:
    phone = Phone("http://127.0.0.1:9")
    phone.close()
    assert phone.pay_late() is None
    assert not waiting()
