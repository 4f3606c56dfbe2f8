# SPDX-License-Identifier: Apache-2.0
"""Answers are lost on the way: the terminal asks again, and never orders or charges again."""

from central.demo.stories.paying import (
    books_agree,
    confirms,
    one_slip,
    puts_card_and_chooses,
    sees_it_paid,
    takes_all_and_leaves,
)
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import DEVICE_S, Visit, expect
from contract.local import ReceiptState
from contract.platform import OrderState
from contract.text import LocalText

RESIDENT = "赵㐀宁"
LOST_AFTER_PAYING = 2


def _goes_to_the_check(visit: Visit) -> None:
    puts_card_and_chooses(visit, RESIDENT, 0, 1)


def _order_without_answer(visit: Visit) -> None:
    for operation in ("create_order", "get_order"):
        visit.world.platform.lose_answer(operation)
    confirms(visit)
    visit.sees("正在核对订单", limit_s=DEVICE_S)
    visit.sees("付款码还没有出来过，不会扣款")
    orders = visit.until(visit.new_orders, DEVICE_S, "order at the platform")
    expect(len(orders) == 1, f"the platform has {len(orders)} new orders instead of one")


def _asks_until_it_knows(visit: Visit) -> None:
    visit.finds_order_by_code()
    orders = visit.new_orders()
    expect(len(orders) == 1, f"the platform has {len(orders)} new orders instead of one")


def _payment_without_answer(visit: Visit) -> None:
    for _ in range(LOST_AFTER_PAYING):
        visit.world.platform.lose_answer("get_order")
    visit.world.phone.pay(visit.code_url)
    visit.sees("付过了请不要再付", limit_s=DEVICE_S)
    expect(visit.order().state is OrderState.PAID, "the platform has not got the money")


def _knows_in_the_end(visit: Visit) -> None:
    sees_it_paid(visit)
    visit.sees("凭条打好了", limit_s=DEVICE_S)


def _compares(visit: Visit) -> None:
    books_agree(visit, ReceiptState.PRINTED)
    one_slip(visit)


STORY = Story(
    name="lost-answer",
    title=LocalText(zh="丢失的回话", en="The lost answer"),
    about=LocalText(
        zh="平台办了事，回话却丢在路上：机器只会再问，不会再下单，更不会再扣一次钱。",
        en="The platform acts, its answer is lost: the terminal asks again, and never orders or charges again.",
    ),
    steps=(
        Step(
            LocalText(
                zh="赵先生选好两张账单，核对了总数。这时候，我们让平台后面的回话都丢在路上。",
                en="Mr Zhao has chosen two bills and checks the sum. From now on we lose what the platform answers.",
            ),
            _goes_to_the_check,
        ),
        Step(
            LocalText(
                zh="他点确认。订单到了平台，“收到”却没有回来。屏幕照实说：正在核对订单，不会扣款。",
                en="He confirms. The order arrives, its answer does not come back. The screen says what is true: "
                "being checked, nothing charged.",
            ),
            _order_without_answer,
        ),
        Step(
            LocalText(
                zh="机器没有重新下单，而是问：那一笔到了没有？到了。付款码这才出来。",
                en="The machine does not order again. It asks: is that order there? It is. Only now the code appears.",
            ),
            _asks_until_it_knows,
        ),
        Step(
            LocalText(
                zh="赵先生用手机付了款。偏偏“已付款”这句也丢了。屏幕说：付过了请不要再付。",
                en="He pays by phone. That answer is lost, too. The screen says: if you have paid, do not pay again.",
            ),
            _payment_without_answer,
        ),
        Step(
            LocalText(
                zh="机器接着问，问到了：钱已经收到。凭条只打一张。",
                en="The machine keeps asking until it knows: the money has come. One slip is printed.",
            ),
            _knows_in_the_end,
        ),
        Step(
            LocalText(
                zh="对账：四句回话丢了，平台上还是一个订单、一次付款，机器里还是一笔、一张凭条。",
                en="The books: four answers lost, and still one order, one payment, one slip.",
            ),
            _compares,
        ),
        Step(
            LocalText(
                zh="他取走身份证和凭条，屏幕回到首页。",
                en="He takes card and slip; the start page is back.",
            ),
            takes_all_and_leaves,
        ),
    ),
)
