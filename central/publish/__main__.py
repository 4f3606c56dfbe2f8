# SPDX-License-Identifier: Apache-2.0
"""`linli publish COMMAND …`, `python -m central.publish COMMAND …`"""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from central.publish import trial
from central.publish.commands import alerts, content, custody, house, looking
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
            "一般的顺序：notice add … → check → preview → sign → collect → verify。各命令都有 --help。",
            "The usual way: notice add … → check → preview → sign → collect → verify. Each has a --help of its own.",
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
    parser.add_argument(
        "--keys",
        type=Path,
        metavar="DIR",
        help=words("密钥在这里，不在发布文件夹里（如U盘）", "keys stand here, such as on a stick"),
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help=words("只试一遍，说出会做什么，什么都不改", "say what would be done, and change nothing"),
    )
    parser.add_argument("--clock-offset", type=Path, help=argparse.SUPPRESS)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in (house, content, looking, alerts, custody):
        module.add_to(subparsers, words)
    return parser


def main(argv: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    asked.add_argument("--lang", choices=[one.value for one in Language])
    early, _ = asked.parse_known_args(argv)
    language = Language(early.lang) if early.lang else from_environment()
    options = parser_in(language).parse_args(argv)
    desk = Desk(options.county, clock_of(options.clock_offset), language, options.keys, options.dry_run)
    try:
        return _tried(options, desk) if options.dry_run else int(options.run(options, desk))
    except PublishError as error:
        print(error.say(language), file=sys.stderr)
        return 1
    except OSError as error:
        print(desk.words(f"写不了或读不了：{error}", f"cannot read or write: {error}"), file=sys.stderr)
        return 1


def _tried(options: argparse.Namespace, desk: Desk) -> int:
    """In a copy. What is said names the copy's folder nowhere: it is called what the real one is."""
    with ExitStack() as stack:
        folder = stack.enter_context(trial.copy_of(desk.folder))
        keys = stack.enter_context(trial.copy_of(desk.keys_folder)) if desk.keys_folder else None
        code = int(options.run(options, replace(desk, folder=folder, keys_folder=keys)))
    desk.say("以上只是试运行，什么都没有改动。", "This was a trial; nothing was changed.")
    return code


if __name__ == "__main__":
    sys.exit(main())
