# SPDX-License-Identifier: Apache-2.0
"""Text in the languages a resident may choose."""

from enum import StrEnum

from contract.document import Document


def whole(form: str) -> str:
    """A pattern for all of a text, meaning the same in Python and in ECMA 262, the dialect of JSON Schema: Python's
    `$` would let a last newline pass. (`[0-9]`, never `\\d`: Python's takes the digits of every script.)"""
    return rf"^(?:{form})(?![\s\S])"


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class LocalText(Document, frozen=True, kw_only=True):
    """Content as published: Chinese always, English where somebody wrote it."""

    zh: str
    en: str | None = None

    def in_(self, language: Language) -> str:
        return self.en if language is Language.EN and self.en else self.zh
