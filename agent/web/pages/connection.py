# SPDX-License-Identifier: Apache-2.0
"""The two addresses: tested step by step, and changed."""

import msgspec
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agent.client import ClientError, calls
from agent.web import words
from agent.web.forms.fields import Fields
from agent.web.forms.site import address
from agent.web.site import Site
from contract.local import ConnectionReport, ConnectionTest, SiteChange

PLATFORM = "platform_url"
CONTENT = "content_url"


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("connection", __name__)

    @blueprint.get("/connection")
    def show() -> Response:
        now = site.agent.look(calls.site())
        shown = {PLATFORM: now.platform_url, CONTENT: now.content_url}
        return _page(shown, Fields({}), said=request.args.get("said", ""))

    @blueprint.post("/connection")
    def act() -> Response:
        fields = Fields(request.form)
        action = fields.choice("action", ("test-platform", "test-content", "save"))
        shown = fields.shown()
        if action == "save":
            return save(fields, shown)
        field = PLATFORM if action == "test-platform" else CONTENT
        url = address(fields, field)
        if fields.errors:
            return _page(shown, fields, status=400)
        try:
            report = site.agent.work(calls.test_connection(ConnectionTest(**{field: url})))
        except ClientError as error:
            return _page(shown, fields, status=409, code=error.code)
        return _page(shown, fields, report=report, tested=field)

    def save(fields: Fields, shown: dict[str, str]) -> Response:
        platform, content = address(fields, PLATFORM), address(fields, CONTENT)
        if fields.errors:
            return _page(shown, fields, status=400)
        try:
            now = site.agent.look(calls.site())
            settings = msgspec.structs.replace(now, platform_url=platform, content_url=content)
            change = SiteChange(settings=settings, even_if_unreachable=fields.ticked("anyway"))
            site.agent.work(calls.change_site(change))
        except ClientError as error:
            return _page(shown, fields, status=409, code=error.code)
        return redirect(url_for("connection.show", said="saved"), 303)

    return blueprint


def _page(
    shown: dict[str, str],
    fields: Fields,
    *,
    status: int = 200,
    code: str = "",
    said: str = "",
    report: ConnectionReport | None = None,
    tested: str = "",
) -> Response:
    page = render_template(
        "connection.html", shown=shown, errors=fields.errors, report=report, tested=tested, code=code,
        advice=words.advice(code) if code else None, said=words.SAID.get(said),
    )  # fmt: skip
    return make_response(page, status)
