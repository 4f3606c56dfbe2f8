# SPDX-License-Identifier: Apache-2.0
"""Panels, and the settings for one."""

import msgspec

from contract.settings import SHIPPED, PanelSettings, Settings, load

PORTRAIT = PanelSettings()
LANDSCAPE = PanelSettings(width_mm=476.1, width_px=1920, height_px=1080)
SMALL = PanelSettings(width_mm=194.2, width_px=1080, height_px=1920)
PANELS = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "small": SMALL}


def settings_for(panel: PanelSettings, run: str = "/nonexistent", **others: str) -> Settings:
    shipped = load([SHIPPED])
    kiosk = msgspec.structs.replace(shipped.kiosk, panel=panel)
    paths = msgspec.structs.replace(shipped.paths, run=run, **({"content": f"{run}/content"} | others))
    return msgspec.structs.replace(shipped, kiosk=kiosk, paths=paths)
