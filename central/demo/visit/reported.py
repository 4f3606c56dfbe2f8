# SPDX-License-Identifier: Apache-2.0
"""A visit of which something is written down: what the tour's steps need beside a person's eyes and hands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from central.demo.visit.report import Report
from central.demo.visit.visit import FADE_S, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass(kw_only=True)
class ReportedVisit(Visit):
    report: Report
    standby: Mapping[str, Image.Image]
    """Each screen's picture when nothing lies over the standby."""
    technician: Callable[[], "Page"]
    """The technician's phone, taken out at the first look."""
    site_url: str = ""
    site_secret: str = ""
    site_password: str = ""

    def photographs_lobby(self) -> None:
        """For people to look at: when one thing has come all the way before another."""
        self.waits(FADE_S)
        self.report.keep_lobby(self.world.lobby.picture())
