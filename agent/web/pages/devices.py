# SPDX-License-Identifier: Apache-2.0
"""Devices: how they are, and adding, changing and removing them."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agent.client import ClientError, calls
from agent.web import words
from agent.web.errors import NotFound
from agent.web.forms.device import BAUDS, OTHER, device_name, device_settings, shown_of
from agent.web.forms.fields import Fields
from agent.web.ports import serial_ports
from agent.web.site import Site
from contract.local import WAYS, Device, DeviceChange, DeviceEntry, DeviceKind, DeviceState, DeviceTrial, FoundDevice
from contract.settings import DeviceSettings

OBSERVED_LIMIT = timedelta(seconds=30)
"""The agent's own limit is shorter; this one holds should its answer itself be old."""


def pages(site: Site) -> Blueprint:  # noqa: C901 -- a route each
    blueprint = Blueprint("devices", __name__)
    forms = _Forms(site)

    @blueprint.get("/devices")
    def show() -> str:
        entries, found = forms.entries_and_found()
        said = words.SAID.get(request.args.get("said", ""))
        return render_template("devices.html", said=said, entries=entries, found=found, key_of=_key_of)

    @blueprint.get("/devices/live")
    def live() -> str:
        entries, found = forms.entries_and_found()
        return render_template("devices_live.html", entries=entries, found=found, key_of=_key_of)

    @blueprint.post("/devices/found")
    def take() -> Response:
        return forms.take(Fields(request.form).shown().get("offer", ""))

    @blueprint.get("/devices/new")
    def choose() -> str:
        return render_template("device_kinds.html")

    @blueprint.get("/devices/new/<kind>")
    def new(kind: str) -> Response:
        known = _kind(kind)
        taken = {entry.device.device_id for entry in forms.entries()}
        shown = shown_of(_free_name(known, taken), DeviceSettings(kind=known), known, ())
        return forms.page(known, "", shown)

    @blueprint.post("/devices/new/<kind>")
    def add(kind: str) -> Response:
        known = _kind(kind)
        fields = Fields(request.form)
        try:
            name = device_name(fields, {entry.device.device_id for entry in forms.entries()})
        except ClientError as error:
            return forms.page(known, "", fields.shown(), status=503, code=error.code)
        return forms.act(fields, known, name, adding=True)

    @blueprint.get("/devices/<name>")
    def edit(name: str) -> Response:
        entry = forms.entry(name)
        kind = entry.device.kind
        return forms.page(kind, name, shown_of(name, entry.settings, kind, serial_ports()))

    @blueprint.post("/devices/<name>")
    def change(name: str) -> Response:
        fields = Fields(request.form)
        try:
            entry = forms.entry(name)
        except ClientError as error:  # the form itself says of what kind it is
            return forms.page(_kind(fields.shown().get("kind", "")), name, fields.shown(), status=503, code=error.code)
        return forms.act(fields, entry.device.kind, name, adding=False, now=entry.settings)

    @blueprint.get("/devices/<name>/remove")
    def ask_to_remove(name: str) -> str:
        return render_template("device_remove.html", entry=forms.entry(name))

    @blueprint.post("/devices/<name>/remove")
    def remove(name: str) -> Response:
        site.agent.work(calls.remove_device(forms.entry(name).device.device_id))
        return redirect(url_for("devices.show", said="removed"), 303)

    return blueprint


class _Forms:
    def __init__(self, site: Site) -> None:
        self._site = site

    def entries(self) -> tuple[DeviceEntry, ...]:
        """Raises ClientError."""
        return self.entries_and_found()[0]

    def entries_and_found(self) -> tuple[tuple[DeviceEntry, ...], tuple[FoundDevice, ...]]:
        """Raises ClientError."""
        now = self._site.clock.now()

        def as_known(device: Device) -> Device:
            if device.observed_at is None or now - device.observed_at <= OBSERVED_LIMIT:
                return device
            return msgspec.structs.replace(device, state=DeviceState.UNKNOWN, faults=())

        answer = self._site.agent.look(calls.devices())
        entries = tuple(msgspec.structs.replace(entry, device=as_known(entry.device)) for entry in answer.devices)
        return entries, answer.found

    def entry(self, name: str) -> DeviceEntry:
        """Raises NotFound, ClientError."""
        for entry in self.entries():
            if entry.device.device_id == name:
                return entry
        raise NotFound(name)

    def take(self, sought: str) -> Response:
        """Adds what the agent itself offers now; nothing else of a form counts. Raises ClientError."""
        entries, found = self.entries_and_found()
        offer = next((offer for one in found for offer in one.offers if _key_of(offer) == sought), None)
        if offer is None:  # unplugged, or added, meanwhile
            return redirect(url_for("devices.show"), 303)
        kind = DeviceKind(offer.kind)
        name = _free_name(kind, {entry.device.device_id for entry in entries})
        try:
            self._site.agent.work(calls.put_device(name, DeviceChange(settings=offer)))
        except ClientError as error:
            shown = shown_of(name, offer, kind, serial_ports())
            return self.page(kind, "", shown, status=409, code=error.code, action=url_for("devices.add", kind=kind))
        return redirect(url_for("devices.show", said="saved"), 303)

    def act(
        self, fields: Fields, kind: DeviceKind, name: str, *, adding: bool, now: DeviceSettings | None = None
    ) -> Response:
        """Tries the device, or tries and keeps it; a refusal shows the form again as it was filled in."""
        settings = device_settings(fields, kind, anywhere=self._site.in_sandbox, now=now)
        shown, page_name = fields.shown(), "" if adding else name
        if fields.errors:
            return self.page(kind, page_name, shown, status=400, errors=fields.errors)
        try:
            if fields.choice("action", ("test", "save")) == "test":
                seen = self._site.agent.work(calls.try_device(DeviceTrial(settings=settings)))
                return self.page(kind, page_name, shown, seen=seen)
            self._site.agent.work(calls.put_device(name, DeviceChange(settings=settings)))
        except ClientError as error:
            return self.page(kind, page_name, shown, status=409, code=error.code)
        return redirect(url_for("devices.show", said="saved"), 303)

    def page(
        self,
        kind: DeviceKind,
        name: str,
        shown: Mapping[str, str],
        *,
        status: int = 200,
        errors: Mapping[str, str] | None = None,
        code: str = "",
        seen: Device | None = None,
        action: str = "",
    ) -> Response:
        page = render_template(
            "device_form.html", kind=kind, name=name, shown=shown, errors=errors or {}, seen=seen,
            advice=words.advice(code) if code else None,
            ports=serial_ports(), other=OTHER, bauds=BAUDS, ways=WAYS[kind], action=action,
        )  # fmt: skip
        return make_response(page, status)


def _kind(value: str) -> DeviceKind:
    try:
        return DeviceKind(value)
    except ValueError:
        raise NotFound(value) from None


def _free_name(kind: DeviceKind, taken: set[str]) -> str:
    plain = {
        DeviceKind.RESIDENT_ID: "reader",
        DeviceKind.RECEIPT_PRINTER: "printer",
        DeviceKind.CODE_SCANNER: "scanner",
        DeviceKind.SMART_CARD: "card-reader",
        DeviceKind.DOCUMENT_SCANNER: "page-scanner",
        DeviceKind.OFFICE_PRINTER: "office-printer",
    }
    names = [plain[kind], *(f"{plain[kind]}-{n}" for n in range(2, 100))]
    return next((name for name in names if name not in taken), "")


def _key_of(offer: DeviceSettings) -> str:
    return f"{offer.kind} {offer.at}"
