# SPDX-License-Identifier: Apache-2.0
"""The simulated printer's carriage: the line that is being set, and the characters of its own code pages."""

from device_drivers.receipt_printer.rows import Glyph

_KATAKANA = "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯" + "\ufffd" + "".join(map(chr, range(0xFF61, 0xFFA0)))
"""Page 1 from 80: blocks, rules, and kana of half width. What lies behind (E0 ..) is not held."""


def of_page(data: bytes, page: int) -> str:
    """Characters of one byte: ESC t 1, and cp437 for whatever else a host chooses."""
    if page != 1:
        return data.decode("cp437")
    return "".join(
        chr(byte) if byte < 0x80 else _KATAKANA[byte - 0x80] if byte - 0x80 < len(_KATAKANA) else "\ufffd"
        for byte in data
    )


class Carriage:
    """Sets characters at columns. Where two meet, paper shows the later one."""

    def __init__(self) -> None:
        self._set: dict[int, Glyph] = {}
        self.column = 0

    def __bool__(self) -> bool:
        return bool(self._set)

    def put(self, glyph: Glyph) -> None:
        end = self.column + glyph.width
        for at, other in [*self._set.items()]:
            if at < end and self.column < at + other.width:
                del self._set[at]
        self._set[self.column] = glyph
        self.column = end

    def take(self) -> tuple[Glyph, ...]:
        """The whole line, with spaces where nothing was set; a new one begins."""
        line: list[Glyph] = []
        column = 0
        for at, glyph in sorted(self._set.items()):
            line += [Glyph(" ", 1)] * (at - column)
            line.append(glyph)
            column = at + glyph.width
        self.clear()
        return tuple(line)

    def clear(self) -> None:
        self._set.clear()
        self.column = 0
