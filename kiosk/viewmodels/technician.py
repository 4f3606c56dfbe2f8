# SPDX-License-Identifier: Apache-2.0
"""What a technician needs to open this machine's own site, until the hand-over."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement, QmlSingleton, QQmlEngine

from contract.text import Language
from kiosk.viewmodels.view import Moment
from kiosk.viewmodels.words import moment_of
from screens.singletons import one

QML_IMPORT_NAME = "Linli.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

GROUP = 4
IN_A_LINE = 4


@QmlElement
@QmlSingleton
class Technician(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._key: object = None
        self._language = Language.ZH
        self._url = self._secret = self._fingerprint = self._until = ""

    @staticmethod
    def create(_engine: QQmlEngine) -> "Technician":
        return one(Technician)

    def show(self, moment: Moment) -> None:
        language, shown = moment.state.comfort.language, moment.state.commissioning
        if (language, shown) == self._key:
            return
        self._key = (language, shown)
        self._url = shown.url if shown else ""
        self._secret = shown.secret if shown else ""
        self._fingerprint = in_lines(shown.fingerprint) if shown else ""
        self._until = moment_of(shown.until, language) if shown else ""
        self.changed.emit()

    @Property(str, notify=changed)
    def url(self) -> str:
        return self._url

    @Property(str, notify=changed)
    def secret(self) -> str:
        return self._secret

    @Property(str, notify=changed)
    def fingerprint(self) -> str:
        return self._fingerprint

    @Property(str, notify=changed)
    def until(self) -> str:
        return self._until


def in_lines(fingerprint: str) -> str:
    """However it is grouped: as hexadecimal groups of four, four in a line, to be compared with a browser's."""
    digits = "".join(character for character in fingerprint.upper() if character not in ": -")
    groups = [digits[at : at + GROUP] for at in range(0, len(digits), GROUP)]
    return "\n".join(" ".join(groups[at : at + IN_A_LINE]) for at in range(0, len(groups), IN_A_LINE))
