# SPDX-License-Identifier: Apache-2.0
"""What a service needs, short enough for a code on the screen that any phone reads: plain text, no link."""

from contract.content import Material, Service
from contract.text import Language, LocalText

MAX_BYTES = 600
"""Version 20 of a QR code at correction M holds 666: 1.2 mm a module on a 21.5 inch panel."""

_BRING = LocalText(zh="要带：", en="Bring:")
_NOTHING = LocalText(zh="不用带材料", en="Nothing to bring")
_MAY = LocalText(zh="（可不带）", en=" (optional)")
_COPIES = LocalText(zh="{}份", en=" ×{}")
_MORE = LocalText(zh="…还有{}样，请看屏幕或问窗口", en="…and {} more: see the screen or ask the counter")
_PLACE = LocalText(zh="地点：", en="Where: ")
_HOURS = LocalText(zh="时间：", en="Hours: ")
_PHONE = LocalText(zh="电话：", en="Phone: ")


def checklist(service: Service, language: Language) -> str:
    """At most MAX_BYTES of UTF-8. What is too long is shortened, and says so."""
    head = _short(service.task_name.in_(language), 96)
    foot = [
        label.in_(language) + _short(value.in_(language), limit)
        for label, value, limit in (
            (_PLACE, service.transact_addr, 120),
            (_HOURS, service.transact_time, 84),
            (_PHONE, service.link_way, 48),
        )
        if value is not None
    ]
    room = MAX_BYTES - _size("\n".join([head, *foot, ""]))
    return "\n".join([head, *_materials(service, language, room), *foot])


def in_order(materials: tuple[Material, ...]) -> tuple[Material, ...]:
    """What must be brought first."""
    return tuple(sorted(materials, key=lambda material: (not material.is_need, material.order_num)))


def _materials(service: Service, language: Language, room: int) -> list[str]:
    if not service.materials:
        return [_NOTHING.in_(language)]
    lines = [_BRING.in_(language)]
    wanted = in_order(service.materials)
    for at, material in enumerate(wanted):
        line = f"{at + 1}. {_one(material, language)}"
        rest = len(wanted) - at - 1
        more = [_MORE.in_(language).format(rest)] if rest else []
        if _size("\n".join([*lines, line, *more])) > room:
            return [*lines, _MORE.in_(language).format(rest + 1)]
        lines.append(line)
    return lines


def _one(material: Material, language: Language) -> str:
    words = _short(material.material_name.in_(language), 72)
    if material.page_num > 0:
        words += _COPIES.in_(language).format(material.page_num)
    return words if material.is_need else words + _MAY.in_(language)


def _short(words: str, limit: int) -> str:
    """In bytes, with an ellipsis where something is missing."""
    if _size(words) <= limit:
        return words
    while _size(words) > limit - 3:
        words = words[:-1]
    return words + "…"


def _size(words: str) -> int:
    return len(words.encode())
