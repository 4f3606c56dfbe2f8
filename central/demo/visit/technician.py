# SPDX-License-Identifier: Apache-2.0
"""A technician with a phone: Chromium at 375 px on the technician's site, as a person uses it."""

import hashlib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from central.demo.errors import Missing, StepFailed

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTH, HEIGHT = 375, 740
LIMIT_MS = 20_000
SECRET = re.compile(r"(?m)^[A-Z0-9]{4}-[A-Z0-9]{4}$")


@contextmanager
def browser(home: Path) -> Iterator["Page"]:
    """A phone that has never been here. Raises Missing."""
    if not CHROMIUM.exists():
        raise Missing("the package chromium is not installed (make setup)")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a tool of development, for the tour alone

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(FLAGS), env={"HOME": str(home), "TMPDIR": str(home)}
        )
        try:
            # The certificate is self-signed: the technician compares its fingerprint with the kiosk's screen.
            context = started.new_context(
                ignore_https_errors=True, viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN"
            )
            context.set_default_timeout(LIMIT_MS)
            yield context.new_page()
        finally:
            started.close()


def fingerprint_of(url: str) -> str:
    """SHA-256 of the certificate behind it, in hexadecimal without groups."""
    address = urlsplit(url)
    certificate = ssl.get_server_certificate((address.hostname or "", address.port or 443), timeout=LIMIT_MS / 1000)
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()


def secret_in(words: str) -> str | None:
    """The one-time secret as the kiosk's screen writes it: alone in its line."""
    found = set(SECRET.findall(words))
    return found.pop() if len(found) == 1 else None


def expect_narrow(page: "Page") -> None:
    """Nothing is pushed out of the phone's side. Raises StepFailed."""
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > WIDTH:
        raise StepFailed(f"the page {urlsplit(page.url).path} is {width} px wide on a phone of {WIDTH}")
