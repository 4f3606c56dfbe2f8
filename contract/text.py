# SPDX-License-Identifier: Apache-2.0
"""Text in the languages a resident may choose."""

from enum import StrEnum

from contract.document import Document


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class LocalText(Document, frozen=True, kw_only=True):
    """Content as published: Chinese always, English where somebody wrote it."""

    zh: str
    en: str | None = None

    def in_(self, language: Language) -> str:
        return self.en if language is Language.EN and self.en else self.zh
