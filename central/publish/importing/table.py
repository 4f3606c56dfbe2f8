# SPDX-License-Identifier: Apache-2.0
"""Service items from a table, CSV or XLSX: a row an item, a column a field of the national schema (GB/T 39554) by its
name there or in Chinese; English texts in a column of their own (`task_name_en`). Lists stand in one cell, a line an
entry, or in XLSX on sheets of their own, each row with its `task_code`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

import msgspec
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from central.publish.errors import ContentError, FileUnreadable, FormUnfit, Unfit
from central.publish.strict import closest
from contract.content import Fee, HandleStep, Material, Service
from contract.text import LocalText

CHINESE = {
    "事项编码": "task_code", "目录编码": "catalog_code", "事项版本": "task_version", "事项名称": "task_name",
    "别名": "aliases", "分类": "category_id", "事项类型": "task_type", "办件类型": "project_type",
    "服务对象": "server_type", "行使层级": "use_level", "部门编码": "dept_code", "实施主体": "dept_name",
    "受理条件": "accept_condition", "办理流程": "handle_flow", "申请材料": "materials", "法定时限": "anticipate_day",
    "法定时限单位": "anticipate_type", "承诺时限": "promise_day", "承诺时限单位": "promise_type", "是否收费": "is_fee",
    "收费": "fees", "办理地点": "transact_addr", "办理时间": "transact_time", "咨询方式": "link_way",
    "监督方式": "supervise_way", "到现场次数": "limit_scene_num", "自助终端": "is_service_terminals",
    "预约": "is_schedule",
    "网上支付": "is_pay_online", "网上办理": "is_online", "网办地址": "online_handle_url", "主题": "user_topic_type",
    "生效日期": "plan_effective_date", "取消日期": "plan_cancel_date", "材料名称": "material_name",
    "是否必需": "is_need",
    "来源": "source_type", "份数": "page_num", "材料形式": "page_format", "填报须知": "fill_explain",
    "序号": "order_num",
    "环节名称": "process_name", "办理说明": "handle_explain", "收费项目": "fee_name", "收费标准": "fee_stand",
    "收费依据": "fee_basis",
}  # fmt: skip
_YES = {"是", "1", "y", "yes", "true", "√", "需要", "必需"}
_NO = {"否", "0", "n", "no", "false", "×", "不需要", "非必需"}
_DAY_TYPES = {"1": "working", "工作日": "working", "2": "calendar", "自然日": "calendar"}
_LISTS: dict[str, type[msgspec.Struct]] = {"materials": Material, "handle_flow": HandleStep, "fees": Fee}
_PASSED_OVER = {"row_guid", "cd_batch", "cd_time", "cd_operation", "initials", "pinyin"}
MAX_ROWS = 20_000


@dataclass
class Table:
    services: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    """Rows of a change list (`cd_operation` D)."""


def read_table(data: bytes, file: str) -> Table:
    """Raises FileUnreadable, Unfit: all that is wrong, by row."""
    sheets = _workbook(data, file) if data[:4] == b"PK\x03\x04" else {"": _csv(data, file)}
    main = next((name for name in sheets if name not in _LISTS), "")
    table, errors = Table(), list[ContentError]()
    by_code: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(sheets.get(main, ()), 2):
        where = f"{file} {number}"
        document = dict(_fields(row, Service, where, errors))
        code = str(document.get("task_code", ""))
        if str(row.get("cd_operation", "")).upper() == "D":
            table.withdrawn.append(code)
            continue
        table.services.append(document)
        by_code[code] = document
    for name, kind in _LISTS.items():
        _lay_in(name, kind, sheets.get(name, ()), by_code, file, errors)
    if errors:
        raise Unfit(errors)
    return table


def _lay_in(
    name: str,
    kind: type[msgspec.Struct],
    rows: Iterable[dict[str, Any]],
    services: dict[str, dict[str, Any]],
    file: str,
    errors: list[ContentError],
) -> None:
    for number, row in enumerate(rows, 2):
        where = f"{file} {name} {number}"
        code = str(row.pop("task_code", ""))
        if code not in services:
            errors.append(
                FormUnfit(place=f"{where} task_code", zh="第一张表里有的事项编码", en="a task_code of the first sheet")
            )
            continue
        services[code].setdefault(name, []).append(dict(_fields(row, kind, where, errors)))


def _fields(
    row: dict[str, Any], kind: type[msgspec.Struct], where: str, errors: list[ContentError]
) -> Iterator[tuple[str, Any]]:
    types = {one.encode_name: one.type for one in msgspec.structs.fields(kind)}
    english = {f"{name}_en": name for name in types}
    texts: dict[str, dict[str, str]] = {}
    for key, value in row.items():
        if key in _PASSED_OVER or value is None or value == "":
            continue
        if key in english:
            texts.setdefault(english[key], {})["en"] = str(value)
        elif key not in types:
            hint = closest(key, [*types, *CHINESE])
            errors.append(FormUnfit(place=f"{where} {key}", zh=f"已知的列{hint}", en=f"a known column{hint}"))
        elif key in _LISTS:
            yield key, list(_entries(key, str(value)))
        elif key == "aliases":
            yield key, [one for one in re.split(r"[、,，;；\n]+", str(value)) if one.strip()]
        elif _is_text(types[key]):
            texts.setdefault(key, {})["zh"] = str(value)
        else:
            yield key, _typed(key, types[key], value)
    yield from texts.items()


def _is_text(kind: Any) -> bool:
    return any(isinstance(one, type) and issubclass(one, LocalText) for one in _members(kind))


def _members(kind: Any) -> tuple[Any, ...]:
    return getattr(kind, "__args__", None) or (kind,)


def _typed(key: str, kind: Any, value: Any) -> Any:
    said = str(value).strip()
    members = _members(kind)
    if bool in members:
        return True if said.lower() in _YES else False if said.lower() in _NO else said
    if key.endswith("_type") and said in _DAY_TYPES:
        return _DAY_TYPES[said]
    if date in members:
        return value.date() if isinstance(value, datetime) else said.replace("/", "-")
    if int in members and re.fullmatch(r"[0-9]+(\.0)?", said):
        return int(float(said))
    return said


def _entries(key: str, cell: str) -> Iterator[dict[str, Any]]:
    """`名称：说明` on each line; of a material, （非必需） after the name."""
    for number, entry in enumerate(filter(None, (one.strip() for one in cell.splitlines())), 1):
        name, _, rest = entry.replace(":", "：", 1).partition("：")
        name, rest = re.sub(r"^[0-9]+[.、)）]\s*", "", name).strip(), rest.strip()
        if key == "handle_flow":
            yield {"process_name": {"zh": name}, "handle_explain": {"zh": rest or name}}
        elif key == "fees":
            yield {"fee_name": {"zh": name}, "fee_stand": {"zh": rest or name}}
        else:
            bare = re.sub(r"[（(](非必需|可选)[）)]", "", name).strip()
            material: dict[str, Any] = {"material_name": {"zh": bare}, "is_need": bare == name, "order_num": number}
            yield material | ({"fill_explain": {"zh": rest}} if rest else {})


def _csv(data: bytes, file: str) -> list[dict[str, Any]]:
    """UTF-8, or what Excel writes in China."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            raise FileUnreadable(file=file, why="UTF-8 / GB18030") from None
    try:
        return _rows(csv.reader(io.StringIO(text, newline="")), file)
    except csv.Error as error:
        raise FileUnreadable(file=file, why=f"CSV: {error}") from None


def _workbook(data: bytes, file: str) -> dict[str, list[dict[str, Any]]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return {sheet.title.strip(): _rows(sheet.iter_rows(values_only=True), file) for sheet in book.worksheets}
    except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        raise FileUnreadable(file=file, why=f"XLSX: {type(error).__name__}") from None


def _rows(rows: Iterable[Iterable[Any]], file: str) -> list[dict[str, Any]]:
    iterator = iter(rows)
    head = [str(name or "").strip() for name in next(iterator, ())]
    names = [CHINESE.get(name, name) for name in head]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice is not None:
        raise Unfit([FormUnfit(place=f"{file} {twice}", zh="每列只出现一次", en="each column once")])
    found = []
    for values in iterator:
        row = dict(zip(names, (one.strip() if isinstance(one, str) else one for one in values), strict=False))
        row.pop("", None)
        if any(value not in {None, ""} for value in row.values()):
            found.append(row)
        if len(found) > MAX_ROWS:
            raise FileUnreadable(file=file, why=f"> {MAX_ROWS} rows")
    return found
