# SPDX-License-Identifier: Apache-2.0
"""`notice`, `service`, `programme`, `category`, `service-place`, `media`, `import`: what stands in a draft."""

import argparse
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.publish import drafting, strict
from central.publish.commands import inputs
from central.publish.commands.desk import Desk, Words, add_command, add_tenant
from central.publish.county import County
from central.publish.due import CHINA
from central.publish.errors import ArgumentUnfit
from central.publish.importing import atom, cap, ical
from central.publish.importing import table as tables
from central.publish.workspace import read_bytes
from contract.content import Audience, Category, Line, Media, Notice, Programme, Service, ServicePlace
from contract.document import Document

if TYPE_CHECKING:
    from central.publish.commands.desk import Subparsers

_NAMES = {
    "notice": "通知",
    "service": "办事指南的事项",
    "programme": "屏幕节目",
    "category": "事项分类",
    "service-place": "本级的办理地点、时间、电话",
    "media": "图片和视频",
}
_ACTIONS = {
    "add": ("添加", "add"),
    "edit": ("修改", "change"),
    "withdraw": ("撤下", "withdraw"),
    "list": ("列出", "list"),
}


def add_to(subparsers: "Subparsers", words: Words) -> None:
    for kind in drafting.KINDS:
        noun = words(_NAMES[kind], kind)
        group = add_command(
            subparsers, kind, None, words(f"{_NAMES[kind]}：添加、修改、撤下、列出", f"{kind}s of a draft")
        )
        actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
        for action, (zh, en) in _ACTIONS.items():
            if kind == "media" and action == "edit":
                continue
            parser = add_command(actions, action, _run, words(f"{zh}{noun}", f"{en} a {noun}"))
            parser.set_defaults(kind=kind, action=action)
            add_tenant(parser, words)
            _add_arguments(parser, kind, action, words)
    parser = add_command(
        subparsers,
        "import",
        _import,
        words("从一个文件导入许多内容", "many documents at once from one file"),
        words(
            "能读：TOML、JSON（[[notices]]、[[services]]、[[programmes]]、[[media]]，图片用文件名引用）；Atom、RSS 和\n"
            "iCalendar（.ics）成为通知；CSV、XLSX 的事项（国标字段名或中文列名）；CAP 1.2 预警，立即发布。",
            "Read are: TOML and JSON ([[notices]], [[services]], [[programmes]], [[media]]; media by their name);\n"
            "Atom, RSS and iCalendar (.ics) as notices; CSV, XLSX of service items (national field names);\n"
            "CAP 1.2 as an alert, published at once.",
        ),
    )
    add_tenant(parser, words)
    parser.add_argument("file", type=Path)
    parser.add_argument("--issuer", help=words("谁发的（文件里没写时）", "who says so, where the file does not"))
    parser.add_argument(
        "--instruction", help=words("请大家怎么做（CAP 里没写时）", "what to do, where a CAP message does not say")
    )


def _add_arguments(parser: argparse.ArgumentParser, kind: str, action: str, words: Words) -> None:
    if action == "list":
        return
    if kind == "media" and action == "add":
        parser.add_argument("file", type=Path, help="PNG, JPEG, MP4, WebM")
        parser.add_argument(
            "--name", help=words("给人看的名称，可写 中文|English", "what people call it: 中文|English")
        )
        return
    if action in {"edit", "withdraw"}:
        parser.add_argument("id", help=words("编号，见 list", "its id, see list"))
    if action == "withdraw":
        return
    parser.add_argument(
        "--file", type=Path, help=words("整份内容：TOML 或 JSON 文件", "the whole document, TOML or JSON")
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help=words("设一个字段，如 dept_name.zh=县民政局；可多次", "one field, such as dept_name.en=…; repeatable"),
    )
    if kind == "notice":
        _add_notice_arguments(parser, action, words)


def _add_notice_arguments(parser: argparse.ArgumentParser, action: str, words: Words) -> None:
    if action == "add":
        parser.add_argument("--id", help=words("编号；不写就自动取", "its id; made if not given"))
    parser.add_argument("--title", help=words("标题，最多80字", "title, up to 80 characters"))
    parser.add_argument("--title-en")
    parser.add_argument("--body", help=words("正文，最多2000字；换行分段", "text, up to 2000 characters"))
    parser.add_argument("--body-en")
    parser.add_argument("--issuer", help=words("谁发的", "who says so"))
    parser.add_argument("--issuer-en")
    parser.add_argument("--from", dest="valid_from", metavar="2026-12-01", help=words("从何时起显示", "shown from"))
    parser.add_argument(
        "--until", metavar="2026-12-31", help=words("显示到何时；只写日期则到当天结束", "until; a day counts whole")
    )
    parser.add_argument(
        "--fact", action="append", metavar="时间=8:30—17:00|Hours=8:30–17:00", help=words("要点，最多4条", "up to 4")
    )
    parser.add_argument("--link", help=words("网址，显示为二维码", "address, shown as a QR code"))
    parser.add_argument(
        "--image", help=words("图片文件，或已添加图片的 SHA-256", "picture file, or the SHA-256 of one added")
    )
    parser.add_argument(
        "--audience",
        action="append",
        choices=[one.value for one in Audience],
        help=words("只在这里显示，可多次；不写则处处显示", "shown here alone, repeatable; else everywhere"),
    )
    parser.add_argument(
        "--priority", type=int, metavar="50", help=words("0至100，大的在前", "0 to 100, more goes first")
    )
    parser.add_argument(
        "--ticker", action=argparse.BooleanOptionalAction, default=None, help=words("标题滚动播出", "run its title")
    )


def _run(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    kind, tenant = options.kind, options.tenant
    match options.action:
        case "list":
            for entry in getattr(county.draft(tenant), drafting.KINDS[kind].part):
                print(_listed(entry, desk))
        case "withdraw":
            county.withdraw(tenant, kind, options.id)
            desk.say(
                f"已从草稿撤下 {options.id}；签名并收集后生效。",
                f"Withdrawn from the draft: {options.id}. Sign and collect next.",
            )
        case _ if kind == "media":
            name = strict.parse(inputs.two_languages(options.name), Line, "--name") if options.name else None
            media = county.add_media(tenant, options.file, name)
            print(media.sha256)
        case _:
            document = _document(options, county)
            county.put(tenant, kind, document)
            print(document.get(drafting.KINDS[kind].id_key, ""))
    return 0


def _document(options: argparse.Namespace, county: County) -> dict[str, Any]:
    """From the draft if it is changed, then the file, then each flag."""
    document: dict[str, Any] = {}
    id_key = drafting.KINDS[options.kind].id_key
    if options.action == "edit":
        document |= strict.as_plain(drafting.find(county.draft(options.tenant), options.kind, options.id))
        document = {key: value for key, value in document.items() if value is not None}
    if options.file is not None:
        document |= inputs.document_in(options.file)
    if options.kind == "notice":
        _lay_in_notice(document, options, county)
    for one in options.set:
        inputs.laid_in(document, *inputs.setting(one))
    if options.action == "edit" and document.get(id_key) != options.id:
        raise ArgumentUnfit(argument=id_key, zh="修改时不能换编号", en="an id does not change")
    return document


def _lay_in_notice(document: dict[str, Any], options: argparse.Namespace, county: County) -> None:
    now = county.now()
    if options.action == "add":
        made = f"n-{now:%Y%m%d}-{secrets.token_hex(3)}"
        document["notice_id"] = options.id or document.get("notice_id") or made
        document.setdefault("published_at", now)
    for key in ("title", "body", "issuer"):
        zh, en = getattr(options, key), getattr(options, f"{key}_en")
        if zh is not None:
            inputs.laid_in(document, [key, "zh"], zh)
        if en is not None:
            inputs.laid_in(document, [key, "en"], en)
    if options.valid_from is not None:
        document["valid_from"] = inputs.moment(options.valid_from, "--from")
    if options.until is not None:
        document["valid_until"] = until = inputs.moment(options.until, "--until", ends=True)
        if until <= now:
            raise ArgumentUnfit(argument="--until", zh="已经过去了", en="it has passed already")
    if options.fact is not None:
        document["facts"] = [inputs.fact(one) for one in options.fact]
    for key in ("audience", "priority", "link", "ticker"):
        if getattr(options, key) is not None:
            document[key] = getattr(options, key)
    if options.image is not None:
        picture = Path(options.image)
        document["image"] = county.add_media(options.tenant, picture).sha256 if picture.is_file() else options.image


def _import(options: argparse.Namespace, desk: Desk) -> int:
    data = read_bytes(options.file)
    if cap.is_cap(data):
        return _import_alert(data, options, desk)
    document, gone = _imported(data, options, desk)
    stated = document.pop("tenant", options.tenant)
    if stated != options.tenant:
        raise ArgumentUnfit(argument="--tenant", zh=f"文件是给 {stated} 的", en=f"the file is for {stated}")
    county = desk.county()
    county.import_document(options.tenant, document, options.file.parent)
    for code in gone:
        county.withdraw(options.tenant, "service", code)
    number = sum(len(part) for part in document.values() if isinstance(part, list))
    desk.say(
        f"已导入草稿：{number} 条" + (f"，撤下 {len(gone)} 条" if gone else "") + "。接着请 check、sign 和 collect。",
        f"Imported into the draft: {number}"
        + (f", withdrawn: {len(gone)}" if gone else "")
        + ". Check, sign and collect next.",
    )
    return 0


def _imported(data: bytes, options: argparse.Namespace, desk: Desk) -> tuple[dict[str, Any], list[str]]:
    """What the file adds to a feed, and the service items that it withdraws. Raises PublishError."""
    name, now = options.file.name, desk.clock.now()
    match options.file.suffix.lower():
        case ".toml" | ".json":
            return inputs.document_in(options.file), []
        case ".csv" | ".xlsx":
            table = tables.read_table(data, name)
            held = {service.task_code for service in desk.county().draft(options.tenant).services}
            return {"services": table.services}, [code for code in table.withdrawn if code in held]
        case ".ics":
            names = desk.county().workspace.tenants()
            issuer = options.issuer or names[desk.county().workspace.known(options.tenant)].zh
            return {"notices": ical.notices_in(data, name, now, issuer)}, []
        case _:
            return {"notices": atom.notices_in(data, name, now, options.issuer)}, []


def _import_alert(data: bytes, options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    alert = county.raise_alert(options.tenant, cap.alert_in(data, options.file.name, county.now(), options.instruction))
    desk.say(f"预警已发布：{alert.alert_id}", f"The alert is published: {alert.alert_id}")
    return 0


def _listed(entry: Document, desk: Desk) -> str:
    match entry:
        case Notice():
            until = f"{entry.valid_until.astimezone(CHINA):%Y-%m-%d %H:%M}" if entry.valid_until else "-"
            return f"{entry.notice_id}\t{until}\t{desk.of(entry.title)}"
        case Service():
            return f"{entry.task_code}\t{entry.category_id}\t{' '.join(entry.initials)}\t{desk.of(entry.task_name)}"
        case Programme():
            return f"{entry.programme_id}\t{entry.priority}\t{len(entry.items)}\t{desk.of(entry.name)}"
        case Category():
            return f"{entry.category_id}\t{desk.of(entry.name)}"
        case ServicePlace():
            return f"{entry.task_code}\t{desk.of(entry.transact_addr) if entry.transact_addr else '-'}"
        case Media():
            looks = f"{entry.media_type.value}\t{entry.width}×{entry.height}\t{entry.size}"
            return f"{entry.sha256}\t{looks}\t{desk.of(entry.name)}"
        case _:
            raise TypeError(type(entry).__name__)
