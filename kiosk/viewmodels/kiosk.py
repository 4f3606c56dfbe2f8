# SPDX-License-Identifier: Apache-2.0
"""Which page is on the screen, how this resident likes it, and every press that a page can report."""

import time
from collections.abc import Callable

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.settings import PanelSettings
from contract.text import Language
from kiosk.domain.happenings import Action, Press
from kiosk.domain.pages import Page
from kiosk.domain.places import Paying
from kiosk.domain.strikes import Strikes
from kiosk.viewmodels.view import Moment
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

COVERS = frozenset({Page.EMERGENCY, Page.ATTRACT})


@QmlElement
@QmlSingleton
class Kiosk(QObject):
    changed = Signal()

    def __init__(self, panel: PanelSettings, press: Callable[[Press], None], *, full_screen: bool) -> None:
        super().__init__()
        self._panel = panel
        self._press = press
        self._full_screen = full_screen
        self._page = Page.MOMENT
        self._cover: Page | None = None
        self._depth = 0
        self._forward = True
        self._elder = self._high_contrast = self._english = False
        self._strikes = Strikes()

    @staticmethod
    def create(_engine: QQmlEngine) -> "Kiosk":
        return one(Kiosk)

    def show(self, moment: Moment) -> None:
        state = moment.state
        page, depth, comfort = state.page_beneath, len(state.trail), state.comfort
        cover = state.page if state.page in COVERS else None
        english = comfort.language is Language.EN
        now = (page, cover, comfort.elder, comfort.high_contrast, english)
        if (page, cover) != (self._page, self._cover):
            self._forward = depth > self._depth or (depth == self._depth and isinstance(state.place, Paying))
            self._strikes = self._strikes.page_changed(moment.monotonic)
        self._depth = depth
        if now == (self._page, self._cover, self._elder, self._high_contrast, self._english):
            return
        self._page, self._cover, self._elder, self._high_contrast, self._english = now
        self.changed.emit()

    # -- the panel

    @Property(float, constant=True)
    def pxPerMm(self) -> float:
        return self._panel.px_per_mm

    @Property(int, constant=True)
    def panelWidth(self) -> int:
        return self._panel.width_px

    @Property(int, constant=True)
    def panelHeight(self) -> int:
        return self._panel.height_px

    @Property(bool, constant=True)
    def fullScreen(self) -> bool:
        return self._full_screen

    # -- the screen

    @Property(str, notify=changed)
    def page(self) -> str:
        return str(self._page)

    @Property(str, notify=changed)
    def cover(self) -> str:
        """What lies over the page without leaving it; empty when nothing does."""
        return str(self._cover or "")

    @Property(bool, notify=changed)
    def forward(self) -> bool:
        """The direction of travel."""
        return self._forward

    @Property(bool, notify=changed)
    def elder(self) -> bool:
        return self._elder

    @Property(bool, notify=changed)
    def highContrast(self) -> bool:
        return self._high_contrast

    @Property(bool, notify=changed)
    def english(self) -> bool:
        return self._english

    # -- what is pressed

    @Slot(str, bool, result=bool)
    def strike(self, target: str, key: bool) -> bool:
        """Whether a finger's touch on this target counts."""
        self._strikes, counts = self._strikes.strike(target, time.monotonic(), elder=self._elder, key=key)
        return counts

    @Slot()
    def touch(self) -> None:
        self._press(Press(Action.TOUCH))

    @Slot()
    def pay(self) -> None:
        self._press(Press(Action.PAY))

    @Slot()
    def status(self) -> None:
        self._press(Press(Action.STATUS))

    @Slot()
    def guide(self) -> None:
        self._press(Press(Action.GUIDE))

    @Slot()
    def notices(self) -> None:
        self._press(Press(Action.NOTICES))

    @Slot()
    def search(self) -> None:
        self._press(Press(Action.SEARCH))

    @Slot(str)
    def open(self, key: str) -> None:
        self._press(Press(Action.OPEN, key))

    @Slot()
    def checklist(self) -> None:
        self._press(Press(Action.CHECKLIST))

    @Slot()
    def uncover(self) -> None:
        self._press(Press(Action.UNCOVER))

    @Slot()
    def showAlerts(self) -> None:
        self._press(Press(Action.SHOW_ALERTS))

    @Slot()
    def nextAlert(self) -> None:
        self._press(Press(Action.NEXT_ALERT))

    @Slot()
    def help(self) -> None:
        self._press(Press(Action.HELP))

    @Slot()
    def toggleElder(self) -> None:
        self._press(Press(Action.ELDER))

    @Slot()
    def toggleContrast(self) -> None:
        self._press(Press(Action.CONTRAST))

    @Slot()
    def toggleLanguage(self) -> None:
        self._press(Press(Action.LANGUAGE))

    @Slot()
    def stillHere(self) -> None:
        self._press(Press(Action.STILL_HERE))

    @Slot()
    def quit(self) -> None:
        self._press(Press(Action.QUIT))

    @Slot()
    def back(self) -> None:
        self._press(Press(Action.BACK))

    @Slot()
    def finish(self) -> None:
        self._press(Press(Action.FINISH))

    @Slot()
    def leave(self) -> None:
        self._press(Press(Action.LEAVE))

    @Slot()
    def typeInstead(self) -> None:
        self._press(Press(Action.TYPE_INSTEAD))

    @Slot(str)
    def key(self, key: str) -> None:
        self._press(Press(Action.KEY, key))

    @Slot()
    def erase(self) -> None:
        self._press(Press(Action.ERASE))

    @Slot()
    def clear(self) -> None:
        self._press(Press(Action.CLEAR))

    @Slot()
    def enter(self) -> None:
        self._press(Press(Action.ENTER))

    @Slot(str)
    def pick(self, bill_no: str) -> None:
        self._press(Press(Action.PICK, bill_no))

    @Slot()
    def pickAll(self) -> None:
        self._press(Press(Action.PICK_ALL))

    @Slot()
    def goOn(self) -> None:
        self._press(Press(Action.GO_ON))

    @Slot()
    def confirm(self) -> None:
        self._press(Press(Action.CONFIRM))

    @Slot()
    def giveUp(self) -> None:
        self._press(Press(Action.GIVE_UP))

    @Slot()
    def printSlip(self) -> None:
        self._press(Press(Action.PRINT))

    @Slot()
    def showSlip(self) -> None:
        self._press(Press(Action.SHOW_SLIP))

    @Slot()
    def retry(self) -> None:
        self._press(Press(Action.RETRY))

    @Slot()
    def chooseAgain(self) -> None:
        self._press(Press(Action.CHOOSE_AGAIN))

    @Slot()
    def byCode(self) -> None:
        self._press(Press(Action.BY_CODE))

    @Slot()
    def byCard(self) -> None:
        self._press(Press(Action.BY_CARD))

    @Slot()
    def records(self) -> None:
        self._press(Press(Action.RECORDS))

    @Slot()
    def showPhone(self) -> None:
        self._press(Press(Action.SHOW_PHONE))

    @Slot()
    def toggleSlip(self) -> None:
        self._press(Press(Action.SLIP))

    @Slot()
    def next(self) -> None:
        self._press(Press(Action.NEXT))
