# SPDX-License-Identifier: Apache-2.0
"""What happened: events, logs, and the bundle for whoever helps."""

from flask import Blueprint, Response, render_template

from agent.client import calls
from agent.web.bundle import bundle
from agent.web.site import Site
from agent.web.times import CHINA


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("records", __name__)

    @blueprint.get("/events")
    def events() -> str:
        return render_template("events.html", events=site.agent.look(calls.journal()).events)

    @blueprint.get("/logs")
    def logs() -> str:
        return render_template("logs.html", names=site.logs.names())

    @blueprint.get("/logs/<name>")
    def one_log(name: str) -> str:
        return render_template("log.html", name=name, text=site.logs.tail(name))

    @blueprint.get("/report")
    def report() -> str:
        return render_template("report.html")

    @blueprint.get("/report.zip")
    def report_file() -> Response:
        at = site.clock.now().astimezone(CHINA)
        name = f"linli-{site.settings.terminal.number}-{at:%Y%m%d-%H%M%S}.zip"
        content = bundle(site.settings, site.agent, site.logs, site.clock)
        return Response(
            content, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    return blueprint
