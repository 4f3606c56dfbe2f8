# SPDX-License-Identifier: Apache-2.0
"""`delegate`, `revoke`, `rotate`, `hand-out`, `renew-root`, `key`: who may sign what, and with which key."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from central.publish import strict
from central.publish.commands import inputs
from central.publish.commands.desk import Desk, Words, add_command, add_tenant
from central.publish.errors import ArgumentUnfit
from central.publish.keys import described, fingerprint
from central.publish.roles import ROOT_KEYS, editor_role
from central.publish.rotating import Rotation
from central.publish.workspace import read_bytes
from contract.content import Line

if TYPE_CHECKING:
    from central.publish.commands.desk import Subparsers


def add_to(subparsers: "Subparsers", words: Words) -> None:
    parser = add_command(
        subparsers,
        "delegate",
        _delegate,
        words("加入新的一级，或接受某一级的新密钥", "a level joins, or its new key is taken over"),
        words(
            "要上一级编辑的密钥。接受新密钥：--from 该级的文件夹 --fingerprint 当面或电话核对的指纹",
            "Needs the key above. For a new key: --from its folder, --fingerprint as it was read out to you",
        ),
    )
    add_tenant(parser, words)
    parser.add_argument("--name", metavar="梧桐社区|Wutong", help=words("新的一级的名称", "name of the new level"))
    parser.add_argument(
        "--from", dest="source", type=Path, metavar="DIR", help=words("已换密钥的那一级的文件夹", "its folder")
    )
    parser.add_argument("--fingerprint", metavar="ab12-…", help=words("对方读出的新密钥指纹", "as it was read out"))
    parser = add_command(
        subparsers,
        "revoke",
        _revoke,
        words("撤销一级及其下级：内容从屏幕上消失", "a level and all below it leave: gone from every screen"),
    )
    add_tenant(parser, words)
    parser = add_command(
        subparsers,
        "rotate",
        _rotate,
        words("给一个角色换新密钥（遗失、被盗、换人）", "another key for a role: lost, stolen, changed hands"),
        words(
            "角色：root-1、targets、snapshot、timestamp、330106-001、330106-001-alerts……见 key list",
            "Roles: root-1, targets, snapshot, timestamp, 330106-001, 330106-001-alerts …; see key list",
        ),
    )
    parser.add_argument("role", help=words("哪个角色", "which role"))
    add_command(
        subparsers,
        "renew-root",
        _renew_root,
        words("用根密钥（三取二）把根续两年", "two more years for the root; needs 2 of its 3 keys"),
    )
    parser = add_command(
        subparsers,
        "hand-out",
        _hand_out,
        words("给某一级做一个只含自己密钥的文件夹", "a folder for a level, with its own key alone"),
    )
    add_tenant(parser, words)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    _add_key(subparsers, words)


def _add_key(subparsers: "Subparsers", words: Words) -> None:
    text = words("密钥：列出、改口令、接到外部签名器", "keys: list, another passphrase, a signer elsewhere")
    actions = add_command(subparsers, "key", None, text).add_subparsers(dest="action", required=True, metavar="ACTION")
    add_command(actions, "list", _list, words("这里有哪些密钥", "which keys are here"))
    parser = add_command(actions, "protect", _protect, words("换一个口令", "another passphrase for a key"))
    parser.add_argument("role")
    parser.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="FILE",
        help=words("新口令在这个文件的第一行（否则会问）", "the new one is its first line (else it is asked for)"),
    )
    parser = add_command(
        actions,
        "attach",
        _attach,
        words("用令牌或服务里的密钥代替文件（要签名插件）", "a key on a token or in a service, by a signer plug-in"),
        words("在 init 之前运行，init 就用它", "Run before init, it is used there."),
    )
    parser.add_argument("role")
    parser.add_argument("uri", help=words("插件认识的地址", "an address that the plug-in knows"))
    parser.add_argument("--public-key", type=Path, required=True, metavar="FILE")


def _delegate(options: argparse.Namespace, desk: Desk) -> int:
    if options.source is not None:
        if not options.fingerprint:
            raise ArgumentUnfit(
                argument="--fingerprint", zh="接受新密钥必须先核对指纹", en="a new key is taken over by its fingerprint"
            )
        with desk.spared(options.source) as source:
            rotation = desk.county().accept_key(options.tenant, source, options.fingerprint)
        desk.say(
            f"已接受 {rotation.role} 的新密钥 {rotation.fingerprint}，并已发布。",
            f"The new key {rotation.fingerprint} of {rotation.role} is taken over and published.",
        )
        return 0
    if not options.name:
        raise ArgumentUnfit(argument="--name", zh="新的一级要有名称", en="a new level needs a name")
    name = strict.parse(inputs.two_languages(options.name), Line, "--name")
    desk.county().delegate(options.tenant, name)
    desk.say(
        f"已加入 {options.tenant}；接着可用 hand-out 交出它的密钥。",
        f"{options.tenant} has joined; hand-out comes next.",
    )
    return 0


def _revoke(options: argparse.Namespace, desk: Desk) -> int:
    gone = ", ".join(desk.county().revoke(options.tenant))
    desk.say(
        f"已撤销：{gone}。终端下次查看时，它们的内容就会消失；草稿还在。",
        f"Revoked: {gone}. What they said leaves every screen at its next look; the drafts stay.",
    )
    return 0


def _rotate(options: argparse.Namespace, desk: Desk) -> int:
    rotation = desk.county().rotate(options.role)
    if rotation.waits:
        _tell_of_waiting(rotation, desk)
        return 0
    desk.say(
        f"{rotation.role} 已换新密钥 {rotation.fingerprint}，并已发布；旧密钥从此无效。已签未收集的内容请重新签名。",
        f"{rotation.role} has the new key {rotation.fingerprint}, published; the old one counts for nothing any more. "
        "What was signed and not collected must be signed again.",
    )
    return 0


def _tell_of_waiting(rotation: Rotation, desk: Desk) -> None:
    desk.say(
        f"新密钥已做好，指纹 {rotation.fingerprint}。请把这个文件夹交给上一级，并当面或电话念出指纹；"
        "上一级运行 delegate --from … --fingerprint … 后生效，在那以前旧密钥继续有效。",
        f"The new key is ready, its fingerprint {rotation.fingerprint}. Hand this folder to the level above and read "
        "that out; it counts once they have run delegate --from … --fingerprint …; until then the old one does.",
    )


def _renew_root(_: argparse.Namespace, desk: Desk) -> int:
    version = desk.county().renew_root()
    desk.say(
        f"根已续两年，第 {version} 版；在用的终端会自动跟上。",
        f"Root version {version}, good for two years; terminals follow by themselves.",
    )
    return 0


def _hand_out(options: argparse.Namespace, desk: Desk) -> int:
    with desk.spared(options.to) as folder:
        phrase = desk.county().hand_out(options.tenant, folder)
    desk.say(
        f"已做好 {options.to}，里面有这一级的私钥，口令是：\n  {phrase}\n请当面交付，口令另行告知；"
        f"对方应先 key protect 换口令，再 rotate {editor_role(options.tenant)} 换成只有自己有的密钥；县里那份请删去。",
        f"{options.to} is ready and holds the level's private key, under the passphrase\n  {phrase}\nHand it over in "
        f"person, and tell the passphrase apart from it. Over there: key protect, then rotate "
        f"{editor_role(options.tenant)} for a key that nobody else has had. Delete the county's copy.",
    )
    return 0


def _list(_: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    keys = county.workspace.keys
    for file in sorted(keys.folder.glob("*.key")):
        role = file.name.removesuffix(".key")
        where = desk.words("离线保管", "keep offline") if role in {*ROOT_KEYS, "targets"} else ""
        print(f"{role}\t{fingerprint(keys.public(role).keyid)}\t{where}".rstrip())
    return 0


def _protect(options: argparse.Namespace, desk: Desk) -> int:
    keys = desk.keys()
    if options.new_passphrase_file is not None:
        lines = read_bytes(options.new_passphrase_file).decode("utf-8", "replace").splitlines()
        phrase = lines[0] if lines else ""
    else:
        phrase = keys.passphrases.asked_anew(options.role)
    keys.protect(options.role, phrase)
    desk.say(f"{options.role} 的口令已换。", f"The key of {options.role} has another passphrase.")
    return 0


def _attach(options: argparse.Namespace, desk: Desk) -> int:
    key = described(read_bytes(options.public_key), options.public_key)
    desk.keys().attach(options.role, key, options.uri)
    desk.say(
        f"{options.role} 今后由 {options.uri} 签名，指纹 {fingerprint(key.keyid)}。",
        f"{options.role} is signed for by {options.uri} from now on; its fingerprint is {fingerprint(key.keyid)}.",
    )
    return 0
