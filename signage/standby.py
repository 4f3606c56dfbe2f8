# SPDX-License-Identifier: Apache-2.0
"""`python -m signage.standby --output NAME`: what is seen when nothing else is: the place's name and the clock.

Its window lies below all others of its output and takes neither focus nor touch. When a player or the kiosk is killed
it is uncovered, until the service manager has started that anew. It needs no agent and no content, and no more of Qt
than painting: it has to be there when memory is short.

Without a window manager (X11) it puts itself at the bottom before it is mapped. A Wayland shell does not let windows
choose: there it is started first, as `linli-standby-NAME`.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPainter, QPaintEvent, QRasterWindow

from contract.clock import Clock, clock_of
from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, PanelSettings, Settings, load
from screens.immortal import keep_singletons_alive
from screens.supervision import notify, watchdog_ms
from signage.schedule.windows import local_time

KIOSK = "kiosk"
FAMILY = "Noto Sans CJK SC"
PAPER, INK, INK_SOFT, ACCENT = QColor("#F7F4EE"), QColor("#17262B"), QColor("#4A5A60"), QColor("#A8401C")
TICK_MS = 500


def panel_of(settings: Settings, output: str) -> PanelSettings | None:
    if output in settings.signage:
        return settings.signage[output].panel
    return settings.kiosk.panel if output == KIOSK else None


class StandbyWindow(QRasterWindow):
    def __init__(self, place: str, panel: PanelSettings, clock: Clock) -> None:
        super().__init__()
        self._place = place
        self._clock = clock
        self._said = ("", "")
        self._painted = self._pulsed = 0
        self.setTitle(place)
        self.setFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.resize(panel.width_px, panel.height_px)
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._pulse = QTimer(self, interval=watchdog_ms() or 0)
        self._pulse.timeout.connect(self._beat)

    def appear(self, *, full_screen: bool) -> None:
        self._said = self._words()
        self.create()
        self.lower()
        if full_screen:
            self.setWindowState(Qt.WindowState.WindowFullScreen)
        self.setVisible(True)  # show() and its kin would ask for the focus
        self._ticks.start()
        if watchdog_ms():
            self._pulse.start()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's own name
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), self.height(), PAPER)
        unit = min(self.width(), self.height())
        time, date = self._said
        middle = self.height() // 2
        bar = QRect((self.width() - unit // 9) // 2, middle - unit // 4, unit // 9, max(2, unit // 135))
        painter.fillRect(bar, ACCENT)
        self._line(painter, self._place, middle - unit // 5, unit // 11, INK, bold=True)
        self._line(painter, time, middle - unit // 24, unit // 8, INK, bold=True)
        self._line(painter, date, middle + unit // 7, unit // 24, INK_SOFT)
        painter.end()
        self._painted += 1
        if self._painted == 1:
            notify("READY=1")

    def _line(self, painter: QPainter, text: str, top: int, size: int, color: QColor, *, bold: bool = False) -> None:
        room = self.width() * 0.9
        font = QFont(FAMILY)
        font.setBold(bold)
        font.setPixelSize(max(1, size))
        width = QFontMetrics(font).horizontalAdvance(text)
        if width > room:
            font.setPixelSize(max(1, int(size * room / width)))
        painter.setFont(font)
        painter.setPen(color)
        box = QRect(0, top, self.width(), round(size * 1.4))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, text)

    def _tick(self) -> None:
        said = self._words()
        if said != self._said:
            self._said = said
            self.update()

    def _beat(self) -> None:
        """Alive is who has painted since."""
        if self._painted > self._pulsed:
            notify("WATCHDOG=1")
        self._pulsed = self._painted
        self.update()

    def _words(self) -> tuple[str, str]:
        local = local_time(self._clock.now())
        weekday = QLocale("zh_CN").dayName(local.isoweekday())
        return f"{local.hour:02d}:{local.minute:02d}", f"{local.month}月{local.day}日 {weekday}"


def run(settings: Settings, output: str, panel: PanelSettings, *, full_screen: bool) -> int:
    keep_singletons_alive()
    name = f"linli-standby-{output}"
    QGuiApplication.setDesktopFileName(name)
    application = QGuiApplication([name])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: application.exit(0))  # runs at the next tick at the latest
    clock = clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None)
    window = StandbyWindow(settings.terminal.place.zh, panel, clock)
    window.appear(full_screen=full_screen)
    code = application.exec()
    notify("STOPPING=1")
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except (InvalidSettings, OSError) as error:
        print(f"linli standby: {error}", file=sys.stderr)
        return 2
    panel = panel_of(settings, options.output)
    if panel is None:
        known = ", ".join([*settings.signage, KIOSK])
        print(f"linli standby: there is no screen {options.output!r} in the configuration: {known}", file=sys.stderr)
        return 2
    return run(settings, options.output, panel, full_screen=not options.windowed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m signage.standby", description="The picture below all others of one screen."
    )
    add = parser.add_argument
    add(
        "--config",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=f"laid over the shipped defaults (default: {SITE})",
    )
    add("--output", default="lobby", metavar="NAME", help="a lobby display, or `kiosk` (default: lobby)")
    add("--windowed", action="store_true", help="a window of the panel's size instead of the full screen")
    return parser


if __name__ == "__main__":
    sys.exit(main())
