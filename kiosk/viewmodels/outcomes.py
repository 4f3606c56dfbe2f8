# SPDX-License-Identifier: Apache-2.0
"""Words for what became of a payment and of its slip."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from contract.local import PaymentState, ReceiptState
from contract.platform import PayWay
from kiosk.domain.places import Paying
from kiosk.viewmodels.troubles import words_for

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Telling:
    title: str = ""
    happened: str = ""
    kept: str = ""
    todo: str = ""


def wait_words(place: Paying) -> Telling:
    """Undecided. It never says failed, and never promises what the platform has not said."""
    if place.way is PayWay.SCANNED:
        return _scanned_words(place)
    match place.state:
        case PaymentState.CREATED if not place.in_doubt:
            return Telling(
                translate("Outcome", "正在取付款码"),
                translate("Outcome", "马上就好，请稍等。"),
                translate("Outcome", "还没有扣款。"),
            )
        case PaymentState.CREATED | PaymentState.UNKNOWN if not place.code_was_shown and not place.resumed:
            return Telling(
                translate("Outcome", "正在核对订单"),
                translate("Outcome", "后台还没有回话，我们一直在问。"),
                translate("Outcome", "付款码还没有出来过，不会扣款。"),
                translate("Outcome", "请稍等，有了结果会马上显示。"),
            )
        case PaymentState.CLOSING if place.giving_up:
            return _closing(translate("Outcome", "正在取消这笔付款"))
        case PaymentState.CODE_SHOWN if place.giving_up:
            return _closing(translate("Outcome", "正在取消这笔付款"))
        case PaymentState.CLOSING if not place.code_was_shown:
            return _cancelling(place)
        case PaymentState.CLOSING | PaymentState.CODE_SHOWN:
            return _closing(translate("Outcome", "付款码到时间了，正在核对"))
        case _:
            return Telling(
                translate("Outcome", "正在核实付款结果"),
                translate("Outcome", "平台暂时没有回话，我们一直在问。"),
                translate("Outcome", "付了，钱就有记录，不会丢，也不会重复扣；没付，就不会扣。"),
                translate("Outcome", "请不要再付一次。要先走的话，请记下查询号，打电话就能查到结果。"),
            )


def _scanned_words(place: Paying) -> Telling:
    if place.state is PaymentState.CREATED and not place.in_doubt:
        return Telling(
            translate("Outcome", "正在收款"),
            translate("Outcome", "已经读到您的付款码，正在等结果。"),
            translate("Outcome", "只会收一次，不会重复扣。"),
            translate("Outcome", "请看看手机，可能要输密码。"),
        )
    if place.giving_up or place.state is PaymentState.CLOSING:
        return Telling(
            translate("Outcome", "正在取消这笔付款"),
            translate("Outcome", "正在请平台撤销，并再核对一次有没有收到钱。"),
            translate("Outcome", "万一您刚刚付了款，会算缴费成功，或者原路退回。"),
            translate("Outcome", "请不要再在手机上确认。"),
        )
    return Telling(
        translate("Outcome", "正在核实付款结果"),
        translate("Outcome", "平台暂时没有回话，我们一直在问。"),
        translate("Outcome", "付了，钱就有记录，不会丢，也不会重复扣；没付，就不会扣。"),
        translate("Outcome", "请不要再付一次。要先走的话，请记下查询号，打电话就能查到结果。"),
    )


def _closing(title: str) -> Telling:
    return Telling(
        title,
        translate("Outcome", "正在请平台关闭订单，并再核对一次有没有收到钱。"),
        translate("Outcome", "万一您刚刚付了款，会算缴费成功，或者原路退回。"),
        translate("Outcome", "请不要再扫刚才的码。"),
    )


def _cancelling(place: Paying) -> Telling:
    """Nobody gave up, and no code is known of: only who came after a restart cannot be sure of that."""
    if place.resumed:
        return Telling(
            translate("Outcome", "正在取消这笔订单"),
            translate("Outcome", "正在请平台关闭订单，并再核对一次有没有收到钱。"),
            translate("Outcome", "如果您扫码付过款，会算缴费成功，或者原路退回。"),
        )
    return Telling(
        translate("Outcome", "正在取消这笔订单"),
        translate("Outcome", "订单没有下完，正在请平台关闭。"),
        translate("Outcome", "付款码还没有出来过，不会扣款。"),
    )


def unpaid_words(place: Paying) -> Telling:
    code = place.payment.trouble.code if place.payment and place.payment.trouble else ""
    if code:
        words = words_for(code)
        return Telling(words.title, words.happened, words.kept, words.todo)
    return Telling(
        translate("Outcome", "已取消，没有付款") if place.giving_up else translate("Outcome", "没有收到付款"),
        translate("Outcome", "这笔订单已经关闭，刚才的付款码不能再用。")
        if place.code_was_shown
        else translate("Outcome", "这笔订单已经关闭，不能再付。"),
        translate("Outcome", "平台没有收到这笔钱。如果手机上显示已付，会原路退回。")
        if place.code_was_shown or place.resumed
        else translate("Outcome", "没有扣款，您的钱没有动。"),
        translate("Outcome", "想缴的话，请回首页重新开始。")
        if place.resumed
        else translate("Outcome", "想缴的话，可以重新选账单。"),
    )


def disputed_words() -> Telling:
    return Telling(
        translate("Outcome", "收到付款，但金额对不上"),
        translate("Outcome", "平台记下的金额和账单不一样，已停下来等人核对，没有打凭条。"),
        translate("Outcome", "您付的钱有记录，不会丢，也不会重复扣。"),
        translate("Outcome", "请不要再付。请记下查询号，找工作人员或打电话。"),
    )


def refund_words(place: Paying) -> Telling:
    if place.state is PaymentState.REFUNDED:
        return Telling(
            translate("Outcome", "钱已经退回"),
            translate("Outcome", "付款到账时订单已经关闭，账单没有缴上。"),
            translate("Outcome", "这笔钱已原路退回您付款的账户。"),
            translate("Outcome", "要缴的话，请重新选账单。"),
        )
    return Telling(
        translate("Outcome", "这笔钱会退给您"),
        translate("Outcome", "付款到账时订单已经关闭，账单没有缴上。"),
        translate("Outcome", "这笔钱会原路退回您付款的账户，不用您再做什么。"),
        translate("Outcome", "请记下查询号，打电话可以查到退款。"),
    )


def slip_words(place: Paying) -> Telling:
    """`todo` is the word on the button, if there is one."""
    receipt = place.payment.receipts[-1] if place.payment and place.payment.receipts else None
    code = place.slip_trouble or (receipt.trouble.code if receipt and receipt.trouble else "")
    if place.no_slip:
        return Telling(
            translate("Outcome", "没有打纸质凭条"),
            translate("Outcome", "可以在屏幕上看，以后也能在这里查到。"),
            todo=translate("Outcome", "打印凭条"),
        )
    match place.slip:
        case ReceiptState.PRINTED:
            return Telling(
                translate("Outcome", "凭条打好了，请取走"),
                translate("Outcome", "凭条在出纸口。"),
                todo=translate("Outcome", "补打一张"),
            )
        case ReceiptState.FAILED:
            words = words_for(code)
            return Telling(
                translate("Outcome", "凭条没有打出来"),
                (
                    translate("Outcome", "%1。缴费已经成功，不受影响。")
                    if place.state is PaymentState.SUCCEEDED
                    else translate("Outcome", "%1。退款不受影响。")
                ).replace("%1", words.title),
                todo=translate("Outcome", "再打一次"),
            )
        case ReceiptState.UNKNOWN:
            return Telling(
                translate("Outcome", "不确定凭条打好了没有"),
                translate("Outcome", "请看看出纸口。没有的话可以补打，上面会印“补打”二字。"),
                todo=translate("Outcome", "补打一张"),
            )
        case _:
            return Telling(
                translate("Outcome", "正在打印凭条…"),
                translate("Outcome", "请不要拉纸。"),
            )
