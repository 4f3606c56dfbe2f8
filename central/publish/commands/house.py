# SPDX-License-Identifier: Apache-2.0
"""`init`, `sign`, `collect`, `refresh`, `verify`, `status`, `push`: the way from draft to site, and to its host."""

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from central.publish import files, handing, pushing, strict
from central.publish.collecting import Collection
from central.publish.commands import inputs
from central.publish.commands.desk import Desk, Words, add_command, add_tenant
from central.publish.county import County
from central.publish.errors import ArgumentUnfit
from central.publish.roles import alerts_role, editor_role
from central.publish.verify import Finding, Weight, verify_address
from central.publish.workspace import read_bytes
from contract.alerts import end_of
from contract.content import Line

if TYPE_CHECKING:
    from central.publish.commands.desk import Subparsers


def add_to(subparsers: "Subparsers", words: Words) -> None:
    parser = add_command(
        subparsers,
        "init",
        _init,
        words("新建一个县：密钥、空的内容、site 文件夹", "a new county: keys, empty content, the site"),
        words(
            "例：linli publish init --tenant 330106=示范县 --tenant 330106/001=振兴街道",
            "For example: linli publish init --tenant '330106=示范县|Shifan County' --tenant …",
        ),
    )
    parser.add_argument(
        "--tenant",
        action="append",
        required=True,
        metavar="330106=示范县|Shifan County",
        help=words(
            "一级的代码和名称；每一级写一次，上级不能缺",
            "code and name of a level; once for each, none left out above another",
        ),
    )
    parser = add_command(
        subparsers, "sign", _sign, words("用编辑的密钥签名草稿，放进收件夹", "sign a draft with its editor's key")
    )
    add_tenant(parser, words)
    parser.add_argument("--collect", action="store_true", help=words("随即收集发布", "publish at once, too"))
    parser = add_command(
        subparsers,
        "collect",
        _collect,
        words("检查各级交来的签名并发布", "check what levels handed in, and publish it"),
    )
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help=words(
            "先从某一级的文件夹取；取后把最新状态放回去",
            "take it from a level's folder first, and bring that up to date",
        ),
    )
    add_command(
        subparsers,
        "refresh",
        _refresh,
        words("重签 snapshot 和 timestamp；定时任务每天运行", "sign snapshot and timestamp anew; daily"),
    )
    parser = add_command(
        subparsers, "verify", _verify, words("像终端那样从头验证一遍", "read everything as a terminal does")
    )
    parser.add_argument("--url", help=words("改为从这个网址读取", "read from this address instead of the folder"))
    add_command(
        subparsers, "status", _status, words("各级版本、有效期、待收、预警", "versions, expiry, what waits, alerts")
    )
    parser = add_command(
        subparsers,
        "push",
        _push,
        words("把 site 送到网站服务器的文件夹", "bring the site to a web server's folder"),
    )
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")


def _init(options: argparse.Namespace, desk: Desk) -> int:
    names: dict[str, Line] = {}
    for one in options.tenant:
        tenant, equals, name = one.partition("=")
        if not equals or tenant in names:
            raise ArgumentUnfit(
                argument="--tenant", zh=f"{one} 应写成 代码=名称，各写一次", en=f"{one}: CODE=NAME, each once"
            )
        names[tenant] = strict.parse(inputs.two_languages(name), Line, f"--tenant {tenant}")
    county = County.create(desk.folder, names, desk.clock, keys=desk.keys())
    desk.say(
        f"已建好。\n  {county.site}  交给网站服务器\n  {county.root_file}  装到每台终端\n"
        f"  {county.workspace.keys.folder}  私钥（已加密）：root-1、root-2、root-3 和 targets 请移到离线介质，分开保管",
        f"Done.\n  {county.site}  for the web server\n  {county.root_file}  for every terminal\n"
        f"  {county.workspace.keys.folder}  encrypted keys: root-1, root-2, root-3 and targets go offline, kept apart",
    )
    return 0


def _sign(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    signed = county.sign(options.tenant)
    desk.say(f"已签名：{signed.tenant} 第 {signed.version} 版", f"Signed: {signed.tenant} version {signed.version}")
    return _told(county.collect(), desk) if options.collect else 0


def _collect(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    with ExitStack() as stack:
        sources = [stack.enter_context(desk.spared(folder)) for folder in options.source]
        with files.lock(county.folder):
            for folder in sources:
                handing.take_in(county.workspace, folder)
        code = _told(county.collect(), desk)
        with files.lock(county.folder):
            for folder in sources:
                handing.bring_up_to_date(county.workspace, folder)
    return max(code, _warned(county.expiring(), desk))


def _told(collection: Collection, desk: Desk) -> int:
    for tenant, accepted in collection.accepted.items():
        desk.say(f"已发布：{tenant} 第 {accepted.version} 版", f"Published: {tenant} version {accepted.version}")
    for tenant, error in collection.refused:
        desk.say(f"没有发布 {tenant}：", f"Not published: {tenant}:")
        print(error.say(desk.language))
    if not collection.accepted and not collection.refused:
        desk.say("没有新的内容要发布。", "Nothing new to publish.")
    return 1 if collection.refused else 0


def _refresh(_: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    county.refresh()
    desk.say("已重签 snapshot 和 timestamp。", "Snapshot and timestamp are signed anew.")
    return _warned(county.expiring(), desk)


def _push(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    with desk.spared(options.to) as folder, files.lock(county.folder):
        pushed = pushing.push(county.workspace.site, folder)
    size = f"{pushed.bytes / 1e6:.1f} MB"
    desk.say(
        f"已送到 {options.to}：新文件 {pushed.copied} 个（{size}），清除旧文件 {pushed.removed} 个。",
        f"Pushed to {options.to}: {pushed.copied} new files ({size}), {pushed.removed} old ones removed.",
    )
    return 0


def _verify(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    if options.url:
        root = read_bytes(county.root_file)
        findings = verify_address(options.url, root, county.tenants, county.now())
    else:
        findings = county.verify()
    for finding in findings:
        print(finding.say(desk.language))
    if any(finding.weight is Weight.ERROR for finding in findings):
        return 1
    desk.say("验证通过：所有终端都会接受。", "Verified: every terminal will accept it.")
    return 0


def _status(_: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    now = county.now()
    for tenant, name in county.workspace.tenants().items():
        feed = county.draft(tenant)
        editor, alerting = (county.workspace.site.role(role) for role in (editor_role(tenant), alerts_role(tenant)))
        waits = county.workspace.handed_in(tenant).exists()
        live = sum(end_of(message) > now for message in county.alerts(tenant).messages)
        if editor is None or alerting is None:
            continue
        desk.say(
            f"{tenant}\t{desk.of(name)}\t第 {editor.signed.version} 版，{editor.signed.expires:%Y-%m-%d} 过期\t"
            f"草稿：{len(feed.notices)} 条通知，{len(feed.services)} 个事项，{len(feed.programmes)} 个节目，"
            f"{len(feed.media)} 个媒体\t预警 {live}" + ("\t有签名待收集" if waits else ""),
            f"{tenant}\t{desk.of(name)}\tversion {editor.signed.version}, expires {editor.signed.expires:%Y-%m-%d}\t"
            f"draft: {len(feed.notices)} notices, {len(feed.services)} services, {len(feed.programmes)} programmes, "
            f"{len(feed.media)} media\talerts {live}" + ("\tsigned, to be collected" if waits else ""),
        )
    return _warned(county.expiring(), desk)


def _warned(findings: tuple[Finding, ...], desk: Desk) -> int:
    for finding in findings:
        print(finding.say(desk.language))
    return 0
