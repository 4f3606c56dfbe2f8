# SPDX-License-Identifier: Apache-2.0
"""The way in and out, and the language: what can be reached without being signed in."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, g, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from agent.web import gate, words
from agent.web.errors import CommissioningOver, LockedOut, WebError, WrongPassword, WrongSecret
from agent.web.forms.fields import Fields
from agent.web.forms.password import new_password
from agent.web.language import COOKIE as LANGUAGE_COOKIE
from agent.web.passwords import MAX_LENGTH
from agent.web.site import Site
from contract.text import Language

YEAR_S = 365 * 24 * 3600
SECRET_SHOWN = 40


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("entry", __name__)
    _sign_in(blueprint, site)
    _claim(blueprint, site)

    @blueprint.post("/logout")
    def sign_out() -> Response:
        return gate.sign_out(site, redirect(url_for("entry.sign_in", said="signedOut"), 303))

    @blueprint.post("/language")
    def speak() -> Response:
        try:
            chosen = Language(request.form.get("language", ""))
        except ValueError:
            chosen = Language.ZH
        response = redirect(page_of_ours(request.form.get("back", "")), 303)
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=YEAR_S, secure=True, httponly=True, samesite="Strict", path="/"
        )
        return response

    return blueprint


def _sign_in(blueprint: Blueprint, site: Site) -> None:
    def login_page(status: int = 200, problem: WebError | None = None) -> Response:
        state = site.access.state()
        if not state.password:
            return redirect(url_for("entry.claim"), 303)
        return make_response(
            render_template(
                "login.html",
                advice=words.advice(problem.code) if problem else None,
                wait_s=site.access.wait_s(),
                claimable=bool(state.secret) and site.access.window_left_s() > 0,
                said=words.SAID.get(request.args.get("said", "")),
            ),
            status,
        )

    @blueprint.get("/login")
    def sign_in() -> Response:
        return redirect(url_for("overview.show"), 303) if g.signed_in else login_page()

    @blueprint.post("/login")
    def try_sign_in() -> Response:
        fields = Fields(request.form)
        password = fields.secret("password", longest=MAX_LENGTH)
        try:
            if fields.errors:
                raise WrongPassword
            site.access.sign_in(password)
        except (LockedOut, WrongPassword) as error:
            gate.log_refusal(error.code)
            return login_page(error.status, error)
        return gate.sign_in(site, redirect(url_for("overview.show"), 303))


def _claim(blueprint: Blueprint, site: Site) -> None:
    def claim_page(
        status: int = 200, problem: WebError | None = None, errors: dict[str, str] | None = None
    ) -> Response:
        state = site.access.state()
        left_s = site.access.window_left_s()
        if not (state.secret and left_s > 0):
            if state.password:
                return redirect(url_for("entry.sign_in"), 303)
            status, problem = 403, CommissioningOver()
        return make_response(
            render_template(
                "claim.html",
                advice=words.advice(problem.code) if problem else None,
                errors=errors or {},
                shown={"secret": request.form.get("secret", "")[:SECRET_SHOWN]},
                wait_s=site.access.wait_s(),
                left_s=left_s,
                claimed_before=bool(state.password),
            ),
            status,
        )

    @blueprint.get("/claim")
    def claim() -> Response:
        return claim_page()

    @blueprint.post("/claim")
    def try_claim() -> Response:
        fields = Fields(request.form)
        secret = fields.secret("secret", longest=SECRET_SHOWN)
        password = new_password(fields, not_like=secret)
        if fields.errors:
            return claim_page(400, errors=fields.errors)
        try:
            site.access.claim(secret, password)
        except (LockedOut, WrongSecret, CommissioningOver) as error:
            gate.log_refusal(error.code)
            return claim_page(error.status, error)
        site.sessions.end_all()
        site.changed.set()
        return gate.sign_in(site, redirect(url_for("overview.show", said="claimed"), 303))


def page_of_ours(path: str) -> str:
    """The address of the page that `path` is, built anew from the table of pages: never anything else."""
    try:
        asked = urlsplit(path).path
        endpoint, values = current_app.create_url_adapter(request).match(asked, method="GET")  # type: ignore[union-attr] # within a request there is one
        return url_for(endpoint, **values)
    except (ValueError, HTTPException):
        return url_for("overview.show")
