# SPDX-License-Identifier: Apache-2.0
"""The place and its screens."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agent.client import ClientError, calls
from agent.web import words
from agent.web.forms.fields import Fields
from agent.web.forms.site import ROTATIONS, lobby_screens, shown_of, site_settings
from agent.web.site import Site
from contract.local import SiteChange


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("place", __name__)

    @blueprint.get("/site")
    def show() -> Response:
        now = site.agent.look(calls.site())
        return _page(now.signage, shown_of(now), said=request.args.get("said", ""))

    @blueprint.post("/site")
    def save() -> Response:
        fields = Fields(request.form)
        try:
            now = site.agent.look(calls.site())
        except ClientError as error:
            return _page(lobby_screens(fields.shown()), fields.shown(), status=503, code=error.code)
        settings = site_settings(fields, now)
        if fields.errors:
            return _page(now.signage, fields.shown(), status=400, errors=fields.errors)
        # The addresses stay: whether they answer at this moment is no reason to refuse a new place name.
        change = SiteChange(settings=settings, even_if_unreachable=True)
        try:
            site.agent.work(calls.change_site(change))
        except ClientError as error:
            return _page(now.signage, fields.shown(), status=409, code=error.code)
        return redirect(url_for("place.show", said="saved"), 303)

    return blueprint


def _page(
    lobby: Iterable[str],
    shown: Mapping[str, str],
    *,
    status: int = 200,
    errors: Mapping[str, str] | None = None,
    code: str = "",
    said: str = "",
) -> Response:
    page = render_template(
        "site.html", shown=shown, errors=errors or {}, rotations=ROTATIONS, lobby=tuple(lobby),
        advice=words.advice(code) if code else None, said=words.SAID.get(said),
    )  # fmt: skip
    return make_response(page, status)
