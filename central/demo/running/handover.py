# SPDX-License-Identifier: Apache-2.0
"""The technician who was here before the visitor: takes the terminal over on its site and hands it over to the hall."""

import re
import secrets
import ssl
import tempfile
import time
from urllib.parse import urlsplit

import requests

from agent.client import calls
from agent.client.blocking import Client
from central.demo.errors import StepFailed
from central.demo.running.terminal import Place
from contract.local import Commissioning

LIMIT_S = 20.0
LOOK_S = 0.1
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def hand_over(here: Place) -> str:
    """The password of the technician's site, for the visitor. A terminal that was kept was handed over before.
    Raises StepFailed, also when somebody took a kept one over by hand; OSError."""
    if here.technician_password.exists():
        return here.technician_password.read_text(encoding="ascii").strip()
    address = urlsplit(here.technician_url)
    with tempfile.NamedTemporaryFile("w", dir=here.home) as certificate, requests.Session() as browser:
        # What a technician does with eyes: this certificate and no other.
        certificate.write(ssl.get_server_certificate((address.hostname or "", address.port or 443), timeout=LIMIT_S))
        certificate.flush()
        browser.trust_env = False  # or the environment's own list of authorities comes first
        browser.verify = certificate.name
        if not _asks_for_secret(browser, here):
            raise StepFailed("somebody chose this terminal's password before: add --unpacked, and go on with that one")
        shown = _until_shown(here.kiosk())
        password = secrets.token_hex(6)
        _submit(browser, here, "/claim", secret=shown.secret, password=password, again=password)
        _submit(browser, here, "/handover")
    _until_gone(here.kiosk())
    here.technician_password.touch(0o600)
    here.technician_password.write_text(f"{password}\n", encoding="ascii")
    return password


def _asks_for_secret(browser: requests.Session, here: Place) -> bool:
    """Whoever comes to a site that has no password yet is led to its first page."""
    return urlsplit(browser.get(here.technician_url, timeout=LIMIT_S).url).path == "/claim"


def _until_shown(kiosk: Client) -> Commissioning:
    end = time.monotonic() + LIMIT_S
    while (shown := kiosk.send(calls.terminal()).commissioning) is None:
        if time.monotonic() > end:
            raise StepFailed("the kiosk was never told how to take the terminal over")
        time.sleep(LOOK_S)
    return shown


def _until_gone(kiosk: Client) -> None:
    end = time.monotonic() + LIMIT_S
    while kiosk.send(calls.terminal()).commissioning is not None:
        if time.monotonic() > end:
            raise StepFailed("the kiosk still asks for a technician")
        time.sleep(LOOK_S)


def _submit(browser: requests.Session, here: Place, page: str, **fields: str) -> None:
    url = f"{here.technician_url}{page}"
    form = browser.get(url, timeout=LIMIT_S)
    token = TOKEN.search(form.text)
    if not form.ok or token is None:
        raise StepFailed(f"the technician's site has no form at {page} ({form.status_code})")
    answer = browser.post(
        url, data={"csrf": token[1], **fields}, headers={"Origin": here.technician_url}, timeout=LIMIT_S
    )
    if not answer.ok:
        raise StepFailed(f"the technician's site refused {page} ({answer.status_code})")
