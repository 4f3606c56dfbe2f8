# SPDX-License-Identifier: Apache-2.0
"""Reads what an editor wrote, and names everything that does not fit: terminals pass over a field they do not know,
but for an editor it is a slip of the pen that would be lost without a word. Pure.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DateType,
    EnumType,
    FloatType,
    IntType,
    Metadata,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)

from central.publish.errors import (
    Blank,
    ContentError,
    FormUnfit,
    Missing,
    TextUnfit,
    TooLong,
    TooMany,
    Unfit,
    UnknownKey,
)
from contract.document import convert
from contract.errors import InvalidDocument
from contract.text import LocalText, whole

T = TypeVar("T")

ID_KEYS = ("notice_id", "programme_id", "category_id", "task_code", "alert_id", "sha256")

_FORMS = {
    whole(r"[a-z0-9][a-z0-9-]{0,39}"): (
        "小写字母、数字和连字符，最多 40 个",
        "lower-case letters, digits, hyphens, up to 40",
    ),
    whole(r"[0-9a-f]{64}"): ("64 位十六进制的 SHA-256", "a SHA-256 of 64 hexadecimal digits"),
    whole(r"[0-9A-Z]{8,36}"): ("8 至 36 位数字和大写字母的事项编码", "a task code of 8 to 36 digits and capitals"),
    whole(r"(https://[\x21-\x7e]{1,290})?"): (
        "https:// 开头的网址，最多 298 个字符",
        "an address with https://, up to 298 long",
    ),
    whole(r"([01][0-9]|2[0-3]):[0-5][0-9]"): ("开始时刻，如 08:30；24:00 请写次日 00:00", "a start such as 08:30"),
    whole(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"): ("时刻，如 08:30", "a time of day such as 08:30"),
}


def parse(data: object, kind: type[T], place: str) -> T:
    """Raises Unfit with all that is wrong; `place` is the document's name in the messages."""
    errors = list(_problems(data, type_info(kind), place))
    if errors:
        raise Unfit(errors)
    try:
        return convert(data, kind)
    except InvalidDocument as error:
        raise Unfit([_form(place, str(error), str(error))]) from None


def json_of(data: bytes, place: str) -> Any:
    """Raises Unfit."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unfit([_form(place, f"JSON（{error}）", f"JSON ({error})")]) from None


def label(entry: object, number: int) -> str:
    """What an entry of a list is called in messages: its id if it has one."""
    found = next((entry[key] for key in ID_KEYS if isinstance(entry, Mapping) and key in entry), None)
    return found[:40] if isinstance(found, str) and found else str(number + 1)


def _problems(data: object, kind: Type, place: str) -> Iterator[ContentError]:
    match kind:
        case Metadata():
            yield from _problems(data, kind.type, place)
        case UnionType():
            yield from _of_union(data, kind, place)
        case StructType():
            yield from _of_struct(data, kind, place)
        case VarTupleType():
            yield from _of_list(data, kind, place)
        case StrType():
            yield from _of_text(data, kind, place)
        case IntType() | FloatType():
            yield from _of_number(data, kind, place)
        case EnumType() | BoolType() | DateTimeType() | DateType() | NoneType():
            yield from _of_value(data, kind, place)
        case _:
            raise TypeError(f"no check for {kind!r}")


def _of_union(data: object, kind: UnionType, place: str) -> Iterator[ContentError]:
    if data is None and any(isinstance(one, NoneType) for one in kind.types):
        return
    real = [one for one in kind.types if not isinstance(one, NoneType)]
    if len(real) == 1:
        yield from _problems(data, real[0], place)
        return
    structs = {one.tag: one for one in real if isinstance(one, StructType)}
    tag_field = next(iter(structs.values())).tag_field or ""
    tag = data.get(tag_field) if isinstance(data, Mapping) else None
    if isinstance(tag, str) and tag in structs:
        yield from _of_struct(data, structs[tag], place)
    else:
        words = ", ".join(str(one) for one in structs)
        yield _form(f"{place} {tag_field}", f"{words} 之一", f"one of {words}")


def _of_struct(data: object, kind: StructType, place: str) -> Iterator[ContentError]:
    if isinstance(data, str) and issubclass(kind.cls, LocalText):
        yield _form(place, '{ zh = "…", en = "…" }', '{ zh = "…", en = "…" }')
        return
    if not isinstance(data, Mapping):
        yield _form(place, "一组字段", "a table of fields")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key in data:
        if key not in fields and key != kind.tag_field:
            yield _unknown(str(key), list(fields), place)
    for name, field in fields.items():
        if name in data:
            yield from _problems(data[name], field.type, f"{place} {name}")
        elif field.required:
            yield Missing(place=place, key=name)


def _of_list(data: object, kind: VarTupleType, place: str) -> Iterator[ContentError]:
    if not isinstance(data, list | tuple):
        yield _form(place, "一个列表", "a list")
        return
    if kind.max_length is not None and len(data) > kind.max_length:
        yield TooMany(place=place, length=len(data), limit=kind.max_length)
        return
    if kind.min_length is not None and len(data) < kind.min_length:
        yield Blank(place=place)
    for number, entry in enumerate(data):
        yield from _problems(entry, kind.item_type, f"{place}[{label(entry, number)}]")


def _of_text(data: object, kind: StrType, place: str) -> Iterator[ContentError]:
    if not isinstance(data, str):
        yield _form(place, "文字", "text")
    elif kind.min_length and not data.strip():
        yield Blank(place=place)
    elif kind.max_length is not None and len(data) > kind.max_length:
        yield TooLong(place=place, length=len(data), limit=kind.max_length)
    elif (surrogate := re.search(r"[\ud800-\udfff]", data)) is not None:
        yield TextUnfit(place=place, character=f"U+{ord(surrogate[0]):04X}")
    elif kind.pattern is not None and re.search(kind.pattern, data) is None:
        yield _of_pattern(data, kind.pattern, place)


def _of_pattern(data: str, pattern: str, place: str) -> ContentError:
    if pattern in _FORMS:
        zh, en = _FORMS[pattern]
        return _form(place, zh, en)
    character = next((one for one in data if re.search(pattern, one) is None), None)
    if character is None:
        return _form(place, pattern, pattern)
    return TextUnfit(place=place, character=f"U+{ord(character):04X}")


def _of_number(data: object, kind: IntType | FloatType, place: str) -> Iterator[ContentError]:
    integer = isinstance(kind, IntType)
    if isinstance(data, bool) or not isinstance(data, int if integer else int | float):
        yield _form(place, "整数" if integer else "数字", "a whole number" if integer else "a number")
        return
    low, high = kind.ge if kind.ge is not None else kind.gt, kind.le if kind.le is not None else kind.lt
    too_low = (kind.ge is not None and data < kind.ge) or (kind.gt is not None and data <= kind.gt)
    too_high = (kind.le is not None and data > kind.le) or (kind.lt is not None and data >= kind.lt)
    if too_low or too_high or data != data:  # noqa: PLR0124 - NaN
        yield _form(place, f"{low} 到 {high} 之间的数", f"a number from {low} to {high}")


def _of_value(data: object, kind: Type, place: str) -> Iterator[ContentError]:
    if isinstance(kind, EnumType):
        words = ", ".join(str(member.value) for member in kind.cls)
        if data not in {member.value for member in kind.cls}:
            yield _form(place, f"{words} 之一", f"one of {words}")
    elif isinstance(kind, BoolType):
        if not isinstance(data, bool):
            yield _form(place, "true 或 false", "true or false")
    elif isinstance(kind, DateTimeType):
        if not _is_moment(data):
            yield _form(place, "带时区的时间，如 2026-12-01T08:00:00+08:00", "a time such as 2026-12-01T08:00:00+08:00")
    elif isinstance(kind, DateType) and not _converts(data, date):
        yield _form(place, "日期，如 2026-12-01", "a date such as 2026-12-01")


def _is_moment(data: object) -> bool:
    if isinstance(data, str):
        try:
            data = msgspec.convert(data, datetime)
        except msgspec.ValidationError:
            return False
    return isinstance(data, datetime) and data.tzinfo is not None


def _converts(data: object, kind: type) -> bool:
    try:
        msgspec.convert(data, kind)
    except msgspec.ValidationError:
        return False
    return True


def _unknown(key: str, known: list[str], place: str) -> UnknownKey:
    close = difflib.get_close_matches(key, known, n=1)
    listed = ", ".join(known)
    hint_zh = f"是不是 {close[0]}？" if close else f"可用的有：{listed}。"
    hint_en = f"Did you mean {close[0]}?" if close else f"Known here: {listed}."
    return UnknownKey(place=place, key=key[:80], hint_zh=hint_zh, hint_en=hint_en)


def _form(place: str, zh: str, en: str) -> FormUnfit:
    return FormUnfit(place=place, zh=zh, en=en)


def closest(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f" ({close[0]}?)" if close else ""


def as_plain(value: Any) -> Any:
    """A typed document as the plain data that `parse` reads."""
    return msgspec.to_builtins(value, builtin_types=(datetime, date))
