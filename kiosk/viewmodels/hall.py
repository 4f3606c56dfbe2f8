# SPDX-License-Identifier: Apache-2.0
"""The place, the time, whom to call, and what does not work now."""

from datetime import datetime

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.freshness import Freshness, freshness
from contract.local import DeviceKind, Terminal
from contract.settings import TerminalSettings
from contract.text import Language
from kiosk.domain.offer import in_china
from kiosk.domain.reading import WORKING
from kiosk.domain.state import State
from kiosk.viewmodels.troubles import words_for
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import DEVICES_OUT, clock_time, long_date, moment_of, say
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlSingleton
class Hall(QObject):
    changed = Signal()

    def __init__(self, terminal: TerminalSettings) -> None:
        super().__init__()
        self._configured = terminal
        self._key: object = None
        self._language = Language.ZH
        self._terminal: Terminal | None = None
        self._connected = False
        self._made_at: datetime | None = None
        self._checked: datetime | None = None
        self._wall: datetime | None = None
        self._date = self._time = ""

    @staticmethod
    def create(_engine: QQmlEngine) -> "Hall":
        return one(Hall)

    def show(self, moment: Moment) -> None:
        state: State = moment.state
        local = in_china(moment.wall)
        key = (
            state.comfort.language,
            state.terminal,
            state.connected,
            state.offer.made_at,
            state.offer.checked_at,
            local.date(),
            local.hour,
            local.minute,
        )
        if key == self._key:
            return
        self._key = key
        self._language, self._terminal = state.comfort.language, state.terminal
        self._connected, self._made_at, self._checked = state.connected, state.offer.made_at, state.offer.checked_at
        self._wall = moment.wall
        self._date = long_date(local.date(), self._language)
        self._time = clock_time(local)
        self.changed.emit()

    @Property(str, notify=changed)
    def place(self) -> str:
        return (self._terminal or self._configured).place.in_(self._language)

    @Property(str, notify=changed)
    def phone(self) -> str:
        return (self._terminal or self._configured).help_phone

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._configured.number

    @Property(str, notify=changed)
    def date(self) -> str:
        return self._date

    @Property(str, notify=changed)
    def time(self) -> str:
        return self._time

    @Property(list, notify=changed)
    def notices(self) -> list[str]:
        return [say(DEVICES_OUT[kind]) for kind in DEVICES_OUT if self._is_out(kind)] + self._stale()

    @Property(str, notify=changed)
    def asOf(self) -> str:
        """How current guide and notices are; empty before the first have come."""
        current = self._confirmed() or self._made_at
        return moment_of(current, self._language) if current else ""

    def _confirmed(self) -> datetime | None:
        health = self._terminal.content if self._terminal else None
        told = health.checked_at if health and self._connected else None
        return max((moment for moment in (told, self._checked) if moment), default=None)

    def _stale(self) -> list[str]:
        """Said before somebody relies on it. Of what was never confirmed nothing is known."""
        confirmed = self._confirmed()
        if confirmed is None or self._wall is None:
            return []
        if freshness(confirmed, self._wall) not in {Freshness.STALE, Freshness.LOST}:
            return []
        day = long_date(in_china(confirmed).date(), self._language)
        return [self.tr("指南和通知截至%1，可能已过时").replace("%1", day)]

    @Property(bool, notify=changed)
    def preparing(self) -> bool:
        """The agent is not there: money and cases have to wait, guide and notices need not."""
        return not self._connected

    @Property(str, notify=changed)
    def payTrouble(self) -> str:
        """Empty when paying works."""
        if not self._connected:
            return self.tr("正在准备，请稍候")
        if self._terminal and not self._terminal.platform_reachable:
            return self.tr("网络不通，现在不能缴费")
        if self._terminal and not self._terminal.paying:
            match self._terminal.paying_trouble:
                case "resolving":
                    return self.tr("正在核对前面的付款，请稍等")
                case "ledgerUnwritable" as code:
                    return words_for(code).title
                case _:
                    return words_for("notPayingNow").title
        return ""

    @Property(str, notify=changed)
    def statusTrouble(self) -> str:
        if not self._connected:
            return self.tr("正在准备，请稍候")
        if self._terminal and not self._terminal.platform_reachable:
            return self.tr("网络不通，现在不能查询")
        return ""

    @Property(str, notify=changed)
    def readerTrouble(self) -> str:
        return say(DEVICES_OUT[DeviceKind.RESIDENT_ID]) if self._is_out(DeviceKind.RESIDENT_ID) else ""

    @Property(bool, notify=changed)
    def printerOut(self) -> bool:
        return self._is_out(DeviceKind.RECEIPT_PRINTER)

    @Property(str, notify=changed)
    def scannerTrouble(self) -> str:
        return say(DEVICES_OUT[DeviceKind.CODE_SCANNER]) if self._is_out(DeviceKind.CODE_SCANNER) else ""

    def _is_out(self, kind: DeviceKind) -> bool:
        if self._terminal is None:
            return False
        devices = [device for device in self._terminal.devices if device.kind is kind]
        return not any(device.state in WORKING for device in devices)
