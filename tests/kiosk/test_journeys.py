# SPDX-License-Identifier: Apache-2.0
"""Whole journeys through the real window: touches go in, words come out, a real HTTP server is the agent."""

import msgspec
from PySide6.QtTest import QTest

from contract.local import (
    Outcome,
    PaymentState,
    PrintCase,
    ReadIdentity,
    ReceiptState,
    ScanCode,
    Topic,
    Trouble,
)
from kiosk import samples
from kiosk.domain.pages import Page
from tests.kiosk.conftest import Start
from tests.kiosk.fake_agent import FakeAgent, Refusal
from tests.kiosk.hand import Hand

WATER, PROPERTY = "水费 2026年9—10月 ¥86.40", "物业费 2026年第四季度 ¥200.00"
NUMBER = samples.NUMBER.reveal()


def card(agent: FakeAgent, hand: Hand) -> None:
    hand.until(lambda: agent.waiting(ReadIdentity), "the reader is armed")
    agent.finish(agent.waiting(ReadIdentity) or "", resident=samples.RESIDENT)


def to_bills(agent: FakeAgent, hand: Hand) -> None:
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    hand.sees(Page.IDENTIFY)
    card(agent, hand)
    hand.sees(Page.BILLS)
    hand.reads("水费")


def to_code(agent: FakeAgent, hand: Hand) -> None:
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("去付 ¥86.40")
    hand.sees(Page.CHECK)
    hand.touch("确认缴费 ¥86.40")
    hand.sees(Page.CODE)


def paid(agent: FakeAgent, hand: Hand, receipt: ReceiptState = ReceiptState.PRINTED, code: str = "") -> None:
    agent.payment_is(PaymentState.SUCCEEDED)
    hand.sees(Page.PAID)
    agent.receipt_is(receipt, code)


# ---- paying


def test_pay_by_card_with_motion(agent: FakeAgent, start: Start) -> None:
    """At the speed of a real screen: pages slide, touches settle."""
    hand = start(still=False)
    to_bills(agent, hand)
    hand.reads("王*兰  110***********002X")
    hand.touch(WATER)
    hand.touch(WATER)
    hand.touch(WATER)
    hand.touch(PROPERTY)
    hand.touch("去付 ¥286.40")
    hand.sees(Page.CHECK)
    hand.reads("¥286.40")
    hand.touch("确认缴费 ¥286.40")
    hand.sees(Page.CODE)
    hand.reads("付款码还有 ")
    agent.payment_is(PaymentState.SUCCEEDED)
    hand.sees(Page.PAID)
    agent.receipt_is(ReceiptState.PRINTING)
    hand.reads("正在打印凭条…")
    agent.receipt_is(ReceiptState.PRINTED)
    hand.reads("凭条打好了，请取走")
    hand.touch("完成")
    hand.reads("请取走身份证和凭条")
    hand.touch("回首页")
    hand.sees(Page.HOME)
    assert hand.running.shell.state.at_rest
    assert "王" not in hand.words()
    assert agent.session is None
    assert agent.count("PUT", "/payments/") == 1


def test_pay_with_a_typed_number(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    hand.touch("输入身份证号")
    hand.sees(Page.TYPE_ID)
    hand.type(NUMBER[:-1] + "1")
    hand.reads("号码不对")
    hand.touch("退格")
    hand.reads("还差 1 位")
    hand.touch("X")
    hand.reads("号码没有错")
    hand.touch("继续")
    hand.sees(Page.BILLS)
    hand.reads("110***********002X")
    assert NUMBER not in repr(hand.running.shell.state)
    hand.until(lambda: agent.waiting(ReadIdentity) is None, "the reader waits no more")


def test_pay_by_assistive_technology(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.press("生活缴费")
    card(agent, hand)
    hand.sees(Page.BILLS)
    for name in (WATER, "去付 ¥86.40", "确认缴费 ¥86.40"):
        hand.press(name)
    hand.sees(Page.CODE)
    hand.until(lambda: "请用手机扫码付款" in hand.names())
    paid(agent, hand)
    hand.press("完成")
    hand.press("回首页")
    hand.sees(Page.HOME)


def test_card_taken_away_too_soon(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    hand.until(lambda: agent.waiting(ReadIdentity))
    agent.finish(agent.waiting(ReadIdentity) or "", Outcome.FAILED, "cardRemoved")
    hand.reads("没读完就拿开了")
    hand.reads("请再放一次，放稳等一两秒。")
    card(agent, hand)
    hand.sees(Page.BILLS)


def test_platform_down_and_back(agent: FakeAgent, start: Start) -> None:
    agent.refusals["/bills"] = [Refusal(502, "platformDown"), Refusal(504, "platformSlow")]
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    card(agent, hand)
    hand.reads("网络不通")
    hand.reads("没有扣款，您的钱没有动。")
    hand.touch("再试一次")
    hand.reads("平台没有及时答复")
    hand.touch("再试一次")
    hand.sees(Page.BILLS)


def test_an_answer_that_means_nothing(agent: FakeAgent, start: Start) -> None:
    agent.refusals["/bills"] = [b"<html>Internal Server Error</html>"]
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    card(agent, hand)
    hand.reads("没有得到明确的答复")
    hand.touch("结束")
    hand.reads("请取走身份证")


def test_known_trouble_stands_on_the_start_page(agent: FakeAgent, start: Start) -> None:
    agent.terminal = samples.TROUBLED
    hand = start()
    hand.sees(Page.HOME)
    hand.reads("网络不通，现在不能缴费")
    hand.reads("现在不能打印凭条，可以在屏幕上看")
    hand.touch("生活缴费")
    hand.sees(Page.PROBLEM)
    hand.touch("上一步")
    agent.terminal = samples.TERMINAL
    agent.say(Topic.PLATFORM)
    hand.reads("水 电 暖 物业 社保")


def test_amount_changed_meanwhile(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("去付 ¥86.40")
    hand.sees(Page.CHECK)
    agent.refusals["/payments/"] = [Refusal(409, "amount_changed")]
    hand.touch("确认缴费 ¥86.40")
    hand.reads("金额变了")
    hand.touch("再试一次")
    hand.sees(Page.BILLS)
    hand.reads("请先选账单")


def test_no_bills(agent: FakeAgent, start: Start) -> None:
    agent.bills = msgspec.structs.replace(samples.BILLS, bills=())
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("生活缴费")
    card(agent, hand)
    hand.reads("没有要缴的账单")
    hand.press("完成")
    hand.reads("请取走身份证")


def test_giving_up(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    hand.touch("不付了，返回")
    hand.sees(Page.WAIT)
    hand.reads("正在取消这笔付款")
    hand.until(lambda: agent.count("POST", "/close") == 1, "the agent is asked to close")
    agent.payment_is(PaymentState.CLOSED)
    hand.reads("已取消，没有付款")
    hand.touch("重新选账单")
    hand.sees(Page.BILLS)


def test_bill_paid_already(agent: FakeAgent, start: Start) -> None:
    trouble = Trouble(code="bill_already_paid", title="")
    agent.pays = lambda payment: agent.payment_is(PaymentState.CLOSED, trouble=trouble)
    hand = start()
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("去付 ¥86.40")
    hand.touch("确认缴费 ¥86.40")
    hand.reads("这张账单已经缴过了")


def test_unknown_never_says_failed(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    agent.payment_is(PaymentState.UNKNOWN)
    hand.reads("正在核实付款结果")
    hand.reads("不会丢，也不会重复扣")
    assert "失败" not in hand.words()
    paid(agent, hand)
    hand.reads("缴费成功")


def test_late_money_is_refunded(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    hand.touch("不付了，返回")
    hand.until(lambda: agent.count("POST", "/close") == 1, "the agent is asked to close")
    agent.payment_is(PaymentState.REFUND_DUE)
    hand.reads("这笔钱会退给您")
    agent.payment_is(PaymentState.REFUNDED)
    hand.reads("钱已经退回")
    hand.touch("知道了，结束")
    hand.sees(Page.GOODBYE)


def test_leaving_before_the_outcome_is_known(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    agent.payment_is(PaymentState.UNKNOWN)
    hand.touch("不等了，先离开")
    hand.reads("付款结果还在核实")
    [payment] = agent.payments.values()
    hand.reads(f"请记下查询号 {payment.reference}")
    assert "办完了" not in hand.words()


def test_another_amount_than_the_bill_is_no_success(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    agent.payment_is(PaymentState.SUCCEEDED, trouble=Trouble(code="amountDiffers", title=""))
    hand.reads("收到付款，但金额对不上")
    hand.reads("这笔账单")
    assert "缴费成功" not in hand.words()


def test_paying_comes_back_after_an_agent_restart(agent: FakeAgent, start: Start) -> None:
    agent.terminal = msgspec.structs.replace(samples.TERMINAL, paying=False, paying_trouble="resolving")
    hand = start()
    hand.reads("正在核对前面的付款，请稍等")
    agent.terminal = samples.TERMINAL
    agent.say(Topic.PAYMENT, "b" * 32, PaymentState.CLOSED)
    hand.reads("水 电 暖 物业 社保")


# ---- slips


def test_paper_out_then_printed_again(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    paid(agent, hand, ReceiptState.FAILED, "paperOut")
    hand.reads("打印纸用完了。缴费已经成功，不受影响。")
    hand.touch("再打一次")
    hand.reads("正在打印凭条…")
    hand.until(lambda: agent.count("PUT", "/receipts/") == 1, "the agent is asked")
    agent.receipt_is(ReceiptState.PRINTED)
    hand.reads("凭条打好了，请取走")


def test_unknown_slip_offers_a_marked_reprint(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    paid(agent, hand, ReceiptState.UNKNOWN, "outcomeUnknown")
    hand.reads("不确定凭条打好了没有")
    QTest.qWait(300)
    assert agent.count("PUT", "/receipts/") == 0, "never by itself"
    hand.touch("补打一张")
    hand.until(lambda: agent.count("PUT", "/receipts/") == 1)


def test_slip_on_the_screen(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    paid(agent, hand, ReceiptState.FAILED, "coverOpen")
    hand.reads("打印机的盖子开着")
    hand.touch("在屏幕上看凭证")
    hand.sees(Page.SLIP)
    hand.reads("¥86.40")
    hand.reads("市自来水公司  6217****31")
    hand.touch("返回")
    hand.sees(Page.PAID)


# ---- the agent goes and comes, the kiosk too


def test_starts_without_the_agent(agent: FakeAgent, start: Start) -> None:
    agent.die()
    hand = start()
    hand.reads("请稍候")
    agent.live()
    hand.sees(Page.HOME)


def test_agent_dies_in_the_middle_of_a_payment_and_remembers(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    agent.die()
    hand.sees(Page.MOMENT)
    hand.reads("付过的钱有记录，不会丢，也不会重复扣。")
    agent.payment_is(PaymentState.SUCCEEDED)
    agent.live()
    hand.sees(Page.PAID)
    hand.reads("王*兰")


def test_agent_restarts_in_the_middle_of_a_payment(agent: FakeAgent, start: Start) -> None:
    """Its sessions are gone: the outcome is shown, without a name."""
    hand = start()
    to_code(agent, hand)
    agent.die()
    hand.sees(Page.MOMENT)
    agent.forget()
    agent.payment_is(PaymentState.UNKNOWN)
    agent.live()
    hand.reads("正在核实付款结果")
    hand.until(lambda: "王" not in hand.words(), "the name is gone")
    paid(agent, hand)
    hand.touch("完成")
    hand.reads("请取走身份证和凭条")
    hand.touch("回首页")
    hand.sees(Page.HOME)


def test_agent_restarts_in_the_middle_of_choosing(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_bills(agent, hand)
    agent.die()
    hand.sees(Page.MOMENT)
    agent.forget()
    agent.live()
    hand.reads("这次办理已经结束")
    hand.touch("回首页")
    hand.sees(Page.HOME)


def test_kiosk_restarts_in_the_middle_of_a_payment(agent: FakeAgent, start: Start) -> None:
    to_code(agent, start())
    hand = start()
    hand.sees(Page.CODE)
    hand.reads("这笔付款还没有完成")
    hand.reads("¥86.40")
    assert "王" not in "".join(hand.names())
    paid(agent, hand)
    hand.reads("缴费成功")
    hand.touch("完成")
    hand.reads("请取走凭条")
    hand.touch("回首页")
    hand.sees(Page.HOME)


def test_a_lost_order_is_asked_after(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("去付 ¥86.40")
    hand.sees(Page.CHECK)
    agent.refusals["/payments/"] = [b"half an ans"]
    hand.touch("确认缴费 ¥86.40")
    hand.reads("正在核对订单")
    hand.reads("订单没有下成")
    assert agent.payments == {}


# ---- status


def test_status_by_scanning_and_a_slip(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("办件进度")
    hand.sees(Page.FIND_CASE)
    hand.until(lambda: agent.waiting(ScanCode))
    agent.finish(agent.waiting(ScanCode) or "", scanned="6901234567")
    hand.reads("这不是受理单上的码")
    hand.until(lambda: agent.waiting(ScanCode))
    agent.finish(agent.waiting(ScanCode) or "", scanned=samples.CASE.project_no)
    hand.reads("需要补材料")
    hand.reads("请补交一张一寸照片，交到社区窗口。")
    hand.touch("打印进度单")
    hand.reads("正在打印…")
    hand.until(lambda: agent.waiting(PrintCase))
    agent.finish(agent.waiting(PrintCase) or "", Outcome.FAILED, "paperOut")
    hand.reads("打印纸用完了")
    hand.touch("打印进度单")
    hand.until(lambda: agent.waiting(PrintCase))
    agent.finish(agent.waiting(PrintCase) or "")
    hand.reads("打好了，请取走")
    hand.touch("完成")
    hand.reads("请取走凭条")


def test_status_by_typing(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("办件进度")
    hand.touch("输入受理编号")
    hand.type("330106000000")
    hand.touch("查询")
    hand.reads("没有查到这个号码")
    hand.touch("清空")
    hand.type(samples.CASE.project_no)
    hand.touch("查询")
    hand.sees(Page.CASE)
    hand.reads("老年人优待证办理")


# ---- comfort and care


def test_language_switches_on_every_page_at_once(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_bills(agent, hand)
    hand.touch("English")
    hand.reads("Which bills to pay?")
    hand.reads("Water")
    hand.touch("Water Sep–Oct 2026 ¥86.40")
    hand.touch("Pay ¥86.40")
    hand.reads("Please check")
    hand.until(lambda: agent.language is not samples.BASE.comfort.language, "slips speak it too")
    hand.touch("中文")
    hand.reads("请核对")


def test_comfort_goes_with_its_resident(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    for label in ("高对比", "English", "Larger text"):
        hand.touch(label)
    hand.reads("Normal text")
    QTest.qWait(550)
    hand.touch("Pay bills")
    card(agent, hand)
    hand.sees(Page.BILLS)
    QTest.qWait(550)
    hand.touch("Back")
    hand.sees(Page.IDENTIFY)
    QTest.qWait(550)
    hand.touch("Back")
    hand.reads("Please take your ID card")
    QTest.qWait(550)
    hand.touch("Start page")
    hand.reads("您好，想办什么事？")
    assert hand.running.shell.state.at_rest


def test_a_trembling_finger_counts_once_in_large_text(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    hand.touch("大字版")
    QTest.qWait(550)
    hand.touch("办件进度")
    QTest.qWait(550)
    hand.touch("输入受理编号")
    QTest.qWait(550)
    for _ in range(3):
        hand.touch("7")
    hand.until(lambda: "7" in hand.words())
    assert hand.running.shell.state.place.typed == "7"


def test_a_long_hold_is_a_touch_and_sliding_off_is_none(agent: FakeAgent, start: Start) -> None:
    hand = start()
    hand.sees(Page.HOME)
    item = hand._target("生活缴费")
    assert item is not None
    middle = item.mapToScene(item.boundingRect().center()).toPoint()
    window = hand.running.window
    QTest.touchEvent(window, hand.device).press(0, middle, window).commit()
    away = middle + type(middle)(0, 900)
    QTest.touchEvent(window, hand.device).move(0, away, window).commit()
    QTest.touchEvent(window, hand.device).release(0, away, window).commit()
    QTest.qWait(50)
    assert hand.page is Page.HOME
    hand.touch("生活缴费", hold_ms=1200)
    hand.sees(Page.IDENTIFY)


def test_nobody_there(agent: FakeAgent, start: Start) -> None:
    hand = start(idle_s=0.6, warning_s=1.5)
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.reads("您还在吗？")
    assert "水费" not in hand.words(), "what stood there is covered"
    hand.touch("我还在")
    hand.reads("要缴哪几张？")
    hand.reads("您还在吗？")
    hand.reads("很久没有人操作，已经退出。")
    hand.until(lambda: agent.session is None, "the agent has wiped the session")
    assert "王" not in "".join(hand.names())


def test_done_is_an_answer_too(agent: FakeAgent, start: Start) -> None:
    hand = start(idle_s=0.6, warning_s=20)
    to_bills(agent, hand)
    hand.reads("您还在吗？")
    hand.touch("办完了，退出")
    hand.reads("请取走身份证")
    hand.until(lambda: agent.session is None, "the agent has wiped the session")


def test_help_is_one_touch_away_and_back(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_bills(agent, hand)
    hand.touch(WATER)
    hand.touch("请人帮忙")
    hand.reads("0571-8888 0012")
    hand.touch("返回")
    hand.reads("去付 ¥86.40")


def test_nothing_of_a_resident_stays_in_any_view(agent: FakeAgent, start: Start) -> None:
    hand = start()
    to_code(agent, hand)
    paid(agent, hand)
    hand.touch("完成")
    hand.touch("回首页")
    hand.sees(Page.HOME)
    for view in hand.running.screen._views:
        meta = view.metaObject()
        for at in range(meta.propertyCount()):
            told = str(view.property(meta.property(at).name()))
            assert "王" not in told
            assert "002X" not in told
            assert "¥86.40" not in told
    assert "王" not in repr(hand.running.shell.state)
