# SPDX-License-Identifier: Apache-2.0
"""What codes and states mean, in words for whoever has never seen the terminal. Unknown codes stand as they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from central.demo.world.line import LineState
from central.demo.world.platform import Mood
from central.demo.world.timepiece import CHINA
from contract.local import DeviceKind, DeviceState, Outcome, PaymentState, ReceiptState
from contract.text import LocalText


def both(zh: str, en: str) -> LocalText:
    return LocalText(zh=zh, en=en)


class Feeling(StrEnum):
    """Shown as a shape beside the words, never instead of them."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


KIND: Mapping[DeviceKind, LocalText] = {
    DeviceKind.RESIDENT_ID: both("读卡器", "Card reader"),
    DeviceKind.RECEIPT_PRINTER: both("打印机", "Printer"),
    DeviceKind.CODE_SCANNER: both("扫码器", "Code scanner"),
    DeviceKind.SMART_CARD: both("社保卡读卡器", "Smart card reader"),
    DeviceKind.DOCUMENT_SCANNER: both("文件扫描仪", "Document scanner"),
    DeviceKind.OFFICE_PRINTER: both("A4 打印机", "A4 printer"),
}

DEVICE: Mapping[DeviceState, tuple[LocalText, Feeling]] = {
    DeviceState.ONLINE: (both("正常", "working"), Feeling.GOOD),
    DeviceState.OFFLINE: (both("没有应答，像是断电了", "no answer, as if switched off"), Feeling.BAD),
    DeviceState.NO_DEVICE: (both("找不到，像是拔掉了", "not there, as if unplugged"), Feeling.BAD),
    DeviceState.HARDWARE_ERROR: (both("设备自己报告出错", "reports an error of its own"), Feeling.BAD),
    DeviceState.USER_ERROR: (both("等人来处理", "waits for a person"), Feeling.BAD),
    DeviceState.DEVICE_BUSY: (both("正忙", "busy"), Feeling.GOOD),
    DeviceState.STARTING: (both("正在启动", "starting"), Feeling.CAUTION),
    DeviceState.UNKNOWN: (both("有一阵没有看到了", "not seen for a while"), Feeling.CAUTION),
}

_NOT_UNDERSTOOD = both("回答看不懂", "its answers make no sense")
_UNREADABLE = both("卡读不出来", "the card cannot be read")

FAULT: Mapping[str, LocalText] = {
    "offline": both("它说自己离线", "it says it is off-line"),
    "feeding": both("正在走纸", "paper is being fed"),
    "coverOpen": both("盖子开着", "the cover is open"),
    "paperOut": both("没有纸了", "out of paper"),
    "paperLow": both("纸快用完了", "paper is nearly out"),
    "paperNotTaken": both("上一张凭条还没取走", "the last slip was not taken"),
    "cutterError": both("切刀卡住了", "the cutter is stuck"),
    "paperJammed": both("卡纸了", "the paper is jammed"),
    "headHot": both("打印头过热，等它凉下来", "its head is too hot, it has to cool down"),
    "tonerOut": both("没有墨粉了", "out of toner"),
    "tonerLow": both("墨粉快用完了", "toner is nearly out"),
    "recoverableError": both("停下了，要人处理", "it stopped and needs a person"),
    "unrecoverableError": both("坏了，自己好不了", "it is broken for good"),
    "autoRecoverableError": both("过热，等它凉下来", "too hot, it has to cool down"),
    "scanProgramMissing": both("没有装扫描程序", "the scanning program is not installed"),
    "printServiceGone": both("打印服务没有运行", "the printing service is not running"),
    "printQueueMissing": both("打印服务里没有这个队列", "the printing service has no such queue"),
    "hardwareError": both("硬件故障", "a hardware error"),
    "selfTestFailed": both("自检没有通过", "its self-test failed"),
    "notAuthorised": both("安全模块没有授权", "its security module is not authorised"),
    "protocolError": _NOT_UNDERSTOOD,
    "badChecksum": _NOT_UNDERSTOOD,
    "badLength": _NOT_UNDERSTOOD,
    "badCommand": _NOT_UNDERSTOOD,
    "unrecognisedError": _NOT_UNDERSTOOD,
    "cardFound": _NOT_UNDERSTOOD,
    "noCard": _NOT_UNDERSTOOD,
    "noSuchItem": _NOT_UNDERSTOOD,
    "cardRejectsReader": _UNREADABLE,
    "readerRejectsCard": _UNREADABLE,
    "cardDataNotAuthentic": _UNREADABLE,
    "readFailed": _UNREADABLE,
    "randomNumberFailed": _UNREADABLE,
    "selectFailed": _UNREADABLE,
    "wrongCardType": both("这种卡还读不了", "this kind of card cannot be read here"),
    "notPermitted": both("它不允许这个操作", "it does not permit this"),
    "cardServiceGone": both("读卡服务没有运行", "the card service is not running"),
    "stalled": both("卡住了，驱动重新启动", "it hung: its driver is started again"),
    "crashed": both("驱动自己退出了，重新启动", "its driver crashed and is started again"),
}

TROUBLE: Mapping[str, LocalText] = {
    **FAULT,
    # a slip or a command to a device
    "noDevice": both("没有能用的设备", "no such device can be used"),
    "deviceBusy": both("设备前面排的太多", "too much waits for the device"),
    "deviceNotReady": both("设备没有应答", "the device does not answer"),
    "deviceError": both("设备出错", "an error of the device"),
    "cardRemoved": both("还没读完卡就拿走了", "the card was taken away too early"),
    "cardUnreadable": _UNREADABLE,
    "cardAccessDenied": both("卡上的内容要密码才能读", "what is on the card wants a password"),
    "cardBlocked": both("卡锁住了", "the card is locked"),
    "cardMute": both("卡没有应答", "the card does not answer"),
    "cardKindUnsupported": both("这种卡还读不了", "this kind of card cannot be read here"),
    "photoUndecodable": both("卡上的照片解不出来", "the photo on the card cannot be decoded"),
    "unsupportedCommand": both("这个型号没有这项功能", "this model cannot do that"),
    "cancelled": both("取消了", "cancelled"),
    "outcomeUnknown": both("字节发出去了，没有回音", "bytes went out and no answer came back"),
    "timeOut": both("时间到了还没完成", "not done in time"),
    "agentRestarted": both("设备代理中途重启了", "the agent was restarted meanwhile"),
    "ledgerUnwritable": both("账本写不进磁盘", "the ledger cannot be written"),
    "internalError": both("程序里出了没料到的错", "something unforeseen in the program"),
    # a payment
    "platformDown": both("连不上平台", "the platform could not be reached"),
    "platformSlow": both("平台太久没回答", "the platform took too long to answer"),
    "platformError": both("平台的回答看不懂", "the platform’s answer made no sense"),
    "idempotency_conflict": both("平台记的和本机不同", "the platform’s record differs"),
    "amount_changed": both("账单金额变了", "the amount of a bill has changed"),
    "order_closed": both("平台上这一单已经关了", "the platform has closed this order"),
    "bill_not_found": both("平台上没有这张账单", "the platform has no such bill"),
    "bill_already_paid": both("账单已经付过了", "a bill has been paid already"),
    "bill_in_other_order": both("账单在另一单里等着付款", "a bill waits to be paid in another order"),
    "bill_named_twice": both("同一张账单选了两次", "a bill was named twice"),
    "settlement_not_ready": both("这一天的对账文件还没出", "the settlement of that day is not ready"),
    "order_not_found": both("平台上没有这一单", "the platform has no such order"),
    "order_not_payable": both("平台上这一单不能再付", "the order can take no money any more"),
    "no_refund_due": both("平台上没有要退的钱", "the platform owes no refund"),
    "case_not_found": both("平台上没有这个办件编号", "the platform has no such case"),
    "identity_mismatch": both("姓名和号码对不上", "name and number do not belong together"),
    "unauthorized": both("平台不认这台终端", "the platform does not know this terminal"),
    "conflict": both("和平台现在的情况不合", "it does not fit what the platform has"),
    "invalid_document": both("平台看不懂终端的请求", "the platform did not understand the request"),
    "not_found": both("平台上没有这个地址", "the platform has no such address"),
    "method_not_allowed": both("平台不接受这种请求", "the platform does not take such a request"),
    "too_large": both("请求太大，平台不收", "too large for the platform"),
    "unsupported_media_type": both("平台不接受这种格式", "the platform does not take this format"),
    "internal_error": both("平台内部出错", "an error inside the platform"),
    "amountDiffers": both("平台收的金额和本机不同", "the platform took another amount"),
    "orderDiffers": both("平台建的单和居民看到的不同", "the platform’s order was not what was shown"),
    "paidAfterClosing": both("关单以后才付", "paid after the order was closed"),
    # content
    "contentUnreachable": both("连不上县里的内容服务器", "the county’s content host cannot be reached"),
    "contentForeign": both("回答的不是县里的服务器", "something answers that is not the county’s host"),
    "contentUntrusted": both("签名对不上，没有采用", "the signature does not fit: not used"),
    "contentExpired": both("签名过了期，停止更新", "the signature has expired: no updates"),
    "contentRolledBack": both("服务器上的比本机旧，没有采用", "older than what is here: not used"),
    "contentTooLarge": both("内容太大，放不下", "too large to keep"),
    "contentInvalid": both("内容不合格式，没有采用", "not what it should be: not used"),
    "contentIncomplete": both("服务器上缺文件", "a file is missing on the host"),
    "diskFull": both("磁盘满了", "the disk is full"),
    "noRoot": both("还没有装入县里的根证书", "the county’s root is not installed"),
    "clockWrong": both("本机的钟不对，没法核对有效期", "this machine’s clock is wrong, so dates cannot be checked"),
    "sync": both("内容同步出错", "content sync failed"),
}
"""Of commands, receipts, payments and content, as the agent and sync name them."""

LINE: Mapping[LineState, tuple[LocalText, Feeling]] = {
    LineState.OPEN: (both("畅通", "open"), Feeling.GOOD),
    LineState.SLOW: (both("很慢", "slow"), Feeling.CAUTION),
    LineState.CUT: (both("断了", "cut"), Feeling.BAD),
    LineState.SILENT: (both("连着，但什么也传不过去", "connected, but nothing comes through"), Feeling.BAD),
    LineState.PORTAL: (both("被登录页面挡住了", "held up by a login page"), Feeling.BAD),
}

MOOD: Mapping[Mood, tuple[LocalText, Feeling]] = {
    Mood.WELL: (both("正常", "well"), Feeling.GOOD),
    Mood.SLOW: (both("很慢", "slow"), Feeling.CAUTION),
    Mood.FAILING: (both("只会报错", "answers with errors only"), Feeling.BAD),
    Mood.NONSENSE: (both("答非所问", "answers with nonsense"), Feeling.BAD),
    Mood.FORGETFUL: (both("照办，但回答都丢了", "does what it is asked, and its answers are lost"), Feeling.BAD),
}

PAYMENT: Mapping[PaymentState, LocalText] = {
    PaymentState.CREATED: both("刚记下，还没有付款码：没有动钱", "just noted down, no code yet: no money has moved"),
    PaymentState.CODE_SHOWN: both("付款码在屏幕上，等手机付款", "the code is on the screen and waits for a phone"),
    PaymentState.UNKNOWN: both(
        "还不知道付没付，正在问平台；问清以前不会再收一次",
        "not known yet whether it was paid: the platform is being asked, and nobody pays twice",
    ),
    PaymentState.SUCCEEDED: both("平台说已收到钱", "the platform says it has the money"),
    PaymentState.CLOSING: both(
        "正在平台上关单；关之前再看一次钱到了没有", "being closed at the platform, with one more look for money"
    ),
    PaymentState.CLOSED: both("关单了，没有收钱", "closed, no money was taken"),
    PaymentState.REFUND_DUE: both("关单以后钱又到了：平台要退回去", "money came after closing: it is to be given back"),
    PaymentState.REFUNDED: both("钱已经退回", "the money was given back"),
}

RECEIPT: Mapping[ReceiptState, LocalText] = {
    ReceiptState.PENDING: both("等打印机", "waits for a printer"),
    ReceiptState.PRINTING: both("正在打印", "being printed"),
    ReceiptState.PRINTED: both("打好了", "printed"),
    ReceiptState.FAILED: both(
        "没有打成；钱不受影响，可以再打", "not printed; the money is safe, it can be printed again"
    ),
    ReceiptState.UNKNOWN: both(
        "不知道打出来没有；不会自己再打，可以要一张“补打”",
        "not known whether it came out; never repeated by itself, a marked reprint is offered",
    ),
}

OUTCOME: Mapping[Outcome, LocalText] = {
    Outcome.SUCCEEDED: both("做完了", "done"),
    Outcome.FAILED: both("没有做成", "failed"),
    Outcome.CANCELLED: both("不用做了，取消", "no longer wanted, cancelled"),
    Outcome.TIMED_OUT: both("等太久，不等了", "nothing came in time"),
    Outcome.UNKNOWN: both("发出去了，没有回音：不会自己重做", "sent, no answer: not repeated by itself"),
}

COMMAND: Mapping[str, LocalText] = {
    "read_identity": both("读身份证", "reading the ID card"),
    "scan_code": both("扫码", "scanning a code"),
    "print_case": both("打印办件进度", "printing how a case stands"),
    "print_checklist": both("打印材料清单", "printing what to bring"),
}

NO_ANSWER = both("现在没有应答", "does not answer just now")


def trouble(code: str) -> LocalText:
    return TROUBLE.get(code) or both(f"原因代码 {code}", f"code {code}")


def fault(code: str) -> LocalText:
    return TROUBLE.get(code) or both(f"故障代码 {code}", f"fault {code}")


def listed(texts: Iterable[LocalText], zh: str = "、", en: str = ", ") -> LocalText:
    every = list(texts)
    return both(zh.join(text.zh for text in every), en.join(text.en or text.zh for text in every))


def local(moment: datetime) -> datetime:
    """In the community's own time."""
    return moment.astimezone(CHINA)


def day_and_minute(moment: datetime) -> LocalText:
    there = local(moment)
    return both(f"{there.month}月{there.day}日 {there:%H:%M}", f"{there:%H:%M} on {there.day} {there:%B}")
