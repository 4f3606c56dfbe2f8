# SPDX-License-Identifier: Apache-2.0
"""Python's garbage is collected on Qt's own thread, and never anywhere else.

Its collector runs on whatever thread happens to allocate. With a second thread in the process, a cycle that holds a
QObject would be destroyed there, which Qt does not allow.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 30_000


def collect_here(parent: QObject) -> None:
    """On the thread of `parent`, for as long as it lives."""
    gc.disable()
    timer = QTimer(parent, interval=EVERY_MS)
    timer.timeout.connect(gc.collect)
    timer.start()
