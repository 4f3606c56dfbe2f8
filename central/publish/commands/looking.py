# SPDX-License-Identifier: Apache-2.0
"""`check`, `preview`: a draft looked at before it is signed."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from central.publish import previewing, stumbles
from central.publish.commands import inputs
from central.publish.commands.desk import Desk, Words, add_command, add_tenant
from central.publish.county import County
from central.publish.errors import ArgumentUnfit, PublishError
from central.publish.verify import Finding, Weight
from contract.content import Feed
from contract.text import Language

if TYPE_CHECKING:
    from central.publish.commands.desk import Subparsers


def add_to(subparsers: "Subparsers", words: Words) -> None:
    parser = add_command(
        subparsers,
        "check",
        _check,
        words("签名前检查：缺英文、缺材料、看不清、放不下、播不了", "before signing: what a resident would stumble on"),
    )
    add_tenant(parser, words)
    parser.add_argument(
        "--strict", action="store_true", help=words("有“注意”也算不通过", "warnings count as failures, too")
    )
    parser = add_command(
        subparsers,
        "preview",
        _preview,
        words("把草稿画成屏幕上的样子（PNG）", "draw the draft as the screens will show it (PNG)"),
    )
    add_tenant(parser, words)
    parser.add_argument("id", nargs="*", help=words("只画这些通知或事项（默认全部）", "these notices or items alone"))
    parser.add_argument("--out", type=Path, default=Path("preview"), metavar="DIR")
    parser.add_argument("--at", metavar="2026-12-01T08:30", help=words("那时的样子（默认现在）", "then, not now"))
    parser.add_argument("--english", action="store_true", help=words("触摸屏用英文", "the kiosk in English"))


def _check(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    findings = [*_found(county, options.tenant)]
    for finding in findings:
        print(finding.say(desk.language))
    errors = sum(finding.weight is Weight.ERROR for finding in findings)
    desk.say(
        f"检查完毕：{errors} 处错误，{len(findings) - errors} 处注意。",
        f"Checked: {errors} errors, {len(findings) - errors} warnings.",
    )
    return 1 if errors or (options.strict and findings) else 0


def _found(county: County, tenant: str) -> Iterator[Finding]:
    feed = county.draft(tenant)
    for problem in county.problems(tenant):
        yield Finding(Weight.ERROR, tenant, problem.say(Language.ZH), problem.say(Language.EN))
    yield from stumbles.in_texts(feed)
    for media in feed.media:
        file = county.workspace.draft_media(tenant, media.sha256)
        place = f"{tenant} media[{media.name.zh}]"
        try:
            county.inspect(file, media.name.zh)
            if not media.media_type.is_video:
                yield from stumbles.in_picture(place, file)
        except PublishError as error:
            yield Finding(Weight.ERROR, place, error.say(Language.ZH), error.say(Language.EN))
    yield from _unfit(county, feed)


def _unfit(county: County, feed: Feed) -> Iterator[Finding]:
    """Drawn and looked at: what of this level's own words was shortened."""
    own = {text.zh: place for place, text in stumbles.texts_of(feed)}
    with tempfile.TemporaryDirectory() as name, previewing.content(county.workspace, feed.tenant, county.now()) as root:
        pictures = {Path(name) / "now.png": "now"}
        for number, notice in enumerate(feed.notices):
            pictures[Path(name) / f"{number}.png"] = f"notice:{feed.tenant}:{notice.notice_id}"
        shortened = previewing.on_display(root, pictures, county.now())
    for text in dict.fromkeys(cut.text for cut in shortened if cut.text in own):
        zh, en = "大屏放不下，会截断", "does not fit on the lobby display, and is shortened"
        yield Finding(Weight.WARNING, own[text], f"{zh}：{text[:60]}", f"{en}: {text[:60]}")


def _preview(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    feed = county.draft(options.tenant)
    at = inputs.moment(options.at, "--at") if options.at else county.now()
    notices = {one.notice_id: f"notice:{feed.tenant}:{one.notice_id}" for one in feed.notices}
    services = {one.task_code: f"service:{one.task_code}" for one in feed.services}
    unknown = [one for one in options.id if one not in notices and one not in services]
    if unknown:
        raise ArgumentUnfit(argument=unknown[0], zh="草稿里没有它，见 list", en="it is not in the draft, see list")
    chosen = set(options.id) or {*notices, *services}
    notices = {one: what for one, what in notices.items() if one in chosen}
    services = {one: what for one, what in services.items() if one in chosen}
    with desk.spared(options.out) as out:
        out.mkdir(parents=True, exist_ok=True)
        display = {out / f"display-{one}.png": what for one, what in notices.items()}
        kiosk = {out / f"kiosk-{one}.png": what for one, what in {**notices, **services}.items()}
        if not options.id:
            display[out / "display-now.png"] = "now"
            kiosk |= {out / f"kiosk-{page}.png": page for page in ("start", "notices", "guide")}
        with previewing.content(county.workspace, options.tenant, at) as root:
            desk.say(f"正在画 {len(display) + len(kiosk)} 张……", f"Drawing {len(display) + len(kiosk)} pictures …")
            shortened = previewing.on_display(root, display, at)
            shortened += previewing.on_kiosk(root, kiosk, at, english=options.english)
    for cut in shortened:
        desk.say(f"放不下，已截断：{cut.picture.name}：{cut.text}", f"Shortened: {cut.picture.name}: {cut.text}")
    desk.say(f"已画到 {options.out}。", f"Drawn into {options.out}.")
    return 0
