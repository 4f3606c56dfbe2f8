# SPDX-License-Identifier: Apache-2.0
"""A QR code as a picture of one pixel a module, for an Image to enlarge.

One object answers for all codes: of each Python object that QML makes, PySide6 6.12 keeps the Python half for ever.
"""

from functools import lru_cache

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

QML_IMPORT_NAME = "Linli.Screens"
QML_IMPORT_MAJOR_VERSION = 1

QUIET_MODULES = 4
"""The quiet zone that the standard asks for."""


@lru_cache(maxsize=16)
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
@QmlSingleton
class Codes(QObject):
    @Slot(str, result=QUrl)
    def picture(self, text: str) -> QUrl:
        return QUrl(picture_of(text)[0]) if text else QUrl()

    @Slot(str, result=int)
    def modules(self, text: str) -> int:
        return picture_of(text)[1] if text else 0
