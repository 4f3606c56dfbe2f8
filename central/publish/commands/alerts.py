# SPDX-License-Identifier: Apache-2.0
"""`alert raise|update|cancel|list`: signed with the level's online key and published at once."""

import argparse
import sys
from typing import TYPE_CHECKING, TypeVar

from central.publish import alerting, strict
from central.publish.commands import inputs
from central.publish.commands.desk import Desk, Words, add_command, add_tenant
from central.publish.county import County
from central.publish.due import CHINA
from central.publish.verify import renewal
from contract.alerts import verdict
from contract.content import Alert, AlertBoard, AlertStatus, BoardedAlert, Line, Prose, Severity, Source
from contract.tenant import level_of

if TYPE_CHECKING:
    from central.publish.commands.desk import Subparsers

T = TypeVar("T", Line, Prose)

_LINES = {
    "event": ("什么事，如 暴雨红色预警", "what it is"),
    "headline": ("一句话标题", "one line"),
    "issuer": ("谁发的", "who says so"),
}
_PROSE = {"description": ("发生了什么", "what happened"), "instruction": ("请大家怎么做", "what to do")}


def add_to(subparsers: "Subparsers", words: Words) -> None:
    text = words("紧急预警：发出、续发、解除、列出；立即发布", "emergency alerts: raise, update, cancel, list; at once")
    group = add_command(subparsers, "alert", None, text)
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    raising = add_command(actions, "raise", _raise, words("发出一条预警", "raise an alert"))
    updating = add_command(
        actions, "update", _raise, words("用新的内容代替一条预警", "put new words in place of an alert")
    )
    updating.add_argument("id", help=words("要代替的预警编号", "the alert that it replaces"))
    cancelling = add_command(actions, "cancel", _cancel, words("解除一条预警", "end an alert"))
    cancelling.add_argument("id", help=words("预警编号，见 list", "its id, see list"))
    listing = add_command(actions, "list", _list, words("列出已发布的预警", "what is published"))
    for parser in (raising, updating, cancelling, listing):
        add_tenant(parser, words)
    for parser in (raising, updating):
        for name, (zh, en) in (_LINES | _PROSE).items():
            parser.add_argument(f"--{name}", required=True, help=words(zh, en))
            parser.add_argument(f"--{name}-en", help=argparse.SUPPRESS)
        parser.add_argument(
            "--severity",
            choices=[one.value for one in Severity],
            default=Severity.SEVERE.value,
            help=words("严重程度：特别重大、重大、较大、一般", "how severe"),
        )
        parser.add_argument(
            "--status",
            choices=[one.value for one in AlertStatus],
            default=AlertStatus.ACTUAL.value,
            help=words(
                "actual 正式，exercise 演练（屏幕上会标明），test 测试（不显示）",
                "exercise is shown as such, test never",
            ),
        )
        parser.add_argument(
            "--for", dest="life", default="6h", metavar="6h", help=words("有效多久，最长72小时", "72 h at most")
        )
        parser.add_argument("--id-new", dest="new_id", help=words("自定编号", "an id of your own"))


def _raise(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    lines = {name: _text(options, name, Line) for name in _LINES}
    prose = {name: _text(options, name, Prose) for name in _PROSE}
    alert = alerting.new_alert(
        county.now(),
        event=lines["event"],
        headline=lines["headline"],
        issuer=lines["issuer"],
        description=prose["description"],
        instruction=prose["instruction"],
        life=inputs.span(options.life, "--for"),
        severity=Severity(options.severity),
        status=AlertStatus(options.status),
        alert_id=options.new_id,
    )
    if options.action == "update":
        alert = county.update_alert(options.tenant, alert, options.id)
    else:
        alert = county.raise_alert(options.tenant, alert)
    print(alert.alert_id)
    return _not_taken(county, options.tenant, desk)


def _not_taken(county: County, tenant: str, desk: Desk) -> int:
    """1 if terminals cannot take what was published just now, and says whose hand is needed."""
    run_out = county.run_out(tenant)
    for role in run_out:
        zh, en = renewal(role)
        print(
            desk.words(
                f"已发布，但终端收不到：{role} 的签名已过期。{zh}。",
                f"Published, but no terminal takes it: the signature of {role} has run out. {en}.",
            ),
            file=sys.stderr,
        )
    return 1 if run_out else 0


def _text(options: argparse.Namespace, name: str, kind: type[T]) -> T:
    plain = inputs.text(getattr(options, name), getattr(options, f"{name}_en"))
    return strict.parse(plain, kind, f"--{name}")


def _cancel(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    print(county.cancel_alert(options.tenant, options.id).alert_id)
    return _not_taken(county, options.tenant, desk)


def _list(options: argparse.Namespace, desk: Desk) -> int:
    county = desk.county()
    tenants = county.workspace.tenants()
    county.workspace.known(options.tenant)
    boarded = [
        BoardedAlert(source=Source(tenant=tenant, level=level_of(tenant), name=name), message=message)
        for tenant, name in tenants.items()
        for message in county.alerts(tenant).messages
    ]
    now = county.now()
    board = AlertBoard(received_at=now, time_floor=now, alerts=tuple(boarded))
    for one in boarded:
        if one.source.tenant == options.tenant:
            print(_listed(one.message, verdict(one, board, now), desk))
    return 0


def _listed(alert: Alert, state: str, desk: Desk) -> str:
    until = f"{alert.expires.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return (
        f"{alert.alert_id}\t{alert.msg_type.value}\t{alert.status.value}\t{state}\t{until}\t{desk.of(alert.headline)}"
    )
