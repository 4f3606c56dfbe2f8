# SPDX-License-Identifier: Apache-2.0
"""Touch -> first frame of the next page, in the real window on a virtual display, over all pages of the journeys.

Runs in a process of its own (`python -m bench.pages`), since Qt allows one application for each.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.figure import Figure, p99
from bench.screen import virtual_display

ROUNDS = 12
LIMIT_MS = 50.0
JOURNEY = ("home", "identify", "bills", "check", "code", "paid", "home", "find_case", "type_case", "case", "help")
FRAME_LIMIT_S = 5.0


def measure() -> Iterator[Figure]:
    with virtual_display() as display:
        environment = {
            **display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_XCB_GL_INTEGRATION": "none",
            "QT_QUICK_BACKEND": "software",
        }
        told = subprocess.run(
            [sys.executable, "-m", "bench.pages"], env=environment, stdout=subprocess.PIPE, check=True
        )
    times = json.loads(told.stdout)
    yield Figure("kiosk: touch -> next page, p99", p99(times), "ms", "limit", LIMIT_MS)


def _turn_pages() -> list[float]:
    from PySide6.QtCore import QPoint  # noqa: PLC0415 -- only in the process that has a screen
    from PySide6.QtGui import QGuiApplication, QPointingDevice  # noqa: PLC0415
    from PySide6.QtTest import QTest  # noqa: PLC0415

    from contract.settings import SHIPPED, load  # noqa: PLC0415
    from kiosk.domain.happenings import Press  # noqa: PLC0415
    from kiosk.render import Look, moment  # noqa: PLC0415
    from kiosk.screen import Screen  # noqa: PLC0415
    from screens.immortal import keep_singletons_alive  # noqa: PLC0415
    from screens.qr import warm_up  # noqa: PLC0415

    keep_singletons_alive()
    application = QGuiApplication(["bench"])
    settings = load([SHIPPED])
    coming = ""
    pressed = False

    def press(_: Press) -> None:
        nonlocal pressed
        pressed = True
        screen.show(moment(coming, Look()))

    screen = Screen(settings, press, full_screen=False)
    screen.show(moment("home", Look()))
    window = screen.load()
    swapped_at = 0.0

    def swapped() -> None:
        nonlocal swapped_at
        swapped_at = time.perf_counter()

    window.frameSwapped.connect(swapped)
    warm_up()  # as the running kiosk does after its first frame
    QTest.qWait(500)
    finger: QPointingDevice = QTest.createTouchDevice()
    # "ask a person": the one control that stands at the same place on every page.
    place = QPoint(window.width() - window.width() // 8, window.height() - 70)
    times = []
    for coming in JOURNEY[1:] * ROUNDS:
        pressed = False
        QTest.touchEvent(window, finger).press(0, place).commit()
        started = time.perf_counter()
        QTest.touchEvent(window, finger).release(0, place).commit()
        while not (pressed and swapped_at > started):
            application.processEvents()
            if time.perf_counter() - started > FRAME_LIMIT_S:
                raise RuntimeError(f"the touch that leads to {coming} did nothing")
        times.append((swapped_at - started) * 1000)
        QTest.qWait(300)  # the slide ends, the old page is gone
    screen.close()
    return times


if __name__ == "__main__":
    json.dump(_turn_pages(), sys.stdout)
