# SPDX-License-Identifier: Apache-2.0
"""The paper ends in the middle of a slip: the money is safe, and the second slip says that it is a second one."""

from central.demo.errors import StepFailed
from central.demo.stories.paying import (
    PAID,
    QUIET_S,
    books_agree,
    goes_to_the_code,
    sees_it_paid,
    takes_all_and_leaves,
)
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import DEVICE_S, Visit, expect
from contract.local import DeviceState, ReceiptState
from contract.text import LocalText

RESIDENT = "张建国"
LINES_LEFT = 7
"""Enough for the title and the first bill."""
AGAIN = "^再打一次$"
REPRINT = "补打"
NOT_PRINTED = "凭条没有打出来"


def _goes_to_the_code(visit: Visit) -> None:
    visit.world.spare_printer.put_faults(offline=True)  # a technician may have told the terminal of it
    goes_to_the_code(visit, RESIDENT, 0, 2)


def _pays_and_paper_ends(visit: Visit) -> None:
    visit.world.printer.put_faults(paper="low", paper_out_after=LINES_LEFT)
    visit.pays_by_phone()
    sees_it_paid(visit)
    visit.sees(NOT_PRINTED, limit_s=DEVICE_S)


def _money_is_safe(visit: Visit) -> None:
    expect(visit.sees(PAID).y < visit.sees(NOT_PRINTED).y, "the slip is spoken of before the money")
    visit.sees("打印纸用完了")
    visit.sees("缴费已经成功，不受影响")
    books_agree(visit, ReceiptState.FAILED)
    whole = [slip for slip in visit.new_slips() if slip["complete"]]
    expect(not whole, "a whole slip came out although the paper had ended")


def _gets_paper(visit: Visit) -> None:
    visit.world.printer.put_faults(paper="ok")
    visit.until(
        lambda: visit.device_state("printer") is DeviceState.ONLINE, DEVICE_S, "printer that is known to have paper"
    )
    visit.waits(QUIET_S)
    whole = [slip for slip in visit.new_slips() if slip["complete"]]
    expect(not whole, "a slip was printed although nobody asked for it")


def _asks_again(visit: Visit) -> None:
    visit.touches(AGAIN, "push button")
    text = visit.sees_slip(visit.amount)
    if REPRINT not in text:
        raise StepFailed(f"the slip is not marked {REPRINT}")
    visit.sees("凭条打好了", limit_s=DEVICE_S)


def _compares(visit: Visit) -> None:
    books_agree(visit, ReceiptState.FAILED, ReceiptState.PRINTED)
    marks = [slip.reprint for slip in visit.payment().receipts]
    expect(marks == [False, True], "the ledger does not know which slip is the reprint")
    visit.waits(QUIET_S)
    slips = visit.new_slips()
    whole = [slip for slip in slips if slip["complete"]]
    expect(len(whole) == 1, f"{len(whole)} whole slips came out instead of one")
    expect(len(slips) == len(marks), f"{len(slips)} pieces of paper came out, the ledger knows of {len(marks)} slips")


STORY = Story(
    name="paper",
    title=LocalText(zh="付款时打印纸用完了", en="Paper runs out while paying"),
    about=LocalText(
        zh="凭条打到一半没了纸：钱不会有事，换了纸再打，新凭条上印着“补打”。",
        en="The slip breaks off half way: the money is safe, and the slip after new paper is marked as a reprint.",
    ),
    steps=(
        Step(
            LocalText(
                zh="张大爷缴水费和燃气费，付款码已经出来了。可是打印机里的纸，只够再打几行。",
                en="Mr Zhang pays for water and gas; the code is there. But there is paper for a few lines only.",
            ),
            _goes_to_the_code,
        ),
        Step(
            LocalText(
                zh="他用手机付了款。凭条打到一半，纸没了。",
                en="He pays by phone. Half of the slip is printed, then the paper ends.",
            ),
            _pays_and_paper_ends,
        ),
        Step(
            LocalText(
                zh="屏幕先说钱：缴费成功，不受影响；再说凭条没有打出来。平台和机器的账上都是一笔。",
                en="The screen speaks of the money first: paid, and not touched by this. Both books show one payment.",
            ),
            _money_is_safe,
        ),
        Step(
            LocalText(
                zh="工作人员换了纸。机器不会自己再打一张：前一张打到哪里，它说不准。",
                en="Staff put in new paper. The machine prints nothing by itself: how far the first slip came it "
                "cannot know.",
            ),
            _gets_paper,
        ),
        Step(
            LocalText(
                zh="张大爷点“再打一次”。新凭条上印着“补打”：谁看了都知道，这不是第二笔钱。",
                en="He asks for it again. The new slip says “补打”, reprint: nobody takes it for a second payment.",
            ),
            _asks_again,
        ),
        Step(
            LocalText(
                zh="对账：一个订单，一笔付款，两张凭条：一张没打成，一张是补打。",
                en="The books: one order, one payment, two slips, of which one failed and one is the reprint.",
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
