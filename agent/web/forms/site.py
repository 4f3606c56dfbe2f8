# SPDX-License-Identifier: Apache-2.0
"""The place, the phone number and the screens; and the two addresses, which have a page of their own."""

import re
from collections.abc import Mapping
from typing import Literal, cast

import msgspec
from flask_babel import gettext as _

from agent.web.forms.fields import Fields
from contract.local import SiteSettings
from contract.settings import PanelSettings
from contract.text import LocalText

ROTATIONS = ("0", "90", "180", "270")
TENANT = r"[0-9]{6}(/[0-9]{3}(/[0-9]{3}(/[0-9]{2})?)?)?"
PHONE = r"[0-9+() /-]{3,40}"
ADDRESS = r"https?://[^\s]{1,200}"


def site_settings(fields: Fields, now: SiteSettings) -> SiteSettings:
    """The addresses stay as they are."""
    return msgspec.structs.replace(
        now,
        tenant=fields.text(
            "tenant", longest=20, pattern=TENANT, hint=_("按 县/街道/社区/网格 的编码填，例如 330106/001/012。")
        ),
        place=LocalText(
            zh=fields.text("place_zh", longest=40), en=fields.text("place_en", longest=80, shortest=0) or None
        ),
        help_phone=fields.text(
            "help_phone", longest=40, shortest=3, pattern=PHONE, hint=_("请填电话号码，只用数字、空格和 + - ( )。")
        ),
        kiosk=_panel(fields, "kiosk"),
        signage={name: _panel(fields, f"signage-{name}") for name in now.signage},
    )


def _panel(fields: Fields, prefix: str) -> PanelSettings:
    return PanelSettings(
        output=fields.text(
            f"{prefix}-output",
            longest=32,
            shortest=0,
            pattern=r"[A-Za-z0-9-]*",
            hint=_("写成 HDMI-A-1 的样子，也可以空着。"),
        ),
        width_mm=fields.decimal(f"{prefix}-width_mm", 50, 3000),
        width_px=fields.whole(f"{prefix}-width_px", 320, 8192),
        height_px=fields.whole(f"{prefix}-height_px", 320, 8192),
        rotation=cast(Literal[0, 90, 180, 270], int(fields.choice(f"{prefix}-rotation", ROTATIONS))),
    )


def shown_of(site: SiteSettings) -> dict[str, str]:
    shown = {
        "tenant": site.tenant,
        "place_zh": site.place.zh,
        "place_en": site.place.en or "",
        "help_phone": site.help_phone,
    }
    panels = {"kiosk": site.kiosk, **{f"signage-{name}": panel for name, panel in site.signage.items()}}
    for prefix, panel in panels.items():
        shown[f"{prefix}-output"] = panel.output
        shown[f"{prefix}-width_mm"] = f"{panel.width_mm:g}"
        shown[f"{prefix}-width_px"] = str(panel.width_px)
        shown[f"{prefix}-height_px"] = str(panel.height_px)
        shown[f"{prefix}-rotation"] = str(panel.rotation)
    return shown


def lobby_screens(shown: Mapping[str, str]) -> tuple[str, ...]:
    """Those that a form was made for."""
    return tuple(found[1] for name in shown if (found := re.fullmatch(r"signage-([a-z][a-z0-9-]{0,31})-output", name)))


def address(fields: Fields, name: str) -> str:
    return fields.text(name, longest=208, pattern=ADDRESS, hint=_("写成 https://域名 的样子。"))
