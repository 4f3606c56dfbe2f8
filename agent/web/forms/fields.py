# SPDX-License-Identifier: Apache-2.0
"""One field at a time: taken from the form, checked, or refused in words. What was typed is kept for the page."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

FORBIDDEN = {"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"}
"""Control, surrogate, private, unassigned and format characters: the last turn the direction of text around them."""
SHOWN = 300
"""Of what was typed, this much is shown again."""


class Fields:
    """`errors` by field name; a field with an error gives a value that is never used."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.errors: dict[str, str] = {}

    def shown(self) -> dict[str, str]:
        """What was typed, to be shown again."""
        return {name: value[:SHOWN] for name, value in self._form.items()}

    def refuse(self, name: str, words: str) -> None:
        self.errors.setdefault(name, words)

    def text(self, name: str, *, longest: int, shortest: int = 1, pattern: str = "", hint: str = "") -> str:
        """`hint` says what would match the pattern."""
        value = unicodedata.normalize("NFC", self._form.get(name, "")).strip()
        if not value and shortest:
            self.refuse(name, _("请填写。"))
        elif len(value) > longest:
            self.refuse(name, _("太长了，最多 %(n)s 个字。", n=longest))
        elif value and len(value) < shortest:
            self.refuse(name, _("太短了，至少 %(n)s 个字。", n=shortest))
        elif any(unicodedata.category(letter) in FORBIDDEN for letter in value):
            self.refuse(name, _("里面有看不见的特殊字符，请删掉重新输入。"))
        elif value and pattern and not re.fullmatch(pattern, value):
            self.refuse(name, hint or _("写法不对。"))
        else:
            return value
        return ""

    def secret(self, name: str, *, longest: int) -> str:
        """As typed: spaces count."""
        value = self._form.get(name, "")
        if not value:
            self.refuse(name, _("请填写。"))
        elif len(value) > longest:
            self.refuse(name, _("太长了，最多 %(n)s 个字。", n=longest))
        elif any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
            self.refuse(name, _("里面有看不见的特殊字符，请删掉重新输入。"))
        else:
            return value
        return ""

    def whole(self, name: str, low: int, high: int) -> int:
        value = self._form.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,9}", value) and low <= int(value) <= high:
            return int(value)
        self.refuse(name, _("请填 %(low)s 到 %(high)s 之间的整数。", low=low, high=high))
        return low

    def decimal(self, name: str, low: float, high: float) -> float:
        """Both ends are outside."""
        value = self._form.get(name, "").strip()
        if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})?", value) and low < float(value) < high:
            return float(value)
        self.refuse(name, _("请填大于 %(low)s、小于 %(high)s 的数。", low=low, high=high))
        return high

    def choice(self, name: str, options: Iterable[str]) -> str:
        value, known = self._form.get(name, ""), tuple(options)
        if value in known:
            return value
        self.refuse(name, _("请选一项。"))
        return known[0]

    def ticked(self, name: str) -> bool:
        return self._form.get(name) == "yes"
