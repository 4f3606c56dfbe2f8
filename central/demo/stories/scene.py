# SPDX-License-Identifier: Apache-2.0
"""The scene before and after a story: whatever a visitor has left, everything is as on a good day, the kiosk at its
start page and in Chinese, no payment under way."""

from functools import partial

from agent.client import AgentUnreachable, calls
from central.demo.errors import Missing
from central.demo.visit.screen_reader import Look
from central.demo.visit.visit import BACK_AGAIN_S, HOME, STILL_HERE, Visit
from contract.local import DeviceState, PaymentState
from contract.platform import OrderState
from device_drivers.simulation.client import ControlError

PROGRAMS = ("agent", "sync", "web", "kiosk", "signage")
DEVICES = ("reader", "printer", "scanner")
SET_S = 90.0
"""A platform that was away is asked again after half a minute at the latest; the rest takes seconds."""
CLEAR_S = 10.0
WAYS = (
    "^中文$",
    STILL_HERE,
    "^点一下屏幕，开始办事$",
    "^知道了，继续办事$",
    "^先办事$",
    "^不付了，返回$",
    "^完成$|^回首页$|^返回首页$|^结束$|^知道了，结束$|^不缴了，结束$",
    "^标准字$",
    "^标准对比$",
    "^上一步$|^返回$",
    "^不等了，先离开$|^办别的事$",
)
"""What leads back to the start page, the better way first."""
NOT_YET = "网络不通|现在不能|现在用不了|正在准备|正在核对前面|^紧急通知"
"""What the start page says while something is still out of order."""
AWAY = (OSError, ControlError, Missing)
"""Something outside the terminal that is just starting again."""


def set_scene(visit: Visit) -> None:
    """Raises StepFailed, StoryStopped."""
    emergency = visit.world.clerk.current()
    visit.until(partial(_all_run, visit), BACK_AGAIN_S, f"running programs {', '.join(PROGRAMS)}")
    visit.until(partial(_put_right, visit), BACK_AGAIN_S, "devices and platform that can be put right")
    visit.until(partial(_at_the_start, visit), SET_S, "start page with everything in order")
    visit.world.platform.bill_again()
    if emergency is not None:
        visit.lobby_sees_no_more(emergency.instruction.zh)
    visit.remembers_what_was_before()


def clear_scene(visit: Visit) -> None:
    """The same in a hurry: what is not there yet within seconds comes there without us."""
    visit.until(partial(_back_at_the_start, visit), CLEAR_S, "start page")


def _all_run(visit: Visit) -> bool:
    return all(visit.supervisor.pid(name) is not None for name in PROGRAMS)


def _put_right(visit: Visit) -> bool:
    try:
        visit.world.put_right()
    except AWAY:
        return False
    return True


def _at_the_start(visit: Visit) -> bool:
    return (
        _back_at_the_start(visit)
        and _nothing_unpaid(visit)
        and _all_works(visit)
        and not visit.reader.look().find(NOT_YET)
        and shows_start(visit.reader.look())
    )


def _back_at_the_start(visit: Visit) -> bool:
    """Goes one step there."""
    if shows_start(visit.reader.look()):
        return True
    any(visit.touches_if_there(way) for way in WAYS)
    return False


def shows_start(look: Look) -> bool:
    """As the next resident finds it, and nothing over it."""
    return look.find(HOME) is not None and not any(look.find(way) for way in WAYS)


def _nothing_unpaid(visit: Visit) -> bool:
    """A code that somebody left without giving it up is paid, by whoever it was for: its bills would be taken for as
    long as it is valid. What is being closed is waited for."""
    try:
        undecided = [p for p in visit.here.operator().send(calls.current_payments()).payments if not p.decided]
        unpaid = {order.order_no: order for order in visit.world.phone.orders() if order.state is OrderState.PENDING}
    except (AgentUnreachable, OSError):
        return False
    for payment in undecided:
        order = unpaid.get(payment.payment_id) if payment.state is not PaymentState.CLOSING else None
        if order is not None and order.code_url is not None:
            visit.world.phone.pay(order.code_url)
    return not undecided


def _all_works(visit: Visit) -> bool:
    terminal = visit.terminal()
    if terminal is None or not terminal.platform_reachable or not terminal.paying:
        return False
    online = {device.device_id for device in terminal.devices if device.state is DeviceState.ONLINE}
    return online.issuperset(DEVICES)
