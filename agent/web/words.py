# SPDX-License-Identifier: Apache-2.0
"""What codes mean to a technician: what happened and why, and what to do next."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from contract.device_settings import Way
from contract.local import (
    CommandState,
    ConnectionStepName,
    DeviceKind,
    DeviceState,
    DeviceTestKind,
    Outcome,
    PaymentState,
    PrintProof,
    Topic,
)
from contract.payment_code import Channel
from contract.platform import OrderState
from contract.reconciliation import DifferenceKind, MatchState

TRY_AGAIN = _l("过一会儿再试一次。")
REPORT = _l("再试一次；还是不行，就下载诊断包交给平台运维。")


@dataclass(frozen=True)
class Advice:
    what: LazyString
    next: LazyString


def step_advice(code: str) -> Advice:
    """Of a step of a connection test: a page that is not found there is another thing than a device here."""
    return STEP_TROUBLE.get(code) or advice(code)


def advice(code: str) -> Advice:
    return TROUBLE.get(code) or Advice(_l("出现了没有说明的故障（%(code)s）。", code=code), REPORT)


def event_word(state: str) -> LazyString | str:
    known = EVENT_STATE.get(state)
    return known or (TROUBLE[state].what if state in TROUBLE else state)


KIND = {
    DeviceKind.RESIDENT_ID: _l("身份证阅读器"),
    DeviceKind.RECEIPT_PRINTER: _l("凭条打印机"),
    DeviceKind.CODE_SCANNER: _l("扫码器"),
    DeviceKind.SMART_CARD: _l("社保卡读卡器"),
    DeviceKind.DOCUMENT_SCANNER: _l("文件扫描仪"),
    DeviceKind.OFFICE_PRINTER: _l("A4 打印机"),
}

WAY = {
    Way.PORT: _l("串口"),
    Way.HOST: _l("网络"),
    Way.USB: "USB",
    Way.FILE: _l("系统的打印机文件"),
    Way.KEYBOARD: _l("像键盘一样打字"),
    Way.PCSC: "PC/SC",
    Way.SANE: "SANE",
    Way.CUPS: "CUPS",
}

MODEL: dict[str, LazyString | str] = {
    "80mm": _l("80 毫米纸，国标汉字（最常见）"),
    "80mm-gbk": _l("80 毫米纸，GBK 汉字"),
    "80mm-raster": _l("80 毫米纸，没有汉字，打成图"),
    "58mm": _l("58 毫米纸，国标汉字"),
    "58mm-gbk": _l("58 毫米纸，GBK 汉字，没有切刀"),
    "58mm-raster": _l("58 毫米纸，没有汉字，打成图"),
    "epson-tm-t20": "Epson TM-T20",
    "epson-tm-t88": "Epson TM-T88",
    "citizen-ppu-231": "Citizen PPU-231",
    "custom-kpm": "Custom KPM",
}

STATE = {
    DeviceState.ONLINE: _l("正常"),
    DeviceState.OFFLINE: _l("没有连上"),
    DeviceState.NO_DEVICE: _l("找不到设备"),
    DeviceState.HARDWARE_ERROR: _l("设备故障"),
    DeviceState.USER_ERROR: _l("需要处理"),
    DeviceState.DEVICE_BUSY: _l("正在工作"),
    DeviceState.STARTING: _l("正在启动"),
    DeviceState.UNKNOWN: _l("状态不明"),
}

MOOD = {
    DeviceState.ONLINE: "good",
    DeviceState.DEVICE_BUSY: "good",
    DeviceState.STARTING: "caution",
    DeviceState.UNKNOWN: "caution",
    DeviceState.USER_ERROR: "caution",
}
"""Anything else is `bad`, its sign a cross. The word stands beside it always."""

SIGN = {
    DeviceState.ONLINE: "✓",
    DeviceState.DEVICE_BUSY: "✓",
    DeviceState.STARTING: "…",
    DeviceState.UNKNOWN: "?",
    DeviceState.USER_ERROR: "!",
}

STATE_ADVICE = {
    DeviceState.OFFLINE: Advice(
        _l("设备没有应答：可能断电、线松了，或者地址不对。"), _l("看电源灯，把线重新插好，再核对端口或地址。")
    ),
    DeviceState.NO_DEVICE: Advice(_l("这个端口上没有设备。"), _l("把线重新插好；换过插口的，在“修改”里重新选端口。")),
    DeviceState.HARDWARE_ERROR: Advice(_l("设备报告自身故障。"), _l("关电 10 秒再开；还是不行就换一台。")),
    DeviceState.UNKNOWN: Advice(_l("有一阵子没有看到这台设备的情况了。"), _l("等几秒看看；一直这样就重新插拔设备。")),
}

TEST = {
    DeviceTestKind.SLIP: _l("打印测试凭条"),
    DeviceTestKind.CARD: _l("刷一张证试试"),
    DeviceTestKind.SCAN: _l("扫一个码试试"),
    DeviceTestKind.CHIP: _l("放一张卡试试"),
    DeviceTestKind.PAGE: _l("扫一页试试"),
    DeviceTestKind.SHEET: _l("打印测试页"),
}

TEST_FOR = {
    DeviceKind.RESIDENT_ID: DeviceTestKind.CARD,
    DeviceKind.RECEIPT_PRINTER: DeviceTestKind.SLIP,
    DeviceKind.CODE_SCANNER: DeviceTestKind.SCAN,
    DeviceKind.SMART_CARD: DeviceTestKind.CHIP,
    DeviceKind.DOCUMENT_SCANNER: DeviceTestKind.PAGE,
    DeviceKind.OFFICE_PRINTER: DeviceTestKind.SHEET,
}

TEST_HINT = {
    DeviceTestKind.SLIP: _l("打印机马上出纸，请看字是否清楚。"),
    DeviceTestKind.CARD: _l("请把身份证放到阅读器上。"),
    DeviceTestKind.SCAN: _l("请把二维码或条码对准扫码器。"),
    DeviceTestKind.CHIP: _l("请插入或放上一张社保卡或银行卡，只看是哪一种，银行卡不读。"),
    DeviceTestKind.PAGE: _l("正在扫一页，只看大小，图像不保存。"),
    DeviceTestKind.SHEET: _l("打印机马上出一页纸，请看字是否清楚。"),
}

COMMAND_STATE = {
    CommandState.QUEUED: _l("排队中"),
    CommandState.RUNNING: _l("进行中"),
    CommandState.FINISHED: _l("已结束"),
}

OUTCOME = {
    Outcome.SUCCEEDED: _l("成功"),
    Outcome.FAILED: _l("失败"),
    Outcome.CANCELLED: _l("已取消"),
    Outcome.TIMED_OUT: _l("超时了"),
    Outcome.UNKNOWN: _l("结果不明：命令发出了，没有收到回音。请看设备实际情况。"),
}

PROOF = {
    PrintProof.PROCESS_ID: _l("打印机回报了这一张自己的标记，确实打完了。"),
    PrintProof.QUEUED_STATUS: _l("打印机在这一张之后回了话，中间没有故障，确实打完了。"),
}

PRINT = {
    "receipt": _l("缴费凭条"),
    "print_case": _l("办件进度单"),
    "print_checklist": _l("材料清单"),
    "test_slip": _l("测试凭条"),
}

PRINT_ADVICE = {
    "receipt": _l("看出纸口：有完整的一张，就不用管；没有，请居民在缴费页点“再打一次”，新的一张会印【补打】。"),
}
PRINT_AGAIN = _l("看出纸口：有完整的一张，就不用管；没有，需要时再打一张。")

STEP = {
    ConnectionStepName.ADDRESS: _l("地址写法"),
    ConnectionStepName.RESOLVE: _l("查找域名"),
    ConnectionStepName.CONNECT: _l("建立连接"),
    ConnectionStepName.ENCRYPT: _l("安全加密"),
    ConnectionStepName.ANSWER: _l("收到回答"),
    ConnectionStepName.MEANING: _l("确认身份"),
    ConnectionStepName.CLOCK: _l("核对时间"),
}

STEP_TROUBLE = {"notFound": Advice(_l("地址上没有这个服务。"), _l("核对网址路径。"))}

TOPIC = {
    Topic.DEVICE: _l("设备"),
    Topic.COMMAND: _l("命令"),
    Topic.SESSION: _l("办事过程"),
    Topic.PAYMENT: _l("缴费"),
    Topic.RECEIPT: _l("凭条"),
    Topic.PLATFORM: _l("平台"),
    Topic.CONTENT: _l("内容"),
    Topic.ALERT: _l("紧急通知"),
    Topic.SETTINGS: _l("设置"),
    Topic.COMMISSIONING: _l("开通"),
    Topic.GAP: _l("记录有缺"),
}

EVENT_STATE = {
    "queued": _l("排队中"),
    "running": _l("进行中"),
    "finished": _l("已结束"),
    "ended": _l("结束"),
    "opened": _l("开始"),
    "reachable": _l("连上了"),
    "unreachable": _l("连不上"),
    "created": _l("已建单"),
    "code_shown": _l("已出码"),
    "succeeded": _l("成功"),
    "failed": _l("失败"),
    "cancelled": _l("已取消"),
    "timed_out": _l("超时了"),
    "unknown": _l("结果不明"),
    "closing": _l("正在关闭"),
    "closed": _l("已关闭"),
    "refund_due": _l("待退款"),
    "refunded": _l("已退款"),
    "changed": _l("有变化"),
    "added": _l("已添加"),
    "removed": _l("已删除"),
    "current": _l("已是最新"),
    "silent": _l("没有消息"),
    "open": _l("进行中"),
    "paying": _l("可以收费"),
    "pending": _l("等待打印"),
    "printing": _l("正在打印"),
    "printed": _l("已打印"),
    **{str(state): word for state, word in STATE.items() if state is not DeviceState.UNKNOWN},
}

MATCH_STATE = {
    MatchState.WAITING: _l("等平台的对账文件"),
    MatchState.AGREED: _l("一致"),
    MatchState.DIFFERS: _l("有差异"),
    MatchState.GIVEN_UP: _l("一个月没有等到，请联系平台"),
}

DIFFERENCE = {
    DifferenceKind.LEDGER_ONLY: _l("本机有，平台没有"),
    DifferenceKind.SETTLEMENT_ONLY: _l("平台有，本机没有"),
    DifferenceKind.AMOUNT_DIFFERS: _l("金额不一致"),
    DifferenceKind.STATE_DIFFERS: _l("状态不一致"),
    DifferenceKind.SUM_DIFFERS: _l("平台对账文件的合计与明细不符"),
    DifferenceKind.SLIP_MISSING: _l("该打的凭条没有"),
    DifferenceKind.SLIP_DOUBTFUL: _l("凭条打没打出来，不能确定"),
    DifferenceKind.SLIP_UNPROVEN: _l("没有缴成，却有凭条"),
    DifferenceKind.NUMBER_MISSING: _l("凭条号缺号"),
}

PAYMENT_STATE = {state: EVENT_STATE[state] for state in PaymentState}

ORDER_STATE = {
    OrderState.PENDING: _l("待支付"),
    OrderState.PAID: _l("已支付"),
    OrderState.CLOSED: _l("已关闭"),
    OrderState.REFUND_DUE: _l("待退款"),
    OrderState.REFUNDED: _l("已退款"),
}

CHANNEL = {Channel.WECHAT: _l("微信"), Channel.ALIPAY: _l("支付宝"), Channel.UNIONPAY: _l("银联")}

SAID = {
    "matched": _l("对过了，结果在下面。"),
    "claimed": _l("密码设好了。接着请检查设备、网络和屏幕，最后办交接。"),
    "saved": _l("已保存。"),
    "removed": _l("设备已删除。"),
    "passwordChanged": _l("密码改好了，请用新密码登录。"),
    "signedOut": _l("已退出。"),
    "handedOver": _l("交接完成。"),
}

TROUBLE: dict[str, Advice] = {
    # between the site and the agent
    "agentUnreachable": Advice(
        _l("设备服务没有运行，或者没有应答。"), _l("等半分钟；还是不行，就重启终端，再看“日志”里的 agent。")
    ),
    "invalidAnswer": Advice(_l("设备服务的回答看不懂，可能两边版本不同。"), _l("重启终端；还是不行就重新安装更新包。")),
    "internalError": Advice(_l("设备服务内部出错。"), REPORT),
    "agent": Advice(_l("设备服务出错。"), REPORT),
    "agentRestarted": Advice(_l("设备服务中途重启了。"), TRY_AGAIN),
    "settlement_not_ready": Advice(_l("平台还没有出这一天的对账文件。"), _l("不用做什么，终端每半小时再问一次。")),
    "outcomeUnknown": Advice(_l("命令发出了，没有收到回音。"), _l("先看设备实际情况，再决定要不要重做。")),
    "resultGone": Advice(_l("这次已经做完，读到的内容没有保留。"), _l("需要再看，就重新做一次。")),
    "http404": Advice(_l("设备服务不认识这个请求，可能版本较旧。"), _l("更新终端软件。")),
    "http413": Advice(_l("内容太长，设备服务没有接收。"), _l("删短一些再试。")),
    "notFound": Advice(_l("要找的东西不在了，可能刚被删除。"), _l("返回列表重新看一下。")),
    "invalidRequest": Advice(_l("填写的内容设备服务不接受。"), _l("核对各项，改好再试。")),
    "idempotencyConflict": Advice(_l("这个操作已经用别的内容提交过。"), _l("返回上一页，重新操作一次。")),
    "tooMany": Advice(_l("同时的请求太多。"), TRY_AGAIN),
    "settingsUnwritable": Advice(_l("设置写不进磁盘。"), _l("检查磁盘是否已满或损坏。")),
    # devices
    "noDevice": Advice(_l("没有这台设备，或者没有接上。"), _l("检查接线，或在“设备”里添加。")),
    "deviceSilent": Advice(
        _l("设备没有应答，所以没有保存，原来的设置没有变。"), _l("检查电源、接线、端口或地址，改好再试。")
    ),
    "deviceDuplicate": Advice(_l("已经有别的设备用着这个端口或地址。"), _l("换一个端口或地址，或者先删除那台设备。")),
    "deviceInUse": Advice(_l("有居民正在用这台终端。"), _l("等他办完再试。")),
    "paymentsOpen": Advice(
        _l("还有缴费没有结果，现在不能换平台地址。"), _l("等一会儿再保存；一直这样就检查现在的平台连接。")
    ),
    "deviceBusy": Advice(_l("设备正忙，前面还有任务。"), TRY_AGAIN),
    "deviceNotReady": Advice(_l("设备没有准备好。"), _l("看设备上的指示灯，处理后再试。")),
    "deviceError": Advice(_l("设备报告出错。"), _l("关电 10 秒再开，再试一次。")),
    "hardwareError": Advice(_l("设备自身故障。"), _l("关电 10 秒再开；还是不行就换一台。")),
    "userError": Advice(_l("设备等人处理，例如缺纸或盖子开着。"), _l("到设备旁看一看，处理后再试。")),
    "protocolError": Advice(_l("设备的回答不合协议，可能型号或波特率不对。"), _l("核对设备种类和波特率。")),
    "stalled": Advice(
        _l("设备卡住了，驱动已经重新启动。"), _l("等半分钟；还是这样就拔下设备再插上，或关电 10 秒再开。")
    ),
    "crashed": Advice(_l("设备的驱动出错退出，已经重新启动。"), REPORT),
    "selfTestFailed": Advice(_l("设备自检没有通过。"), _l("关电 10 秒再开；还是不行就换一台。")),
    "notAuthorised": Advice(_l("阅读器的安全模块没有授权。"), _l("联系阅读器厂家激活。")),
    "cardUnreadable": Advice(_l("证件读不出来。"), _l("把证放平，停两秒；换一张证再试。")),
    "cardMute": Advice(_l("卡没有应答，可能放反了，也可能坏了。"), _l("翻面再插；换一张卡再试。")),
    "cardAccessDenied": Advice(_l("卡上的内容要密码才能读，这里不读。"), _l("换居民身份证再试。")),
    "cardBlocked": Advice(_l("卡已经锁住了。"), _l("请持卡人联系发卡单位。")),
    "notPermitted": Advice(_l("阅读器不允许这个操作。"), _l("联系阅读器厂家激活。")),
    "scanProgramMissing": Advice(_l("没有装扫描程序（scanimage）。"), _l("安装软件包 sane-utils。")),
    "printServiceGone": Advice(_l("打印服务（CUPS）没有运行，或者没有应答。"), _l("检查 cups 装好没有、在不在运行。")),
    "printQueueMissing": Advice(_l("打印服务里没有这个队列。"), _l("用 lpstat -e 看队列名，改好再试。")),
    "cardServiceGone": Advice(_l("读卡服务没有运行。"), _l("等半分钟；还是不行，就重启终端。")),
    "cardRemoved": Advice(_l("还没读完证就拿开了。"), _l("再放一次，等提示后再拿开。")),
    "photoUndecodable": Advice(_l("证件照片解不出来。"), _l("检查照片解码程序是否装好。")),
    "unsupportedCommand": Advice(_l("这个型号没有这项功能。"), _l("核对设备型号；需要这项功能就换一个型号。")),
    "cardKindUnsupported": Advice(_l("这种证件还不支持。"), _l("换居民身份证再试。")),
    "paperOut": Advice(_l("没有纸了。"), _l("装一卷新纸，热敏面朝打印头。")),
    "paperLow": Advice(_l("纸快用完了。"), _l("准备一卷新纸。")),
    "paperJammed": Advice(_l("卡纸了。"), _l("开盖取出卡住的纸，再合上。")),
    "paperNotTaken": Advice(_l("上一张凭条还没有取走。"), _l("取走出纸口的纸。")),
    "coverOpen": Advice(_l("打印机盖子开着。"), _l("把盖子合紧。")),
    "cutterError": Advice(_l("切刀卡住了。"), _l("关电，清理切刀处的纸屑，再开电。")),
    "autoRecoverableError": Advice(_l("打印头过热，在等它冷却。"), _l("等几分钟会自己恢复。")),
    "headHot": Advice(_l("打印头过热，在等它冷却。"), _l("等几分钟会自己恢复。")),
    "feeding": Advice(_l("打印机正在走纸。"), _l("等几秒会自己恢复。")),
    "offline": Advice(_l("打印机脱机了。"), _l("看打印机上的指示灯，处理后再试。")),
    "tonerOut": Advice(_l("没有墨粉了。"), _l("换一个墨粉盒。")),
    "tonerLow": Advice(_l("墨粉快用完了。"), _l("准备一个墨粉盒。")),
    "recoverableError": Advice(_l("打印机停下了，等人处理。"), _l("开合一次盖子；还不行就关电再开。")),
    "unrecoverableError": Advice(_l("打印机坏了，自己恢复不了。"), _l("换一台打印机。")),
    "timeOut": Advice(_l("时间到了，设备还没有完成。"), _l("再试一次，动作快一点；还是不行就看接线。")),
    "timed_out": Advice(_l("时间到了，设备还没有完成。"), _l("再试一次，动作快一点；还是不行就看接线。")),
    "cancelled": Advice(_l("已取消。"), _l("需要时再试一次。")),
    # addresses, step by step
    "addressSilent": Advice(
        _l("新地址现在没有应答，所以没有保存，原来的地址没有变。"),
        _l("先做连接测试，看断在哪一步；确定地址是对的，可以勾选“仍然保存”。"),
    ),
    "notAnAddress": Advice(_l("这不是一个网址。"), _l("写成 https://域名 的样子。")),
    "nameUnknown": Advice(_l("查不到这个域名。"), _l("核对拼写；检查终端的 DNS 设置和网线。")),
    "refused": Advice(_l("对方机器拒绝连接。"), _l("核对端口；请平台确认服务在运行、防火墙已放行。")),
    "noRoute": Advice(_l("网络不通，到不了对方。"), _l("检查网线、网关和 VPN。")),
    "timedOut": Advice(_l("对方一直没有应答。"), _l("检查防火墙是否放行；过一会儿再试。")),
    "certificateInvalid": Advice(
        _l("对方的安全证书不可信：可能被别的设备冒充，或者证书装错了。"), _l("请平台核对证书；有认证网关的请放行终端。")
    ),
    "certificateExpired": Advice(
        _l("对方的安全证书过期了，或者本机时间不对。"), _l("先核对本机时间，再请平台更换证书。")
    ),
    "serverError": Advice(_l("对方服务内部出错。"), _l("告诉平台运维，过一会儿再试。")),
    "foreignAnswer": Advice(
        _l("有回答，但不是本县平台的：可能是上网认证页面，或者网址写错了。"), _l("核对网址；有上网认证的请放行终端。")
    ),
    "tokenRefused": Advice(_l("平台不认这台终端的令牌。"), _l("请平台重新登记本终端，再装入新令牌。")),
    "untrusted": Advice(_l("内容的签名不是本县的。"), _l("核对内容地址；换过根证书的要重新登记。")),
    "clockWrong": Advice(_l("本机时间和对方差得太多。"), _l("检查终端的时间同步，校准后再试。")),
    # content
    "contentUnreachable": Advice(_l("连不上内容服务器，屏幕继续播放已有内容。"), _l("做内容地址的连接测试。")),
    "contentForeign": Advice(
        _l("内容地址上的回答不是内容服务器的，可能是上网认证页面。"), _l("核对网址；有上网认证的请放行终端。")
    ),
    "contentUntrusted": Advice(_l("新内容的签名对不上，没有采用。"), _l("请县里核对签名后重新发布。")),
    "contentExpired": Advice(_l("内容的签名过期了，停止更新，屏幕照常播放。"), _l("请县里刷新发布；核对本机时间。")),
    "contentRolledBack": Advice(_l("服务器上的内容比本机的旧，没有采用。"), _l("请县里检查是否恢复了旧备份。")),
    "contentTooLarge": Advice(_l("新内容太大，放不下。"), _l("请县里减少视频，或加大本机配额。")),
    "contentInvalid": Advice(_l("新内容里有文件不合格式，没有采用。"), _l("请县里核对后重新发布。")),
    "contentIncomplete": Advice(_l("服务器上缺少文件，没有采用。"), _l("请县里重新上传后再发布。")),
    "diskFull": Advice(_l("磁盘满了。"), _l("清理磁盘，或减小内容配额。")),
    "noRoot": Advice(_l("还没有装入本县的根证书。"), _l("按登记说明装入 content-root.json。")),
    # payments, as the overview may tell of them
    "resolving": Advice(_l("正在核对上次没有结果的缴费，核对完才能收费。"), _l("等一会儿；一直这样就检查平台连接。")),
    "ledgerUnwritable": Advice(_l("账本写不进磁盘，已停止收费。"), _l("检查磁盘是否已满或损坏，再重启终端。")),
    "notPaying": Advice(_l("现在不能收费。"), _l("看总览里的原因。")),
    "nothingPaid": Advice(_l("这笔没有付成，不能打凭条。"), _l("到平台核对这笔缴费。")),
    "sessionEnded": Advice(_l("这次办事已经结束。"), _l("请居民从头再办。")),
    "identityMissing": Advice(_l("还没有刷证或输入号码。"), _l("请居民先刷证。")),
    "notShown": Advice(_l("这一项没有给居民看过，不能办。"), _l("请居民从头再办。")),
    "noSlipPossible": Advice(_l("没有打印机能打凭条，所以没有收费。"), _l("看打印机缺纸没有、盖子合上没有。")),
    "paymentCodeMissing": Advice(_l("没有扫到付款码，或者已经超过一分钟。"), _l("请居民刷新付款码，再扫一次。")),
    "amount_changed": Advice(_l("金额变了。"), _l("请居民重新查询。")),
    "amountDiffers": Advice(_l("平台记的金额和本机不同。"), _l("联系平台对账。")),
    "orderDiffers": Advice(_l("平台记的缴费单和本机不同。"), _l("联系平台对账。")),
    "paidAfterClosing": Advice(_l("关单以后又收到了钱，要退款。"), _l("联系平台退款。")),
    "platformDown": Advice(_l("连不上平台。"), _l("做平台地址的连接测试。")),
    "platformSlow": Advice(_l("平台太慢，没有等到回答。"), _l("做平台地址的连接测试。")),
    "platformError": Advice(_l("平台的回答看不懂。"), _l("告诉平台运维，过一会儿再试。")),
    # the site itself
    "web": Advice(_l("网站内部出错。"), REPORT),
    "client": Advice(_l("与设备服务通信出错。"), TRY_AGAIN),
    "notSignedIn": Advice(_l("还没有登录，或者太久没有操作。"), _l("请重新登录。")),
    "strangeHost": Advice(_l("这个名称不是本终端的。"), _l("请用屏幕上显示的地址打开。")),
    "forged": Advice(_l("页面过期了，或者请求不是从本网站来的，没有执行。"), _l("返回，刷新页面，再操作一次。")),
    "lockedOut": Advice(_l("输错次数太多，暂时不能再试。"), _l("等一会儿再试。")),
    "wrongPassword": Advice(_l("密码不对。"), _l("再试一次。忘记密码，请在终端上运行 linli web --commission。")),
    "wrongSecret": Advice(_l("一次性口令不对。"), _l("看终端屏幕上的口令，再输一次。")),
    "commissioningOver": Advice(
        _l("开通时间过了，或者已经有人开通。"), _l("请重启终端，或在终端上运行 linli web --commission。")
    ),
    "stateUnusable": Advice(_l("网站自己的文件读写不了。"), _l("检查磁盘是否已满或损坏，再重启终端。")),
    "logsUnreadable": Advice(_l("日志读不出来。"), _l("检查日志设置和权限。")),
    "pageRefused": Advice(_l("这个请求网站不接受。"), _l("返回上一页再试。")),
    "tooLarge": Advice(_l("提交的内容太大，没有接收。"), _l("删短一些再试。")),
}
# A reader's own words when it is asked how it is. The first four come from the line.
for _word in (
    "badChecksum", "badLength", "badCommand", "unrecognisedError", "cardFound", "noCard", "noSuchItem",
):  # fmt: skip
    TROUBLE[_word] = TROUBLE["protocolError"]
for _word in (
    "cardRejectsReader", "readerRejectsCard", "cardDataNotAuthentic", "readFailed", "randomNumberFailed",
    "selectFailed",
):  # fmt: skip
    TROUBLE[_word] = TROUBLE["cardUnreadable"]
TROUBLE["wrongCardType"] = TROUBLE["cardKindUnsupported"]
