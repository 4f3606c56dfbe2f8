# SPDX-License-Identifier: Apache-2.0
"""The tour's steps without an identity: a bill by its number, paid by the code that a phone shows, found again."""

import time
from collections.abc import Callable

from central.demo.errors import StepFailed
from central.demo.steps.residents import PAID
from central.demo.visit.reported import ReportedVisit
from central.demo.visit.visit import DEVICE_S, LOOK_S, PAGE_S, RESCAN_S, Visit, amount_pattern, expect
from central.demo.world import people
from contract.platform import OrderState, PayWay

OWNER = "张建国"
PAYMENT_CODE = "134567890123456780"
"""Of WeChat Pay by its first digits; the sandbox collects at once from what ends in 0."""


def bill_by_its_number(visit: ReportedVisit) -> None:
    visit.goes_home()
    visit.touches("生活缴费")
    visit.touches("^按缴款码缴费$")
    visit.sees("请扫缴款通知上的码")
    bill = people.named(OWNER).bill[0]
    _scans(visit, bill.bill_no, "要缴哪几张")
    visit.chosen = (bill,)
    visit.sees(amount_pattern(bill.total_fen))


def phone_shows_its_code(visit: ReportedVisit) -> None:
    visit.touches("^去付", "push button")
    visit.sees("请核对")
    visit.touches("^出示付款码$")
    visit.sees("请出示付款码")
    _scans(visit, PAYMENT_CODE, PAID)
    paid = [order for order in visit.world.phone.orders() if order.way is PayWay.SCANNED]
    expect([order.state for order in paid] == [OrderState.PAID], "the code was not collected from once")
    visit.payment_id = paid[0].order_no
    visit.takes_slip(visit.amount)


def payment_found_by_its_slip(visit: ReportedVisit) -> None:
    address = visit.order().verify_url
    if address is None:
        raise StepFailed("the platform has no page for this payment")
    visit.goes_home()
    visit.touches("缴费记录")
    visit.sees("请扫凭条上的码")
    _scans(visit, address, "补打凭条")
    visit.sees(visit.amount)
    visit.goes_home()


STEPS: tuple[Callable[[ReportedVisit], None], ...] = (
    bill_by_its_number,
    phone_shows_its_code,
    payment_found_by_its_slip,
)


def _scans(visit: Visit, text: str, then: str) -> None:
    """Again, as a person does, when nothing has happened."""

    def scanned() -> bool:
        visit.world.scanner.scan(text)
        end = time.monotonic() + RESCAN_S
        while not (found := visit.reader.look().find(then)) and time.monotonic() < end:
            visit.waits(LOOK_S)
        return found is not None

    visit.until(scanned, DEVICE_S + PAGE_S, f"{then!r} after the scan")
