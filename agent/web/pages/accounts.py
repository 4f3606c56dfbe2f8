# SPDX-License-Identifier: Apache-2.0
"""对账: the days that were matched with the platform, their differences, and a table for the accountant."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agent.client import ClientError, calls
from agent.web import words
from agent.web.errors import NotFound
from agent.web.language import language
from agent.web.site import Site
from agent.web.times import moment
from contract.money import yuan
from contract.reconciliation import DayAccount, Difference
from contract.wording import BILL_KIND

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a table program, whoever wrote it."""
MARK = "\ufeff"
"""Without it a Chinese table program reads the file as GBK."""


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("accounts", __name__)

    @blueprint.get("/accounts")
    def show() -> str:
        return render_template("accounts.html", days=site.agent.look(calls.matches()).days)

    @blueprint.get("/accounts/<day>")
    def one_day(day: str) -> str:
        said = words.SAID.get(request.args.get("said", ""))
        return render_template("account_day.html", account=_account(site, day), said=said, kinds=BILL_KIND)

    @blueprint.post("/accounts/<day>")
    def match(day: str) -> AnyResponse:
        site.agent.work(calls.match_day(_day(day)))
        return redirect(url_for("accounts.one_day", day=day, said="matched"), 303)

    @blueprint.get("/accounts/<day>.csv")
    def table(day: str) -> Response:
        account = _account(site, day)
        text = io.StringIO()
        csv.writer(text).writerows(_rows(account))
        name = f"linli-{site.settings.terminal.number}-{account.match.day}.csv"
        return Response(
            MARK + text.getvalue(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return blueprint


def _day(text: str) -> date:
    """Raises NotFound."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotFound from None


def _account(site: Site, day: str) -> DayAccount:
    try:
        return site.agent.look(calls.day_account(_day(day)))
    except ClientError as error:
        if error.code == NotFound.code:
            raise NotFound from None
        raise


def _rows(account: DayAccount) -> Iterator[list[str]]:
    """One line a payment; then the differences that are about none of them."""
    yield [
        _("日期"), _("订单号"), _("建单时间"), _("支付时间"), _("项目"), _("金额（元）"), _("本机状态"), _("支付渠道"),
        _("平台流水号"), _("凭条号"), _("平台状态"), _("平台金额（元）"), _("差异"),
    ]  # fmt: skip
    day, told = str(account.match.day), set[str]()
    for line in account.lines:
        told.add(line.order_no)
        found = [one for one in account.match.differences if one.order_no == line.order_no]
        yield [
            day,
            _cell(line.order_no),
            moment(line.made_at),
            moment(line.paid_at) if line.paid_at else "",
            _cell(" ".join(BILL_KIND[kind].in_(language()) for kind in line.kinds)),
            yuan(line.amount_fen).replace(",", ""),
            str(words.PAYMENT_STATE[line.state]),
            str(words.CHANNEL[line.channel]) if line.channel else "",
            _cell(line.transaction_no),
            " ".join(str(slip.receipt_no) for slip in line.slips),
            *_platforms(found),
        ]
    for one in account.match.differences:
        if one.order_no not in told:
            number = str(one.receipt_no) if one.receipt_no is not None else ""
            yield [day, _cell(one.order_no), *[""] * 7, number, *_platforms([one])]


def _platforms(found: list[Difference]) -> list[str]:
    state = next((one.settlement_state for one in found if one.settlement_state), None)
    amount = next((one.settlement_fen for one in found if one.settlement_fen is not None), None)
    return [
        str(words.ORDER_STATE[state]) if state else "",
        yuan(amount).replace(",", "") if amount is not None else "",
        " ".join(str(words.DIFFERENCE[one.kind]) for one in found),
    ]


def _cell(text: str) -> str:
    """As text, whatever it begins with; a long number keeps its digits, and no cell is computed."""
    return f"'{text}" if text.startswith(FORMULA) else f"{text}\t" if text.isdigit() else text
