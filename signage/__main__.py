# SPDX-License-Identifier: Apache-2.0
"""`python -m signage --output NAME`: the player of one lobby display."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from contract.clock import clock_of
from contract.errors import InvalidSettings
from contract.release import ContentFolder
from contract.settings import SHIPPED, SITE, Settings, load


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except (InvalidSettings, OSError) as error:
        print(f"linli signage: {error}", file=sys.stderr)
        return 2
    if options.output not in settings.signage:
        known = ", ".join(settings.signage) or "none"
        print(f"linli signage: there is no display {options.output!r} in the configuration: {known}", file=sys.stderr)
        return 2
    if options.explain:
        return _explain(settings, options)
    if options.render:
        return _render(settings, options)
    from signage.application import run  # noqa: PLC0415 - a wrong configuration is told without loading Qt

    return run(settings, options.output, full_screen=not options.windowed)


def _explain(settings: Settings, options: argparse.Namespace) -> int:
    from signage.explain import explain  # noqa: PLC0415

    folder = ContentFolder(_content(settings, options))
    for line in explain(folder.release(), folder.alerts(), options.at or _now(settings), options.output):
        print(line)
    return 0


def _render(settings: Settings, options: argparse.Namespace) -> int:
    from signage import render  # noqa: PLC0415

    if options.render == ["list"]:
        print("\n".join(render.sample_names()))
        return 0
    if len(options.out) != len(options.render):
        print("linli signage: each --render WHAT needs one --out FILE", file=sys.stderr)
        return 2
    root = _content(settings, options)
    try:
        if options.content:
            folder, at = ContentFolder(root), options.at or _now(settings)
            shots = [render.published(folder, what, at) for what in options.render]
        else:
            shots = [render.sample(what, options.at) for what in options.render]
        shortened = render.render(settings, options.output, root, dict(zip(options.out, shots, strict=True)))
    except (render.NothingSuch, OSError) as error:
        print(f"linli signage: {error}", file=sys.stderr)
        return 2
    for path, texts in shortened.items():
        for text in texts:
            print(json.dumps({"cut_off": str(path), "text": text}, ensure_ascii=False))
    return 0


def _content(settings: Settings, options: argparse.Namespace) -> Path:
    return Path(options.content or settings.paths.content)


def _now(settings: Settings) -> datetime:
    return clock_of(Path(settings.paths.clock_offset) if settings.paths.clock_offset else None).now()


def _moment(text: str) -> datetime:
    from signage.schedule.windows import CHINA  # noqa: PLC0415

    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linli signage",
        description="The player of one lobby display.",
        epilog="With --content, --render takes `now`, `notice:TENANT:ID`, `media:SHA256` or `alert:TENANT:ID`; without,"
        " the name of a sample (`list` names them). A text that does not fit is told on a line of JSON.",
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
    add("--output", default="lobby", metavar="NAME", help="which display of the configuration (default: lobby)")
    add("--windowed", action="store_true", help="a window of the panel's size instead of the full screen")
    add("--explain", action="store_true", help="print what plays, why, and until when; show nothing")
    add("--render", action="append", default=[], metavar="WHAT", help="draw a preview instead of playing")
    add("--out", action="append", default=[], type=Path, metavar="FILE.png", help="where to draw it")
    add("--content", type=Path, metavar="DIR", help="with --render or --explain: another content folder")
    add("--at", type=_moment, metavar="TIME", help="with --render or --explain: then, not now (ISO 8601)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
