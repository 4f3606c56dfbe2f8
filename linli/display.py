# SPDX-License-Identifier: Apache-2.0
"""`linli display`: the compositor's configuration, made from the settings.

One output for each screen, found by its connector's name, with the windows that belong on it: standby picture and
what lies over it. Without a connector's name weston puts a window on the first output it finds, which is right where
there is one screen, and only there.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from contract import durable
from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, PanelSettings, Settings, load

KIOSK = "kiosk"
PAPER = "0xfff7f4ee"
TRANSFORMS = {0: "normal", 90: "rotate-90", 180: "rotate-180", 270: "rotate-270"}
SAME, DIFFERS = 1, 0
"""As systemd's ExecCondition= wants it: with 1 there is nothing to do."""

_HEAD = f"""# Made by `linli display` from the settings, anew at each start: a change here does not last.
[core]
shell=kiosk-shell.so
modules=systemd-notify.so
# A board may start before its touch panel is found, and a lobby display has none.
require-input=false
idle-time=0

[shell]
background-color={PAPER}

[keyboard]
vt-switching=false
"""


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli display", description="Makes the compositor's configuration (weston.ini) from the settings."
    )
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"laid over the shipped defaults (default: {SITE})",
    )  # fmt: skip
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", type=Path, metavar="FILE", help="write it there instead of printing it")
    what.add_argument("--differs", type=Path, metavar="FILE", help="end with 0 if FILE would change, with 1 if not")
    options = parser.parse_args(argv)
    try:
        made = weston_ini(load([SHIPPED, *(options.config or [SITE])]))
        if options.differs:
            return DIFFERS if _content(options.differs) != made else SAME
        if options.write:
            durable.write(options.write, made.encode())
    except (InvalidSettings, OSError) as error:
        print(f"linli display: {error}", file=sys.stderr)
        return 2
    if not options.write:
        print(made, end="")
    return 0


def weston_ini(settings: Settings) -> str:
    """Raises InvalidSettings when two screens claim one connector or one name."""
    sections = [_HEAD]
    taken: dict[str, str] = {}
    for screen, panel in screens_of(settings).items():
        if not panel.output:
            continue
        if panel.output in taken:
            raise InvalidSettings(f"screens {taken[panel.output]} and {screen} have the same output {panel.output}")
        taken[panel.output] = screen
        sections.append(_output(screen, panel))
    return "\n".join(sections)


def screens_of(settings: Settings) -> Mapping[str, PanelSettings]:
    """Raises InvalidSettings when a lobby display has the touchscreen's name."""
    if KIOSK in settings.signage:
        raise InvalidSettings(f"configuration: signage.{KIOSK}: this name is the touchscreen's")
    return {KIOSK: settings.kiosk.panel} | {name: signage.panel for name, signage in settings.signage.items()}


def app_ids(screen: str) -> tuple[str, str]:
    """What lies below, and what lies over it."""
    return f"linli-standby-{screen}", "linli-kiosk" if screen == KIOSK else f"linli-signage-{screen}"


def _output(screen: str, panel: PanelSettings) -> str:
    across = panel.rotation in {90, 270}
    width, height = (panel.height_px, panel.width_px) if across else (panel.width_px, panel.height_px)
    lines = (
        f"# {screen}",
        "[output]",
        f"name={panel.output}",
        f"mode={width}x{height}",
        f"transform={TRANSFORMS[panel.rotation]}",
        f"app-ids={','.join(app_ids(screen))}",
    )
    return "\n".join(lines) + "\n"


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
