# SPDX-License-Identifier: Apache-2.0
"""HTML as the text of a notice: paragraphs stay, markup goes. Pure."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "section"})
_UNSEEN = frozenset({"script", "style", "head", "template"})
_NO_TEXT = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def of_html(markup: str) -> str:
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return paragraphs("".join(parser.parts))


def paragraphs(text: str) -> str:
    """Without characters that no screen shows, and without empty lines."""
    lines = (" ".join(_NO_TEXT.sub("", line).split()) for line in re.split(r"[\r\n\u2028\u2029]+", text))
    return "\n".join(line for line in lines if line)


def line(text: str) -> str:
    return " ".join(paragraphs(text).split("\n"))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its own name
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
