# SPDX-License-Identifier: Apache-2.0
"""What people call the programs that run here."""

from contract.text import LocalText

_NAMES = {
    "agent": LocalText(zh="设备代理", en="the device agent"),
    "sync": LocalText(zh="内容同步", en="the content sync"),
    "web": LocalText(zh="技术员网站", en="the technician’s site"),
    "kiosk": LocalText(zh="自助机程序", en="the kiosk"),
    "signage": LocalText(zh="大厅屏程序", en="the lobby player"),
    "standby-kiosk": LocalText(zh="自助机的待机画面", en="the kiosk’s standby picture"),
    "standby-lobby": LocalText(zh="大厅屏的待机画面", en="the lobby’s standby picture"),
    "sandbox": LocalText(zh="县平台", en="the county’s platform"),
    "content": LocalText(zh="县内容服务器", en="the county’s content server"),
    "reader": LocalText(zh="读卡器", en="the card reader"),
    "printer": LocalText(zh="打印机", en="the printer"),
    "spare-printer": LocalText(zh="备用打印机", en="the spare printer"),
    "scanner": LocalText(zh="扫码器", en="the code scanner"),
    "screen-kiosk": LocalText(zh="自助机的屏幕（虚拟）", en="the kiosk’s virtual screen"),
    "screen-lobby": LocalText(zh="大厅屏（虚拟）", en="the lobby’s virtual screen"),
    "a11y-bus-kiosk": LocalText(zh="自助机的读屏通道", en="the kiosk’s screen reader bus"),
    "a11y-bus-lobby": LocalText(zh="大厅屏的读屏通道", en="the lobby’s screen reader bus"),
    "a11y-list-kiosk": LocalText(zh="自助机的读屏名录", en="the kiosk’s screen reader list"),
    "a11y-list-lobby": LocalText(zh="大厅屏的读屏名录", en="the lobby’s screen reader list"),
}


def called(program: str) -> LocalText:
    return _NAMES.get(program) or LocalText(zh=program, en=program)
