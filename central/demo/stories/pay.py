# SPDX-License-Identifier: Apache-2.0
"""A good day: two bills are paid, and nothing of the resident stays in the machine."""

from central.demo.stories.paying import (
    CARD,
    CHECK,
    books_agree,
    confirms,
    one_slip,
    sees_it_paid,
    takes_all_and_leaves,
)
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import DEVICE_S, Visit, expect
from central.demo.world import people
from contract.local import ReceiptState
from contract.text import LocalText

RESIDENT = "王秀兰"


def _asks(visit: Visit) -> None:
    visit.resident = people.named(RESIDENT)
    visit.touches("^生活缴费", "push button")
    visit.sees(CARD)


def _puts_card(visit: Visit) -> None:
    visit.puts_card()
    visit.sees_bills(visit.resident.bill[:2])
    words = visit.reader.look().words()
    expect(visit.resident.name.on_own_screen() in words, "the screen does not greet the resident by the masked name")
    plain = (visit.resident.name.reveal(), visit.resident.number.reveal())
    expect(not any(secret in words for secret in plain), "the screen shows the whole name or number")


def _chooses(visit: Visit) -> None:
    visit.chooses(visit.resident.bill[:2])
    visit.touches("^去付", "push button")
    visit.sees(CHECK)
    visit.sees(visit.amount)


def _gets_code(visit: Visit) -> None:
    confirms(visit)
    visit.finds_order_by_code()


def _pays(visit: Visit) -> None:
    visit.pays_by_phone()
    sees_it_paid(visit)
    visit.sees("凭条打好了", limit_s=DEVICE_S)
    one_slip(visit)


def _compares(visit: Visit) -> None:
    books_agree(visit, ReceiptState.PRINTED)


STORY = Story(
    name="pay",
    title=LocalText(zh="缴两张账单", en="Two bills are paid"),
    about=LocalText(
        zh="平常的一天：刷证、选账单、扫码、取凭条；办完以后，机器里找不到她的姓名和号码。",
        en="An ordinary day: card, bills, code, slip. Afterwards the machine holds no trace of her name or number.",
    ),
    steps=(
        Step(
            LocalText(
                zh="王奶奶来缴水费和电费。她点“生活缴费”，机器请她放身份证。",
                en="Mrs Wang comes to pay for water and electricity. She touches “pay bills”, and is asked "
                "for her card.",
            ),
            _asks,
        ),
        Step(
            LocalText(
                zh="身份证一放，账单就出来了。姓名和号码只显示一部分，旁人看不全。",
                en="The card is read, her bills appear. Name and number show in part only: others may be looking.",
            ),
            _puts_card,
        ),
        Step(
            LocalText(
                zh="她选好两张，点“去付”，再核对一遍总数。",
                en="She picks two, goes on, and checks the sum.",
            ),
            _chooses,
        ),
        Step(
            LocalText(
                zh="付款码来自县里的平台，收款的钥匙不在机器里。要付的数目，屏幕和订单上一样。",
                en="The code comes from the county's platform; the machine holds no merchant's key. "
                "Screen and order name the same amount.",
            ),
            _gets_code,
        ),
        Step(
            LocalText(
                zh="她用手机扫码付了款。屏幕马上说缴费成功，凭条也打好了。",
                en="She pays with her phone. The screen says so at once, and the slip is printed.",
            ),
            _pays,
        ),
        Step(
            LocalText(
                zh="对一对账：平台记着一个订单，机器记着一笔付款、一张凭条，数目都一样。",
                en="The books agree: one order at the platform, one payment and one slip in the machine, one amount.",
            ),
            _compares,
        ),
        Step(
            LocalText(
                zh="她点“完成”。机器提醒她拿好身份证和凭条，然后回到首页。",
                en="She is done. The machine reminds her of card and slip, and goes back to its start page.",
            ),
            takes_all_and_leaves,
        ),
        Step(
            LocalText(
                zh="我们翻遍机器里的每个文件：没有她的姓名，也没有她的号码。",
                en="We search every file of the machine: neither her name nor her number is in it.",
            ),
            Visit.expects_no_trace,
        ),
    ),
)
