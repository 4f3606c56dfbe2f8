# SPDX-License-Identifier: Apache-2.0
"""A test of a device: a slip, a card, a code. It can be watched and cancelled."""

import re
import uuid

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agent.client import calls
from agent.web.errors import NotFound
from agent.web.language import language
from agent.web.site import Site
from contract.local import DeviceTest, DeviceTestStatus

ID = re.compile(r"[0-9a-f]{32}")
NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")


def pages(site: Site) -> Blueprint:
    blueprint = Blueprint("device_tests", __name__)

    def status_of(name: str, test_id: str) -> DeviceTestStatus:
        _check(name, test_id)
        return site.agent.look(calls.device_test(name, test_id))

    @blueprint.post("/devices/<name>/tests")
    def start(name: str) -> Response:
        test_id = uuid.uuid4().hex
        _check(name, test_id)
        site.agent.work(calls.test_device(name, test_id, DeviceTest(language=language())))
        return redirect(url_for("device_tests.show", name=name, test_id=test_id), 303)

    @blueprint.get("/devices/<name>/tests/<test_id>")
    def show(name: str, test_id: str) -> str:
        return render_template("device_test.html", status=status_of(name, test_id))

    @blueprint.get("/devices/<name>/tests/<test_id>/live")
    def live(name: str, test_id: str) -> str:
        return render_template("device_test_live.html", status=status_of(name, test_id))

    @blueprint.post("/devices/<name>/tests/<test_id>/cancel")
    def cancel(name: str, test_id: str) -> Response:
        _check(name, test_id)
        site.agent.work(calls.cancel_device_test(name, test_id))
        return redirect(url_for("device_tests.show", name=name, test_id=test_id), 303)

    return blueprint


def _check(name: str, test_id: str) -> None:
    """They become part of a path at the agent."""
    if not (NAME.fullmatch(name) and ID.fullmatch(test_id)):
        raise NotFound(name)
