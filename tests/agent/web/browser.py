# SPDX-License-Identifier: Apache-2.0
"""A phone in the technician's hand: real Chromium, and what every page must hold."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

PHONE = {"width": 375, "height": 812}
LAPTOP = {"width": 1280, "height": 800}
ARGUMENTS = [
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES = "LINLI_PICTURES"
"""A directory, if pictures of the pages are wanted."""

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select')]
  .filter(e => e.offsetParent !== null && !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .filter(e => !(e.type === 'checkbox' && e.closest('label').getBoundingClientRect().height >= 44))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height])
  .filter(([_, height]) => height < 44)"""
"""WCAG 2.5.5: 44 px; links within a sentence are left out, and a tick counts with its label."""


class Screen:
    def __init__(self, page: Page, base: str, label: str) -> None:
        self.page = page
        self.base = base
        self._label = label
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # Chromium reports an answer of 4xx or 5xx as an error of the page, also where a form is refused as it should.
        if "Failed to load resource" in message.text and "static" not in str(message.location):
            return
        self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def see(self, name: str) -> None:
        """What holds for every page; and its picture, if wanted."""
        self.page.wait_for_load_state("load")
        assert self.page.viewport_size
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.scrollingElement.scrollWidth") <= width, f"{name} scrolls sideways"
        assert self.page.evaluate(SMALL_TARGETS) == [], name
        assert not self.complaints, self.complaints
        if folder := os.environ.get(PICTURES):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=str(Path(folder) / f"{name}-{width}-{self._label}.png"), full_page=True)

    def text(self) -> str:
        return self.page.inner_text("body")

    def press(self, words: str) -> None:
        self.page.click(f"main >> text={words}")


@cache
def chromium() -> tuple[Playwright, Browser]:
    """One for all journeys; each has a context, and so cookies, of its own."""
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)


def close_chromium() -> None:
    if chromium.cache_info().currsize:
        playwright, browser = chromium()
        browser.close()
        playwright.stop()


@contextmanager
def screen(
    base: str, locale: str = "zh-CN", size: dict[str, int] | None = None, *, script: bool = True
) -> Iterator[Screen]:
    viewport = size or PHONE
    context = chromium()[1].new_context(
        ignore_https_errors=True,
        locale=locale,
        viewport={"width": viewport["width"], "height": viewport["height"]},
        accept_downloads=True,
        java_script_enabled=script,
    )
    try:
        shown = Screen(context.new_page(), base, locale[:2])
        yield shown
        assert not shown.complaints, shown.complaints
    finally:
        context.close()
