# SPDX-License-Identifier: Apache-2.0
"""What every sub-command works with: the folder, the clock and the language."""

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from central.publish import trial
from central.publish.county import County
from central.publish.keys import KeyFolder
from contract.clock import Clock
from contract.text import Language, LocalText

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name


@dataclass(frozen=True, slots=True)
class Desk:
    folder: Path
    clock: Clock
    language: Language
    keys_folder: Path | None = None
    dry_run: bool = False

    def county(self) -> County:
        """Raises NoCounty."""
        return County(self.folder, self.clock, keys=self.keys())

    def keys(self) -> KeyFolder:
        return KeyFolder(self.keys_folder or self.folder / "keys")

    @contextmanager
    def spared(self, folder: Path) -> Iterator[Path]:
        """Another folder that a command writes to: a copy of it in a dry run."""
        if not self.dry_run:
            yield folder
            return
        with trial.copy_of(folder) as copy:
            yield copy

    def say(self, zh: str, en: str) -> None:
        print(self.words(zh, en))

    def words(self, zh: str, en: str) -> str:
        return en if self.language is Language.EN else zh

    def of(self, text: LocalText) -> str:
        return text.in_(self.language)


Run = Callable[[argparse.Namespace, Desk], int]
Words = Callable[[str, str], str]


def language_of(environment: Mapping[str, str]) -> Language:
    """Chinese, unless the environment asks for English."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    first = next((environment[name] for name in names if environment.get(name)), "")
    return Language.EN if first.lower().startswith("en") else Language.ZH


def from_environment() -> Language:
    return language_of(os.environ)


def add_command(
    subparsers: "Subparsers", name: str, run: Run | None, text: str, epilog: str | None = None
) -> argparse.ArgumentParser:
    parser = subparsers.add_parser(
        name, help=text, description=text, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    if run is not None:
        parser.set_defaults(run=run)
    return parser


def add_tenant(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--tenant",
        required=True,
        metavar="330106/001/012",
        help=words("哪一级：县6位/街道3位/社区3位/网格2位", "the level: county 6/street 3/community 3/grid 2 digits"),
    )
