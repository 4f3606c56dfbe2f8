# SPDX-License-Identifier: Apache-2.0
"""What several stories share: a resident goes from the start page to the code, and the books agree at the end."""

import re

from central.demo.visit.visit import DEVICE_S, HOME, Visit, amount_pattern, expect
from central.demo.world import people
from contract.local import PaymentState, ReceiptState
from contract.platform import OrderState

PAID = "缴费成功"
CHECK = "请核对"
CARD = "请放身份证"
GOODBYE = "^请取走身份证和凭条"
"""As the last page's title: the start page says something like it in passing."""
QUIET_S = 2.0
"""A slip too many would be out by then."""


def puts_card_and_chooses(visit: Visit, name: str, *which: int) -> None:
    """From the start page to the sum of the bills chosen (by their place in the list)."""
    visit.resident = people.named(name)
    chosen = [visit.resident.bill[at] for at in which]
    visit.touches("^生活缴费", "push button")
    visit.sees(CARD)
    visit.puts_card()
    visit.sees_bills(chosen)
    visit.chooses(chosen)
    visit.touches("^去付", "push button")
    visit.sees(CHECK)
    visit.sees(visit.amount)


def confirms(visit: Visit) -> None:
    visit.touches("^确认缴费", "push button")


def goes_to_the_code(visit: Visit, name: str, *which: int) -> None:
    puts_card_and_chooses(visit, name, *which)
    confirms(visit)
    visit.finds_order_by_code()


def sees_it_paid(visit: Visit) -> None:
    visit.sees(PAID, limit_s=DEVICE_S)
    visit.sees(visit.amount)


def books_agree(visit: Visit, *slips: ReceiptState) -> None:
    """One order at the platform, paid once; the same in the terminal's ledger, with these slips and no other."""
    orders = visit.new_orders()
    expect(len(orders) == 1, f"the platform has {len(orders)} new orders instead of one")
    order, payment = orders[0], visit.payment()
    expect(order.order_no == payment.payment_id, "platform and ledger name different orders")
    expect(order.state is OrderState.PAID, f"the platform says {order.state.value}")
    expect(payment.state is PaymentState.SUCCEEDED, f"the ledger says {payment.state.value}")
    expect(order.amount_fen == payment.amount_fen == visit.amount_fen, "platform, ledger and screen differ in amount")
    expect(len(order.bill_nos) == len(visit.chosen), f"the order settles {len(order.bill_nos)} bills")
    told = [slip.state for slip in payment.receipts]
    expect(told == list(slips), f"the ledger's slips are {', '.join(state.value for state in told) or 'none'}")


def one_slip(visit: Visit) -> None:
    """Exactly one new slip, whole, with the amount and each bill on it, and whoever paid masked."""
    visit.waits(QUIET_S)
    slips = visit.new_slips()
    expect(len(slips) == 1, f"{len(slips)} slips came out instead of one")
    text = visit.sees_slip(visit.amount)
    for bill in visit.chosen:
        found = re.search(amount_pattern(bill.total_fen), text)
        expect(found is not None, f"the slip does not say {bill.bill_no}'s amount")
    plain = (visit.resident.name.reveal(), visit.resident.number.reveal())
    expect(not any(secret in text for secret in plain), "the slip says the whole name or number")


def takes_all_and_leaves(visit: Visit) -> None:
    """From the page that says that it is paid."""
    visit.touches("^完成$", "push button")
    visit.sees(GOODBYE)
    visit.takes_card()
    visit.goes_home()
    visit.sees(HOME)
