# SPDX-License-Identifier: Apache-2.0
"""Programs are killed while the code is on the screen: the same code again, no name, one payment, one slip."""

from central.demo.stories.paying import books_agree, goes_to_the_code, one_slip, sees_it_paid
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import BACK_AGAIN_S, DEVICE_S, HOME, Visit, expect
from contract.local import ReceiptState
from contract.text import LocalText

RESIDENT = "王秀兰"
STANDBY_S = 5.0


def _goes_to_the_code(visit: Visit) -> None:
    goes_to_the_code(visit, RESIDENT, 2, 3)


def _kills_kiosk(visit: Visit) -> None:
    visit.kills("kiosk")
    visit.waits_until_back("kiosk")
    _same_code(visit)


def _same_code(visit: Visit) -> None:
    visit.sees("还没有完成", limit_s=BACK_AGAIN_S)
    visit.sees(visit.amount)
    expect(visit.sees_code() == visit.code_url, "another code shows than before")
    visit.expects_nobody_named()


def _kills_agent(visit: Visit) -> None:
    visit.kills("agent")
    visit.sees("您的这笔付款.*后台正在接着处理", limit_s=DEVICE_S)
    visit.expects_nobody_named()


def _agent_is_back(visit: Visit) -> None:
    visit.waits_until_back("agent")
    _same_code(visit)


def _pays(visit: Visit) -> None:
    visit.pays_by_phone()
    sees_it_paid(visit)
    visit.sees("凭条打好了", limit_s=DEVICE_S)
    visit.expects_nobody_named()


def _compares(visit: Visit) -> None:
    books_agree(visit, ReceiptState.PRINTED)
    one_slip(visit)


def _leaves(visit: Visit) -> None:
    visit.takes_card()
    visit.goes_home()
    visit.sees(HOME)
    visit.expects_no_trace()


STORY = Story(
    name="crash",
    title=LocalText(zh="付款时程序崩溃", en="A crash while paying"),
    about=LocalText(
        zh="付款码亮着，屏幕和后台的程序先后被强行杀掉：还是那个码，只收一次钱，只打一张凭条。",
        en="With the code on the screen, first the kiosk's program and then the agent is killed: "
        "same code, one payment, one slip.",
    ),
    steps=(
        Step(
            LocalText(
                zh="王奶奶缴取暖费和医保，一共两千多元。付款码出来了，她正要扫。",
                en="Mrs Wang pays for heating and insurance, more than two thousand yuan. The code is there, she is "
                "about to scan it.",
            ),
            _goes_to_the_code,
        ),
        Step(
            LocalText(
                zh="我们杀掉屏幕上的程序，就像突然断电。几秒钟后它自己回来：还是那个码，但不再显示是谁的。",
                en="We kill the program on the screen, as a power cut would. Seconds later it is back: the same code, "
                "but no name any more.",
            ),
            _kills_kiosk,
        ),
        Step(
            LocalText(
                zh="再杀掉管钱管设备的后台。屏幕不慌：请稍候，付过的钱有记录。",
                en="Now we kill the agent, which holds the money's ledger and all devices. The screen stays calm: "
                "one moment, what was paid is on record.",
            ),
            _kills_agent,
        ),
        Step(
            LocalText(
                zh="后台也回来了，从账本里接着办。码还是原来那个。",
                en="The agent is back, too, and goes on from its ledger. The code is still the same.",
            ),
            _agent_is_back,
        ),
        Step(
            LocalText(
                zh="王奶奶这才扫码付款。缴费成功，凭条打好了。",
                en="Only now Mrs Wang pays. It is paid, and the slip is printed.",
            ),
            _pays,
        ),
        Step(
            LocalText(
                zh="对账：崩溃了两次，平台上一个订单、一次付款，凭条不多不少，一张。",
                en="The books: two crashes, one order, one payment, and exactly one slip.",
            ),
            _compares,
        ),
        Step(
            LocalText(
                zh="屏幕回到首页。她的姓名和号码，崩溃也没有留在哪个文件里。",
                en="The start page is back. Her name and number were left in no file, crash or not.",
            ),
            _leaves,
        ),
    ),
)
