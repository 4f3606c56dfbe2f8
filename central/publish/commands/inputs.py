# SPDX-License-Identifier: Apache-2.0
"""What people type, as values: times, durations, texts in two languages, files of documents."""

import json
import re
import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from central.publish.due import CHINA
from central.publish.errors import ArgumentUnfit, FileUnreadable
from central.publish.strict import ID_KEYS
from central.publish.workspace import read_bytes

_SPAN = re.compile(r"(\d{1,4})([dhm])")
_TEXT_KEYS = {*ID_KEYS, "zh", "en", "catalog_code", "dept_code", "start", "end"}
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def text(zh: str, en: str | None) -> dict[str, str]:
    return {"zh": zh} if en is None else {"zh": zh, "en": en}


def two_languages(value: str) -> dict[str, str]:
    """`示范县|Shifan County`"""
    zh, bar, en = value.partition("|")
    return text(zh.strip(), en.strip() if bar else None)


def moment(value: str, argument: str, *, ends: bool = False) -> datetime:
    """A day or a time; without a zone it is China's. A day alone is its beginning, or its end. Raises ArgumentUnfit."""
    try:
        found = datetime.fromisoformat(value)
        whole_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
        found = found if found.tzinfo is not None else found.replace(tzinfo=CHINA)
        return found + timedelta(days=1) if whole_day and ends else found
    except (ValueError, OverflowError):
        raise ArgumentUnfit(
            argument=argument,
            zh=f"{value} 不是时间，例如 2026-12-01 或 2026-12-01T08:30",
            en=f"{value} is no time such as 2026-12-01 or 2026-12-01T08:30",
        ) from None


def span(value: str, argument: str) -> timedelta:
    """`90m`, `6h`, `2d`. Raises ArgumentUnfit."""
    found = _SPAN.fullmatch(value)
    if found is None:
        raise ArgumentUnfit(
            argument=argument, zh=f"{value} 不是时长，例如 90m、6h、2d", en=f"{value} is no span such as 90m, 6h, 2d"
        )
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def fact(value: str) -> dict[str, dict[str, str]]:
    """`时间=8:30—17:00|Hours=8:30–17:00`. Raises ArgumentUnfit."""
    zh, bar, en = value.partition("|")
    name, equals, what = zh.partition("=")
    name_en, equals_en, what_en = en.partition("=")
    if not equals or (bar and not equals_en):
        raise ArgumentUnfit(
            argument="--fact",
            zh=f"{value} 应写成 名称=内容，或 名称=内容|Name=Value",
            en=f"{value} must be NAME=VALUE, or 名称=内容|Name=Value",
        )
    return {
        "name": text(name.strip(), name_en.strip() if bar else None),
        "value": text(what.strip(), what_en.strip() if bar else None),
    }


def setting(value: str) -> tuple[list[str], Any]:
    """`dept_name.en=County Office`, `is_online=true`: the key's parts and the value, as TOML if it is any.
    Texts and codes stay what was typed, also if they are digits."""
    key, equals, rest = value.partition("=")
    if not equals or not key.strip():
        raise ArgumentUnfit(argument="--set", zh=f"{value} 应写成 字段=值", en=f"{value} must be KEY=VALUE")
    keys = key.strip().split(".")
    if keys[-1] in _TEXT_KEYS:
        return keys, rest
    try:
        typed: Any = tomllib.loads(f"value = {rest}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        typed = rest
    return keys, typed


def laid_in(document: dict[str, Any], keys: list[str], value: Any) -> None:
    """Sets one value, tables on the way made as needed."""
    for key in keys[:-1]:
        inner = document.get(key)
        if not isinstance(inner, dict):
            inner = {}
            document[key] = inner
        document = inner
    document[keys[-1]] = value


def document_in(file: Path) -> dict[str, Any]:
    """A TOML or JSON file. Raises FileUnreadable."""
    data = read_bytes(file)
    try:
        parsed = json.loads(data) if file.suffix.lower() == ".json" else tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(file=file, why=str(error)[:200]) from None
    if not isinstance(parsed, dict):
        raise FileUnreadable(file=file, why="[…]")
    return parsed
