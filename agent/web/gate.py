# SPDX-License-Identifier: Apache-2.0
"""What every request passes before any page sees it: the host's name, where it comes from, who sends it. Deny by
default: a page without a place in PUBLIC is for those who are signed in."""

import hashlib
import hmac
import re
import secrets

from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from agent.web.errors import Forged, NotSignedIn, StrangeHost
from agent.web.site import Site

COOKIE = "__Host-linli"
"""The browser refuses such a name without Secure, with a Domain, or for a part of the site only."""
PUBLIC = frozenset(
    {"static_file", "entry.sign_in", "entry.try_sign_in", "entry.claim", "entry.try_claim", "entry.speak"}
)
REFRESHING = frozenset({"overview.live", "devices.live", "device_tests.live"})
"""Asked for by the page itself, again and again: they keep nobody signed in."""
READING = frozenset({"GET", "HEAD"})
HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")
TOKEN_FIELD = "csrf"  # noqa: S105 # a field's name
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}


def keep(app: Flask, site: Site) -> None:
    def guard() -> BaseResponse | None:
        g.visitor, g.signed_in, g.new_visitor = request.cookies.get(COOKIE, ""), False, False
        check_host(site)
        if request.method not in READING:
            check_origin()
        by_hand = request.endpoint not in REFRESHING
        g.signed_in = bool(g.visitor) and site.sessions.holds(g.visitor, by_hand=by_hand)
        if not g.visitor:
            g.visitor, g.new_visitor = secrets.token_urlsafe(32), True
        if request.method not in READING:
            check_token(site)
        if not g.signed_in and request.endpoint not in PUBLIC:
            if request.method in READING and by_hand:
                return redirect(url_for("entry.sign_in"), 303)
            raise NotSignedIn
        return None

    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if g.get("new_visitor") and request.endpoint != "static_file":
            remember(response, g.visitor)
        return response

    app.before_request(guard)
    app.after_request(protect)
    app.context_processor(lambda: {"csrf_token": token(site, g.get("visitor", "")), "signed_in": g.get("signed_in")})


def check_host(site: Site) -> None:
    """Another name that merely points here (DNS rebinding) is refused. Raises StrangeHost."""
    found = HOST.fullmatch(request.headers.get("Host", "").lower())
    if not found or found["name"].strip("[]") not in site.own_names:
        raise StrangeHost


def check_origin() -> None:
    """Raises Forged for a change that did not come from a page of this site. Our pages let the browser name them to
    ourselves (Referrer-Policy), so that its Origin is never `null`; older ones send no Sec-Fetch-Site."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Forged("from another site")
    if request.headers.get("Origin") != f"https://{request.headers.get('Host', '')}":
        raise Forged("no origin of ours")


def check_token(site: Site) -> None:
    """Raises Forged."""
    sent = request.form.get(TOKEN_FIELD, "")
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), token(site, g.visitor).encode()):
        raise Forged("token")


def token(site: Site, visitor: str) -> str:
    """Belongs to this browser, and to the session once there is one."""
    return hmac.new(site.key, visitor.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def remember(response: Response | BaseResponse, visitor: str) -> None:
    response.set_cookie(COOKIE, visitor, secure=True, httponly=True, samesite="Strict", path="/")


def sign_in(site: Site, response: BaseResponse) -> BaseResponse:
    """A new name for the browser: whoever planted the old one gains nothing."""
    g.new_visitor = False
    remember(response, site.sessions.open())
    return response


def sign_out(site: Site, response: BaseResponse) -> BaseResponse:
    site.sessions.end(g.visitor)
    g.new_visitor = False
    remember(response, secrets.token_urlsafe(32))
    return response


def log_refusal(reason: str) -> None:
    """Who was refused and why; never what was sent."""
    current_app.logger.warning(
        "refused %s %s from %s: %s", request.method, request.url_rule, request.remote_addr, reason
    )
