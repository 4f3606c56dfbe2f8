# SPDX-License-Identifier: Apache-2.0
"""A QR code as a picture of one pixel a module, for an Image to enlarge.

Not a painted item: in PySide6 6.12 each call of a Python `paint` takes a reference from `None` that it does not own,
and CPython before 3.12 ends the process when the last of some five thousand is gone: a dozen payments.
"""

from PySide6.QtCore import Property, QObject, QUrl, Signal
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "Linli.Screens"
QML_IMPORT_MAJOR_VERSION = 1

QUIET_MODULES = 4
"""The quiet zone that the standard asks for."""


def picture_of(text: str) -> tuple[str, int]:
    """A PNG as a data URL, and its side in modules."""
    import segno  # noqa: PLC0415 - see warm_up

    code = segno.make_qr(text, error="m")
    side, _ = code.symbol_size(scale=1, border=QUIET_MODULES)
    return code.png_data_uri(scale=1, border=QUIET_MODULES), int(side)


def warm_up() -> None:
    """Loads the encoder, some 50 ms: after the first frame, so that neither the start nor the first code waits."""
    picture_of("-")


@QmlElement
class QrPicture(QObject):
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._source = ""
        self._modules = 0

    def _get_text(self) -> str:
        return self._text

    def _set_text(self, text: str) -> None:
        if text == self._text:
            return
        self._text = text
        self._source, self._modules = picture_of(text) if text else ("", 0)
        self.changed.emit()

    def _get_source(self) -> QUrl:
        return QUrl(self._source)

    def _get_modules(self) -> int:
        return self._modules

    text = Property(str, _get_text, _set_text, notify=changed)
    source = Property(QUrl, _get_source, notify=changed)
    modules = Property(int, _get_modules, notify=changed)
