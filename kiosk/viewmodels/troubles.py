# SPDX-License-Identifier: Apache-2.0
"""The one table of everything that can go wrong, in residents' words: what happened, what became of money and
answers, what to do. Whom to ask stands on the page itself."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.viewmodels.marks import QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Words:
    title: str
    happened: str
    kept: str
    todo: str


NOTHING_CHARGED = QT_TRANSLATE_NOOP("Trouble", "没有扣款，您的钱没有动。")
NOT_ABOUT_MONEY = QT_TRANSLATE_NOOP("Trouble", "这和钱没有关系：已经缴的费不受影响。")
NOTHING_KEPT = QT_TRANSLATE_NOOP("Trouble", "没有扣款；您填的内容没有留在机器里。")
PAID_ONCE = QT_TRANSLATE_NOOP("Trouble", "您的钱有记录，不会丢，也不会重复扣。")
TRY_OR_ASK = QT_TRANSLATE_NOOP("Trouble", "请再试一次；还不行，请工作人员帮忙。")
LATER = QT_TRANSLATE_NOOP("Trouble", "请过几分钟再来，或请工作人员帮忙。")

_NOT_READY = Words(
    QT_TRANSLATE_NOOP("Trouble", "设备现在用不了"),
    QT_TRANSLATE_NOOP("Trouble", "机器里的这个设备没有回应。"),
    NOTHING_KEPT,
    TRY_OR_ASK,
)
_BROKEN = Words(
    QT_TRANSLATE_NOOP("Trouble", "设备出故障了"),
    QT_TRANSLATE_NOOP("Trouble", "机器里的这个设备报告了故障，维护人员会看到。"),
    NOTHING_KEPT,
    LATER,
)
_BUSY = Words(
    QT_TRANSLATE_NOOP("Trouble", "机器正忙"),
    QT_TRANSLATE_NOOP("Trouble", "前面一件事还没有做完。"),
    NOTHING_KEPT,
    QT_TRANSLATE_NOOP("Trouble", "请等一会儿再试。"),
)
_UNREADABLE = Words(
    QT_TRANSLATE_NOOP("Trouble", "没有读出来"),
    QT_TRANSLATE_NOOP("Trouble", "证件没有放平，或者证件里的芯片坏了。"),
    NOTHING_KEPT,
    QT_TRANSLATE_NOOP("Trouble", "请放平再试；也可以输入身份证号。"),
)
_OTHER_CARD = Words(
    QT_TRANSLATE_NOOP("Trouble", "这种证件读不了"),
    QT_TRANSLATE_NOOP("Trouble", "这里能读居民身份证、港澳台居民居住证和外国人永久居留身份证。"),
    NOTHING_KEPT,
    QT_TRANSLATE_NOOP("Trouble", "请换一张，或输入证件上的号码。"),
)
_ANSWER = Words(
    QT_TRANSLATE_NOOP("Trouble", "没有得到明确的答复"),
    QT_TRANSLATE_NOOP("Trouble", "后台答复得不完整，机器不敢照着办。"),
    NOTHING_CHARGED,
    TRY_OR_ASK,
)
_PLATFORM = Words(
    QT_TRANSLATE_NOOP("Trouble", "平台出了点问题"),
    QT_TRANSLATE_NOOP("Trouble", "服务平台的答复不对，机器没有照着办。"),
    NOTHING_CHARGED,
    TRY_OR_ASK,
)
_OTHER_BILLS = Words(
    QT_TRANSLATE_NOOP("Trouble", "账单有变动"),
    QT_TRANSLATE_NOOP("Trouble", "选的账单和平台上的对不上，可能刚刚更新过。"),
    NOTHING_CHARGED,
    QT_TRANSLATE_NOOP("Trouble", "请重新选择账单。"),
)
_CHANGED = Words(
    QT_TRANSLATE_NOOP("Trouble", "金额变了"),
    QT_TRANSLATE_NOOP("Trouble", "账单的金额刚刚有变动，和您看到的不一样。"),
    NOTHING_CHARGED,
    QT_TRANSLATE_NOOP("Trouble", "请重新看一遍账单再付。"),
)
_CONFLICT = Words(
    QT_TRANSLATE_NOOP("Trouble", "这笔订单对不上"),
    QT_TRANSLATE_NOOP("Trouble", "同一个订单号下有不一样的内容，机器停下来了。"),
    PAID_ONCE,
    QT_TRANSLATE_NOOP("Trouble", "请工作人员帮忙查一下。"),
)
_LEDGER = Words(
    QT_TRANSLATE_NOOP("Trouble", "这台机器暂时不能收费"),
    QT_TRANSLATE_NOOP("Trouble", "机器现在记不了账，所以不收钱。"),
    NOTHING_CHARGED,
    QT_TRANSLATE_NOOP("Trouble", "请到窗口缴费，或请工作人员帮忙。"),
)
_NOT_SHOWN = Words(
    QT_TRANSLATE_NOOP("Trouble", "需要重新查一次"),
    QT_TRANSLATE_NOOP("Trouble", "这些内容已经不在机器里了。"),
    NOTHING_KEPT,
    QT_TRANSLATE_NOOP("Trouble", "请再查一次。"),
)

TROUBLES: dict[str, Words] = {
    "deviceNotReady": _NOT_READY,
    "stalled": _NOT_READY,
    "crashed": _NOT_READY,
    "cardServiceGone": _NOT_READY,
    "noDevice": _NOT_READY,
    "offline": _NOT_READY,
    "deviceBusy": _BUSY,
    "tooMany": _BUSY,
    "serviceGone": Words(
        QT_TRANSLATE_NOOP("Trouble", "这一项刚刚更新了"),
        QT_TRANSLATE_NOOP("Trouble", "办事指南换了新的，您点的这一项已经撤下或者改了名字。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请到新的指南里再找一找，或请工作人员帮忙。"),
    ),
    "timeOut": Words(
        QT_TRANSLATE_NOOP("Trouble", "等的时间到了"),
        QT_TRANSLATE_NOOP("Trouble", "时间到了，事情还没有做完。"),
        NOTHING_KEPT,
        QT_TRANSLATE_NOOP("Trouble", "请再试一次。"),
    ),
    "cancelled": Words(
        QT_TRANSLATE_NOOP("Trouble", "已经取消"),
        QT_TRANSLATE_NOOP("Trouble", "这一步没有做完就停下了。"),
        NOTHING_KEPT,
        QT_TRANSLATE_NOOP("Trouble", "请再试一次。"),
    ),
    "cardRemoved": Words(
        QT_TRANSLATE_NOOP("Trouble", "没读完就拿开了"),
        QT_TRANSLATE_NOOP("Trouble", "身份证离开得早了一点。"),
        NOTHING_KEPT,
        QT_TRANSLATE_NOOP("Trouble", "请再放一次，放稳等一两秒。"),
    ),
    "cardUnreadable": _UNREADABLE,
    "cardMute": _UNREADABLE,
    "cardKindUnsupported": _OTHER_CARD,
    "cardAccessDenied": _OTHER_CARD,
    "cardBlocked": _OTHER_CARD,
    "protocolError": Words(
        QT_TRANSLATE_NOOP("Trouble", "设备的回答看不懂"),
        QT_TRANSLATE_NOOP("Trouble", "传来的内容不完整，所以没有用。"),
        NOTHING_KEPT,
        TRY_OR_ASK,
    ),
    "hardwareError": _BROKEN,
    "unsupportedCommand": _BROKEN,
    "photoUndecodable": _BROKEN,
    "paperOut": Words(
        QT_TRANSLATE_NOOP("Trouble", "打印纸用完了"),
        QT_TRANSLATE_NOOP("Trouble", "凭条没有打出来。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "可以在屏幕上看，或请工作人员换纸后再打。"),
    ),
    "paperJammed": Words(
        QT_TRANSLATE_NOOP("Trouble", "打印机卡纸了"),
        QT_TRANSLATE_NOOP("Trouble", "凭条可能没有打完整。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "可以在屏幕上看，或请工作人员帮忙。"),
    ),
    "coverOpen": Words(
        QT_TRANSLATE_NOOP("Trouble", "打印机的盖子开着"),
        QT_TRANSLATE_NOOP("Trouble", "凭条没有打出来。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请工作人员合上盖子后再打。"),
    ),
    "cutterError": Words(
        QT_TRANSLATE_NOOP("Trouble", "切纸刀卡住了"),
        QT_TRANSLATE_NOOP("Trouble", "凭条可能留在出纸口里。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请不要用力拉，请工作人员帮忙。"),
    ),
    "outcomeUnknown": Words(
        QT_TRANSLATE_NOOP("Trouble", "不确定打好了没有"),
        QT_TRANSLATE_NOOP("Trouble", "打印机没有回话，凭条可能打了，也可能没有打。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请看看出纸口；没有的话可以再打。"),
    ),
    "agentRestarted": Words(
        QT_TRANSLATE_NOOP("Trouble", "不确定打好了没有"),
        QT_TRANSLATE_NOOP("Trouble", "打印的时候机器重新启动了。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请看看出纸口；没有的话可以再打。"),
    ),
    "platformDown": Words(
        QT_TRANSLATE_NOOP("Trouble", "网络不通"),
        QT_TRANSLATE_NOOP("Trouble", "现在连不上县里的服务平台，缴费和查询都办不了。"),
        NOTHING_CHARGED,
        LATER,
    ),
    "platformSlow": Words(
        QT_TRANSLATE_NOOP("Trouble", "平台没有及时答复"),
        QT_TRANSLATE_NOOP("Trouble", "服务平台现在很忙，等了很久没有回话。"),
        NOTHING_CHARGED,
        TRY_OR_ASK,
    ),
    "platformError": _PLATFORM,
    "internal_error": _PLATFORM,
    "invalid_document": _PLATFORM,
    "unauthorized": _PLATFORM,
    "not_found": _PLATFORM,
    "method_not_allowed": _PLATFORM,
    "too_large": _PLATFORM,
    "unsupported_media_type": _PLATFORM,
    "invalidAnswer": _ANSWER,
    "internalError": _ANSWER,
    "invalidRequest": _ANSWER,
    "notFound": _NOT_SHOWN,
    "notShown": _NOT_SHOWN,
    "resultGone": _NOT_SHOWN,
    "agentUnreachable": Words(
        QT_TRANSLATE_NOOP("Trouble", "机器内部断开了"),
        QT_TRANSLATE_NOOP("Trouble", "机器的后台没有回应，正在重新连接。"),
        NOTHING_CHARGED,
        TRY_OR_ASK,
    ),
    "sessionEnded": Words(
        QT_TRANSLATE_NOOP("Trouble", "这次办理已经结束"),
        QT_TRANSLATE_NOOP("Trouble", "机器中断了一会儿，为了保护您的信息，已经全部清除。"),
        NOTHING_KEPT,
        QT_TRANSLATE_NOOP("Trouble", "请从头再来一次，用不了多久。"),
    ),
    "identityMissing": Words(
        QT_TRANSLATE_NOOP("Trouble", "还不知道您是谁"),
        QT_TRANSLATE_NOOP("Trouble", "查账单要先读身份证或输入号码。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请再放一次身份证。"),
    ),
    "identity_mismatch": Words(
        QT_TRANSLATE_NOOP("Trouble", "姓名和号码对不上"),
        QT_TRANSLATE_NOOP("Trouble", "平台登记的姓名和证件上的不一样。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请到窗口核对您的登记信息。"),
    ),
    "order_not_found": Words(
        QT_TRANSLATE_NOOP("Trouble", "平台上没有这笔订单"),
        QT_TRANSLATE_NOOP("Trouble", "订单没有送到平台。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请重新选择账单。"),
    ),
    "orderNotMade": Words(
        QT_TRANSLATE_NOOP("Trouble", "订单没有下成"),
        QT_TRANSLATE_NOOP("Trouble", "机器内部断开了一下，订单没有送出去。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请重新选择账单。"),
    ),
    "case_not_found": Words(
        QT_TRANSLATE_NOOP("Trouble", "没有查到这个号码"),
        QT_TRANSLATE_NOOP("Trouble", "平台上没有这个受理编号。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请对照受理单，再核对一遍。"),
    ),
    "codeNotOurs": Words(
        QT_TRANSLATE_NOOP("Trouble", "这不是受理单上的码"),
        QT_TRANSLATE_NOOP("Trouble", "扫到的内容里没有受理编号。"),
        NOT_ABOUT_MONEY,
        QT_TRANSLATE_NOOP("Trouble", "请扫受理单上的码，或输入编号。"),
    ),
    "billUnknown": Words(
        QT_TRANSLATE_NOOP("Trouble", "没有查到这个缴款码"),
        QT_TRANSLATE_NOOP("Trouble", "平台上没有这个号码的账单。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请对照缴款通知，再核对一遍。"),
    ),
    "numberUnknown": Words(
        QT_TRANSLATE_NOOP("Trouble", "这里面没有找到号码"),
        QT_TRANSLATE_NOOP("Trouble", "扫到或输入的内容不是这里要的号码。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请换一个码，或输入号码。"),
    ),
    "paymentNotFound": Words(
        QT_TRANSLATE_NOOP("Trouble", "没有查到这笔缴费"),
        QT_TRANSLATE_NOOP("Trouble", "这台机器上没有这笔缴费的记录。"),
        PAID_ONCE,
        QT_TRANSLATE_NOOP("Trouble", "请核对查询号；在别的机器缴的，请到那台机器查。"),
    ),
    "notAPaymentCode": Words(
        QT_TRANSLATE_NOOP("Trouble", "这不是付款码"),
        QT_TRANSLATE_NOOP("Trouble", "扫到的码不能用来付款。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请在微信、支付宝或云闪付里打开“付款码”。"),
    ),
    "paymentCodeMissing": Words(
        QT_TRANSLATE_NOOP("Trouble", "请再出示一次付款码"),
        QT_TRANSLATE_NOOP("Trouble", "刚才的付款码已经过时，没有用上。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请让手机亮着付款码，再放到扫码口。"),
    ),
    "noSlipPossible": Words(
        QT_TRANSLATE_NOOP("Trouble", "现在打不了凭条"),
        QT_TRANSLATE_NOOP("Trouble", "打印机现在用不了，所以还没有收钱。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "可以不打凭条缴，或过一会儿再来。"),
    ),
    "code_expired": Words(
        QT_TRANSLATE_NOOP("Trouble", "付款码过时了"),
        QT_TRANSLATE_NOOP("Trouble", "手机上的付款码每分钟换一次，刚才的已经不能用。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请刷新付款码，再试一次。"),
    ),
    "code_invalid": Words(
        QT_TRANSLATE_NOOP("Trouble", "付款码不能用"),
        QT_TRANSLATE_NOOP("Trouble", "支付平台不认这个付款码，可能已经用过。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请刷新付款码再试，或改用手机扫码付款。"),
    ),
    "balance_insufficient": Words(
        QT_TRANSLATE_NOOP("Trouble", "余额不够"),
        QT_TRANSLATE_NOOP("Trouble", "手机里选的账户余额不够付这笔钱。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请在手机里换一张卡，再试一次。"),
    ),
    "payer_refused": Words(
        QT_TRANSLATE_NOOP("Trouble", "手机上没有同意付款"),
        QT_TRANSLATE_NOOP("Trouble", "这笔付款在手机上取消了，或密码没有输对。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "想缴的话，请再试一次。"),
    ),
    "bill_already_paid": Words(
        QT_TRANSLATE_NOOP("Trouble", "这张账单已经缴过了"),
        QT_TRANSLATE_NOOP("Trouble", "平台上记着它已经缴清。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "不用再缴；其他账单可以重新选。"),
    ),
    "bill_in_other_order": Words(
        QT_TRANSLATE_NOOP("Trouble", "这张账单正在别处付款"),
        QT_TRANSLATE_NOOP("Trouble", "同一张账单在手机或另一台机器上有没付完的订单。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请在那边付完，或过几分钟再来。"),
    ),
    "bill_not_found": _OTHER_BILLS,
    "bill_named_twice": _OTHER_BILLS,
    "amount_changed": _CHANGED,
    "amountDiffers": _CHANGED,
    "orderDiffers": _CHANGED,
    "idempotency_conflict": _CONFLICT,
    "idempotencyConflict": _CONFLICT,
    "order_closed": Words(
        QT_TRANSLATE_NOOP("Trouble", "这笔订单已经关闭"),
        QT_TRANSLATE_NOOP("Trouble", "订单关闭后不能再付。"),
        QT_TRANSLATE_NOOP("Trouble", "没有扣款；如果手机上显示已付，会原路退回。"),
        QT_TRANSLATE_NOOP("Trouble", "请重新选择账单。"),
    ),
    "paidAfterClosing": Words(
        QT_TRANSLATE_NOOP("Trouble", "钱到得晚了一步"),
        QT_TRANSLATE_NOOP("Trouble", "付款到账时，这笔订单已经关闭，账单没有缴上。"),
        QT_TRANSLATE_NOOP("Trouble", "这笔钱会原路退回您付款的账户。"),
        QT_TRANSLATE_NOOP("Trouble", "请记下查询号，打电话可以查到。"),
    ),
    "notPaying": Words(
        QT_TRANSLATE_NOOP("Trouble", "请稍等，暂时不收费"),
        QT_TRANSLATE_NOOP("Trouble", "机器刚刚重新启动，正在核对前面的付款。"),
        NOTHING_CHARGED,
        QT_TRANSLATE_NOOP("Trouble", "请等一两分钟再试。"),
    ),
    "notPayingNow": Words(
        QT_TRANSLATE_NOOP("Trouble", "现在不能缴费"),
        QT_TRANSLATE_NOOP("Trouble", "机器暂时停了收费。"),
        NOTHING_CHARGED,
        LATER,
    ),
    "ledgerFull": _LEDGER,
    "ledgerUnwritable": _LEDGER,
    "nothingPaid": Words(
        QT_TRANSLATE_NOOP("Trouble", "没有付款记录"),
        QT_TRANSLATE_NOOP("Trouble", "没有查到付款，所以不能打凭条。"),
        NOTHING_CHARGED,
        TRY_OR_ASK,
    ),
    "noResult": Words(
        QT_TRANSLATE_NOOP("Trouble", "这一步没有办成"),
        QT_TRANSLATE_NOOP("Trouble", "出了一个没有预料到的问题。"),
        QT_TRANSLATE_NOOP("Trouble", "付过的钱都有记录，不会丢，也不会重复扣。"),
        TRY_OR_ASK,
    ),
}
"""An unknown code is `noResult`."""


def words_for(code: str) -> Words:
    """In the language of the moment."""
    words = TROUBLES.get(code, TROUBLES["noResult"])

    def say(text: str) -> str:
        return QCoreApplication.translate("Trouble", text)

    return Words(say(words.title), say(words.happened), say(words.kept), say(words.todo))
