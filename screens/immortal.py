# SPDX-License-Identifier: Apache-2.0
"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

Its bindings return them as Python 3.12 and later want it: without counting the reference, since there these objects
are immortal. On 3.11 every such call takes one away (measured: 300 calls of `QTimer.start`, 300 references), until the
interpreter aborts with "deallocating None". A kiosk that ticks gets there within hours.
"""

import ctypes
import sys

ENOUGH = 1 << 40
"""At a million calls a second, twelve days; at the kiosk's few dozen, a thousand years."""


def keep_singletons_alive() -> None:
    if sys.version_info >= (3, 12):
        return
    for single in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(single)).value += ENOUGH
