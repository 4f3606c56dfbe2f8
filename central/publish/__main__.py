# SPDX-License-Identifier: Apache-2.0
"""`linli publish COMMAND …`, `python -m central.publish COMMAND …`"""

import argparse
import sys
from pathlib import Path

from central.publish.commands import alerts, content, house
from central.publish.commands.desk import Desk, from_environment
from central.publish.errors import PublishError
from contract.clock import clock_of
from contract.text import Language


def parser_in(language: Language) -> argparse.ArgumentParser:
    def words(zh: str, en: str) -> str:
        return en if language is Language.EN else zh

    parser = argparse.ArgumentParser(
        prog="linli publish",
        description=words("签名并发布一个县的通知、节目、办事指南和预警。", "Signs and publishes a county's content."),
        epilog=words(
            "一般的顺序：notice add … → sign → collect → verify。各命令都有 --help。",
            "The usual way: notice add … → sign → collect → verify. Each command has a --help of its own.",
        ),
    )
    parser.add_argument(
        "--county",
        type=Path,
        default=Path(),
        metavar="DIR",
        help=words("发布文件夹（默认当前文件夹）", "the publishing folder (default: here)"),
    )
    parser.add_argument(
        "--lang", choices=[one.value for one in Language], help=words("界面语言", "language of the answers")
    )
    parser.add_argument("--clock-offset", type=Path, help=argparse.SUPPRESS)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (house, content, alerts):
        module.add_to(subparsers, words)
    return parser


def main(argv: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    asked.add_argument("--lang", choices=[one.value for one in Language])
    early, _ = asked.parse_known_args(argv)
    language = Language(early.lang) if early.lang else from_environment()
    options = parser_in(language).parse_args(argv)
    desk = Desk(options.county, clock_of(options.clock_offset), language)
    try:
        return int(options.run(options, desk))
    except PublishError as error:
        print(error.say(language), file=sys.stderr)
        return 1
    except OSError as error:
        print(desk.words(f"写不了或读不了：{error}", f"cannot read or write: {error}"), file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
