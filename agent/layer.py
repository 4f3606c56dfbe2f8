# SPDX-License-Identifier: Apache-2.0
"""The technician's layer as a value: what it says beyond the files of this machine. Pure; nothing passed in changes.

A layer can only set keys, never unset one of a file below. Where the technician wants nothing and a file says
something, the layer says what nothing means.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from agent.devices.kinds import baud_of, profile_of
from agent.errors import InvalidRequest
from contract.device_settings import TABLES
from contract.local import SiteSettings
from contract.settings import DeviceSettings, PanelSettings, Settings

Layer = Mapping[str, Any]


def with_device(layer: Layer, below: Settings, name: str, wanted: DeviceSettings) -> dict[str, Any]:
    """All keys are written, so that a file below that changes later moves nothing under the technician's device."""
    entry = _said(msgspec.to_builtins(wanted))
    under = below.device.get(name)
    if under is not None:
        profile = profile_of(wanted)
        unsaid = {"baud": baud_of(wanted), "columns": profile.columns, "encoding": profile.encoding}
        for key, meant in unsaid.items():
            if getattr(wanted, key) is None and getattr(under, key) is not None:
                entry[key] = meant
        for way in set(under.ways) - set(wanted.ways):
            entry[way] = {"enabled": False} if way in TABLES else ""
    return _with(layer, ("device", name), entry)


def without_device(layer: Layer, below: Settings, name: str) -> dict[str, Any]:
    """One that a file below names is switched off; one that the technician added is forgotten."""
    entry = {"enabled": False} if name in below.device else None
    return _with(layer, ("device", name), entry)


def with_site(layer: Layer, below: Settings, site: SiteSettings) -> dict[str, Any]:
    """What is as the files below have it is not said again. Raises InvalidRequest."""
    missing = set(below.signage) - set(site.signage)
    if missing:
        raise InvalidRequest(f"screen {min(missing)} is in the files of this machine and cannot be removed here")
    terminal = below.terminal
    layer = _where_different(layer, ("terminal", "tenant"), site.tenant, terminal.tenant)
    layer = _where_different(layer, ("terminal", "help_phone"), site.help_phone, terminal.help_phone)
    place = {"zh": site.place.zh, "en": site.place.en or ""}
    layer = _where_different(
        layer, ("terminal", "place"), place, {"zh": terminal.place.zh, "en": terminal.place.en or ""}
    )
    layer = _where_different(layer, ("platform", "url"), site.platform_url, below.platform.url)
    layer = _where_different(layer, ("content", "url"), site.content_url, below.content.url)
    layer = _where_different(layer, ("kiosk", "panel"), _panel(site.kiosk), _panel(below.kiosk.panel))
    for name in set(layer.get("signage", {})) - set(site.signage):
        layer = _with(layer, ("signage", name), None)
    for name, panel in sorted(site.signage.items()):
        under = below.signage.get(name)
        layer = _where_different(
            layer, ("signage", name, "panel"), _panel(panel), _panel(under.panel) if under else None
        )
    return dict(layer)


def site_of(settings: Settings) -> SiteSettings:
    place = settings.terminal.place
    return SiteSettings(
        tenant=settings.terminal.tenant,
        place=msgspec.structs.replace(place, en=place.en or None),
        help_phone=settings.terminal.help_phone,
        platform_url=settings.platform.url,
        content_url=settings.content.url,
        kiosk=settings.kiosk.panel,
        signage={name: signage.panel for name, signage in settings.signage.items()},
    )


def _said(table: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None, which TOML cannot say."""
    plain = {key: value for key, value in table.items() if value is not None}
    return {key: _said(value) if isinstance(value, dict) else value for key, value in plain.items()}


def _panel(panel: PanelSettings) -> dict[str, Any]:
    return dict(msgspec.to_builtins(panel))


def _where_different(layer: Layer, path: tuple[str, ...], value: object, under: object) -> dict[str, Any]:
    return _with(layer, path, None if value == under else value)


def _with(layer: Layer, path: tuple[str, ...], value: object | None) -> dict[str, Any]:
    """None takes the key out, and tables that are empty then."""
    key, *rest = path
    inner = (_with(layer.get(key, {}), tuple(rest), value) or None) if rest else value
    if inner is None:
        return {other: kept for other, kept in layer.items() if other != key}
    return {**layer, key: inner}
