# SPDX-License-Identifier: Apache-2.0
"""What happened, as sentences: the terminal's own events, and between them what the visitor did and what crashed."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from central.demo.console.account.now import device_name
from central.demo.console.account.sight import AgentSeen
from central.demo.console.account.wording import (
    COMMAND,
    DEVICE,
    OUTCOME,
    PAYMENT,
    RECEIPT,
    TROUBLE,
    both,
    fault,
    listed,
    trouble,
)
from central.demo.world.diary import Diary, Witness
from contract.local import (
    Device,
    DeviceState,
    Event,
    LedgerCommand,
    LedgerEntry,
    Outcome,
    PaymentState,
    Receipt,
    ReceiptState,
    Topic,
    Trouble,
)
from contract.money import yuan
from contract.text import LocalText

SHOWN = 30
KEPT = 120
"""More, since what is said several times in a row counts once."""


@dataclass(frozen=True)
class Line:
    at: datetime
    what: LocalText
    witness: Witness | None = None
    """None: the terminal itself."""
    times: int = 1


@dataclass(frozen=True)
class NamedDevice:
    name: LocalText
    device: Device


@dataclass(frozen=True)
class Names:
    """What the subjects of events are called, and how they are now."""

    devices: Mapping[str, NamedDevice] = field(default_factory=dict)
    payments: Mapping[str, LedgerEntry] = field(default_factory=dict)
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    commands: Mapping[str, LedgerCommand] = field(default_factory=dict)


def names_in(seen: AgentSeen) -> Names:
    devices = seen.terminal.devices
    kinds = Counter(device.kind for device in devices)
    return Names(
        {each.device_id: NamedDevice(device_name(each, is_alone=kinds[each.kind] == 1), each) for each in devices},
        {entry.payment_id: entry for entry in seen.entries},
        {receipt.receipt_id: receipt for entry in seen.entries for receipt in entry.receipts},
        {command.command_id: command for command in seen.commands},
    )


# ---- one event


_PLATFORM = {
    "online": both("县平台连上了", "the county’s platform is reached"),
    "offline": both("县平台连不上了，一直在试", "the county’s platform cannot be reached; it keeps trying"),
    "paying": both(
        "重启前没弄清的付款都问清了：又可以付款",
        "payments from before the restart are cleared up: bills can be paid again",
    ),
}
_DEVICE_CHANGES = {
    "added": both("技术员加上了这台设备", "added by the technician"),
    "changed": both("技术员改了它的设置", "its settings were changed by the technician"),
    "removed": both("技术员把它去掉了", "removed by the technician"),
}
_CONTENT = {
    "current": both("内容和县里的一致", "the content is the county’s newest"),
    "silent": both("内容同步没有消息了；屏幕照常播放", "the content sync is silent; the screens play on"),
}
_OTHER = {
    (Topic.SESSION, "ended"): both(
        "这次办事结束了：居民的资料从内存里抹掉了", "this visit is over: all of the resident’s is wiped from memory"
    ),
    (Topic.ALERT, "changed"): both("紧急信息的清单重新读了一遍", "the list of emergencies was read anew"),
    (Topic.SETTINGS, "changed"): both("技术员改了设置", "the technician changed the settings"),
    (Topic.COMMISSIONING, "open"): both(
        "技术员网站等人开通，口令在自助机上", "the technician’s site waits to be claimed; the secret is on the kiosk"
    ),
    (Topic.COMMISSIONING, "ended"): both("技术员网站的开通结束了", "the claiming of the technician’s site is over"),
}
_WITH_REASON = {Outcome.FAILED, Outcome.UNKNOWN}
"""The others are their own reason."""
_GAP = both("前面有些事没有记下来", "some events before this one were not kept")


def sentence(event: Event, names: Names, *, is_latest: bool = True) -> LocalText:
    """An event says what state something came to, not why: that is known while it is the last word of it."""
    known = _known(event, names, is_latest=is_latest)
    return known or both(f"{event.topic}：{event.state}", f"{event.topic}: {event.state}")


def _known(event: Event, names: Names, *, is_latest: bool) -> LocalText | None:
    match event.topic:
        case Topic.DEVICE:
            return _device(event, names.devices.get(event.subject), is_latest=is_latest)
        case Topic.COMMAND if event.state in set(Outcome):
            return _command(Outcome(event.state), names.commands.get(event.subject))
        case Topic.PAYMENT if event.state in set(PaymentState):
            return _payment(event, names.payments.get(event.subject), is_latest=is_latest)
        case Topic.RECEIPT if event.state in set(ReceiptState):
            return _receipt(event, names.receipts.get(event.subject), is_latest=is_latest)
        case Topic.PLATFORM:
            return _PLATFORM.get(event.state)
        case Topic.CONTENT:
            return _content(event.state)
        case Topic.GAP:
            return _GAP
        case _:
            return _OTHER.get((event.topic, event.state))


def _about(what: LocalText, says: LocalText | None) -> LocalText | None:
    return both(f"{what.zh}：{says.zh}", f"{what.en}: {says.en}") if says else None


def _device(event: Event, named: NamedDevice | None, *, is_latest: bool) -> LocalText | None:
    name = named.name if named else both(f"设备 {event.subject}", f"device {event.subject}")
    if event.state not in set(DeviceState):
        return _about(name, _DEVICE_CHANGES.get(event.state))
    says = DEVICE[DeviceState(event.state)][0]
    if named is not None and is_latest and named.device.state == event.state and named.device.faults:
        why = listed(map(fault, named.device.faults))
        says = both(f"{says.zh}，{why.zh}", f"{says.en}: {why.en}")
    return _about(name, says)


def _payment(event: Event, entry: LedgerEntry | None, *, is_latest: bool) -> LocalText | None:
    number, state = event.subject[:4].upper(), PaymentState(event.state)
    if entry is None:
        return _about(both(f"付款 {number}", f"payment {number}"), PAYMENT[state])
    amount = f"¥{yuan(entry.amount_fen)}"
    says = _because(PAYMENT[state], entry.trouble if is_latest and entry.state is state else None)
    return _about(both(f"付款 {number}（{amount}）", f"payment {number} ({amount})"), says)


def _command(outcome: Outcome, command: LedgerCommand | None) -> LocalText | None:
    if command is None:
        return _about(both("读卡、扫码或打印", "reading, scanning or printing"), OUTCOME[outcome])
    what = COMMAND.get(command.command) or both(command.command, command.command)
    return _about(what, _because(OUTCOME[outcome], command.trouble if outcome in _WITH_REASON else None))


def _because(says: LocalText, why: Trouble | None) -> LocalText:
    if why is None:
        return says
    reason = trouble(why.code)
    return both(f"{says.zh}（{reason.zh}）", f"{says.en} ({reason.en})")


def _receipt(event: Event, receipt: Receipt | None, *, is_latest: bool) -> LocalText | None:
    state = ReceiptState(event.state)
    says = RECEIPT[state]
    number = short_number(receipt) if receipt else event.subject[:4].upper()
    if receipt is not None and is_latest and receipt.state is state:
        says = _because(says, receipt.trouble)
    return _about(both(f"凭条 {number}", f"slip {number}"), says)


def short_number(receipt: Receipt) -> str:
    """Without the terminal's own number before it: there is one terminal here."""
    return receipt.receipt_no.rpartition("-")[2]


def _content(state: str) -> LocalText | None:
    if state in _CONTENT:
        return _CONTENT[state]
    if state in TROUBLE:
        why = TROUBLE[state]
        return both(f"内容没有更新：{why.zh}；屏幕照常播放", f"no new content: {why.en}; the screens play on")
    return None


# ---- all of them in one row


class Chronicle:
    """Each witness's own order holds, whatever the clock did; what came between two of the agent's answers is put
    together by the clock. May be shared by threads."""

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._lock = threading.Lock()
        self._settled: list[Line] = []
        self._since: list[Line] = []
        """Notes from after the agent's last answer: events from between them may come yet."""
        self._last_event = 0
        self._last_note = 0

    def told(self, seen: AgentSeen | None) -> list[Line]:
        """The newest first. `seen`: None while the agent does not answer."""
        with self._lock:
            for note in self._diary.after(self._last_note):
                self._since.append(Line(note.at, note.what, note.witness))
                self._last_note = note.number
            if seen is not None:
                self._settled = [*self._settled, *_merged(self._since, self._new_events(seen))][-KEPT:]
                self._since = []
            return list(reversed(_counted([*self._settled, *self._since])))[:SHOWN]

    def _new_events(self, seen: AgentSeen) -> list[Line]:
        newest = seen.events[0].sequence if seen.events else 0
        if newest < self._last_event:  # a journal that was lost begins anew
            self._last_event = 0
        new = [event for event in reversed(seen.events[:KEPT]) if event.sequence > self._last_event]
        self._last_event = newest
        names = names_in(seen)
        latest = {(event.topic, event.subject): event.sequence for event in new}
        return [
            Line(event.at, sentence(event, names, is_latest=latest[event.topic, event.subject] == event.sequence))
            for event in new
        ]


def _counted(lines: Iterable[Line]) -> list[Line]:
    """What was said several times in a row stands once."""
    counted: list[Line] = []
    for line in lines:
        last = counted[-1] if counted else None
        if last is not None and (last.what, last.witness) == (line.what, line.witness):
            counted[-1] = replace(line, times=last.times + 1)
        else:
            counted.append(line)
    return counted


def _merged(notes: Iterable[Line], events: Iterable[Line]) -> Iterable[Line]:
    """Two rows, each in its own order. At the same moment what was done comes before what followed from it."""
    left, right = deque(notes), deque(events)
    while left and right:
        yield left.popleft() if left[0].at <= right[0].at else right.popleft()
    yield from left
    yield from right
