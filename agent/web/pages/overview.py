# SPDX-License-Identifier: Apache-2.0
"""How the terminal is, on one page."""

from flask import Blueprint, render_template, request

from agent.client import ClientError, calls
from agent.web import words
from agent.web.site import Site
from contract.local import SiteSettings


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("overview", __name__)

    def parts() -> dict[str, object]:
        try:
            addresses: SiteSettings | None = site.agent.look(calls.site())
        except ClientError:
            addresses = None
        try:
            doubtful = site.agent.look(calls.doubtful_prints()).prints
        except ClientError:
            doubtful = ()
        return {"addresses": addresses, "doubtful": doubtful, "window_left_s": site.access.window_left_s()}

    @blueprint.get("/")
    def show() -> str:
        return render_template("overview.html", said=words.SAID.get(request.args.get("said", "")), **parts())

    @blueprint.get("/live")
    def live() -> str:
        return render_template("overview_live.html", **parts())

    return blueprint
