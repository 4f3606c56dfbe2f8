# SPDX-License-Identifier: Apache-2.0
"""The password, and the hand-over that ends the commissioning."""

from collections.abc import Mapping

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agent.client import ClientError, calls
from agent.web import gate, words
from agent.web.errors import LockedOut, WebError, WrongPassword
from agent.web.forms.fields import Fields
from agent.web.forms.password import new_password
from agent.web.passwords import MAX_LENGTH
from agent.web.site import BEYOND, Site
from contract.local import DeviceEntry


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("account", __name__)

    @blueprint.get("/password")
    def password() -> Response:
        return _password_page()

    @blueprint.post("/password")
    def change_password() -> Response:
        fields = Fields(request.form)
        old = fields.secret("old", longest=MAX_LENGTH)
        new = new_password(fields, not_like=old)
        if fields.errors:
            return _password_page(400, errors=fields.errors)
        try:
            site.access.change_password(old, new)
        except (LockedOut, WrongPassword) as error:
            gate.log_refusal(error.code)
            return _password_page(error.status, error)
        site.sessions.end_all()
        return gate.sign_out(site, redirect(url_for("entry.sign_in", said="passwordChanged"), 303))

    @blueprint.get("/handover")
    def hand_over() -> str:
        try:
            entries: tuple[DeviceEntry, ...] | None = site.agent.look(calls.devices()).devices
        except ClientError:
            entries = None
        return render_template("handover.html", entries=entries, said=words.SAID.get(request.args.get("said", "")))

    @blueprint.post("/handover")
    def finish() -> Response:
        site.access.hand_over()
        site.changed.set()
        if site.settings.web.lan == "commissioning" and BEYOND in request.environ:
            # The way back to any other page is closed with this answer.
            site.sessions.end(g.visitor)
            return make_response(render_template("handed_over.html", signed_in=False))
        return redirect(url_for("account.hand_over", said="handedOver"), 303)

    def _password_page(
        status: int = 200, problem: WebError | None = None, errors: Mapping[str, str] | None = None
    ) -> Response:
        page = render_template(
            "password.html", errors=errors or {}, advice=words.advice(problem.code) if problem else None
        )
        return make_response(page, status)

    return blueprint
