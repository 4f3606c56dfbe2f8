# SPDX-License-Identifier: Apache-2.0
"""`python -m kiosk --config FILE`: the residents' touchscreen."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from contract.errors import InvalidSettings
from contract.release import ContentFolder
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
    from kiosk import preview  # noqa: PLC0415
    from kiosk.render import Look, render  # noqa: PLC0415
    from kiosk.samples import SAMPLES, WALL  # noqa: PLC0415

    states, wall = SAMPLES, WALL
    if options.content is not None:
        wall = options.at or datetime.now(UTC)
        release = ContentFolder(options.content).release()
        if release is None:
            print(f"linli kiosk: there is no release in {options.content}", file=sys.stderr)
            return 2
        states = dict(preview.states(release, wall))
        paths = msgspec.structs.replace(settings.paths, content=str(options.content))
        settings = msgspec.structs.replace(settings, paths=paths)
    if options.render == ["list"]:
        print("\n".join(states))
        return 0
    unknown = [name for name in options.render if name not in states]
    if unknown or len(options.out) != len(options.render):
        known = ", ".join(states)
        print(f"linli kiosk: each --render PAGE needs one --out FILE; pages: {known}", file=sys.stderr)
        return 2
    look = Look(options.elder, options.contrast, options.english)
    pages = dict(zip(options.out, options.render, strict=True))
    for path, texts in render(settings, pages, look, states, wall).items():
        for text in texts:
            print(json.dumps({"cut_off": str(path), "text": text}, ensure_ascii=False))
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
    add("--content", type=Path, metavar="DIR", help="with --render: pages of this content; `list` names them")
    add(
        "--at", type=datetime.fromisoformat, metavar="TIME", help="with --content: then, not now (ISO 8601 with a zone)"
    )
    add("--elder", action="store_true", help="with --render: larger text")
    add("--contrast", action="store_true", help="with --render: high contrast")
    add("--english", action="store_true", help="with --render: in English")
    return parser


if __name__ == "__main__":
    sys.exit(main())
