# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk --config FILE`: the residents' touchscreen."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contract.errors import InvalidSettings
from contract.settings import SHIPPED, SITE, Settings, load


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except (InvalidSettings, OSError) as error:
        print(f"linli kiosk: {error}", file=sys.stderr)
        return 2
    if options.render:
        return _render(settings, options)
    from kiosk.application import run  # noqa: PLC0415 - a wrong configuration is told without loading Qt

    return run(settings, full_screen=not options.windowed)


def _render(settings: Settings, options: argparse.Namespace) -> int:
    from kiosk.render import Look, names, render  # noqa: PLC0415

    if options.render == ["list"]:
        print("\n".join(names()))
        return 0
    unknown = [name for name in options.render if name not in names()]
    if unknown or len(options.out) != len(options.render):
        known = ", ".join(names())
        print(f"linli kiosk: each --render PAGE needs one --out FILE; pages: {known}", file=sys.stderr)
        return 2
    look = Look(options.elder, options.contrast, options.english)
    render(settings, dict(zip(options.out, options.render, strict=True)), look)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="linli kiosk", description="The residents' touchscreen.")
    add = parser.add_argument
    add(
        "--config",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=f"laid over the shipped defaults (default: {SITE})",
    )
    add("--windowed", action="store_true", help="a window of the panel's size instead of the full screen")
    add("--render", action="append", default=[], metavar="PAGE", help="draw a page with sample data; `list` names them")
    add("--out", action="append", default=[], type=Path, metavar="FILE.png", help="where to draw it")
    add("--elder", action="store_true", help="with --render: larger text")
    add("--contrast", action="store_true", help="with --render: high contrast")
    add("--english", action="store_true", help="with --render: in English")
    return parser


if __name__ == "__main__":
    sys.exit(main())
