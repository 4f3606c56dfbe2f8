# SPDX-License-Identifier: Apache-2.0
"""The county's content host: a real web server serves the folder, all of it and nothing else, and leaves nothing."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from central.demo.running.content_host import host_program
from central.demo.running.supervisor import Supervisor
from central.demo.running.terminal import HOST, Place, place
from tests.central.demo.test_supervisor import is_alive, wait_until

pytestmark = pytest.mark.skipif(
    shutil.which("nginx", path="/usr/sbin:/usr/bin") is None, reason="nginx is not on this machine"
)
ENVIRONMENT = {"PATH": os.environ["PATH"]}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="n") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        with place() as here:
            yield here


@pytest.fixture
def site(here: Place) -> Path:
    folder = here.root / "with a space" / "site"
    (folder / "metadata").mkdir(parents=True)
    (folder / "metadata" / "timestamp.json").write_text('{"signed": 1}')
    (folder.parent / "keys.pem").write_text("secret")
    return folder


def supervisor(here: Place, site: Path) -> Supervisor:
    program = host_program(site, HOST, here.ports.content, here.run, ENVIRONMENT)
    return Supervisor(iter([program]), logs=here.logs, notes=here.notes)


def test_the_folder_is_served_as_it_is_now(here: Place, site: Path) -> None:
    with supervisor(here, site):
        answer = requests.get(f"{here.content_url}/metadata/timestamp.json", timeout=5)
        assert (answer.status_code, answer.json()) == (200, {"signed": 1})
        (site / "metadata" / "timestamp.json").write_text('{"signed": 22}')
        assert requests.get(f"{here.content_url}/metadata/timestamp.json", timeout=5).json() == {"signed": 22}


@pytest.mark.parametrize("path", ["metadata/2.root.json", "../keys.pem", "%2e%2e/keys.pem", "metadata/"])
def test_nothing_else_is_served(here: Place, site: Path, path: str) -> None:
    with supervisor(here, site):
        request = requests.Request("GET", here.content_url).prepare()
        request.url = f"{here.content_url}/{path}"
        with requests.Session() as session:
            assert session.send(request, timeout=5).status_code in {400, 403, 404}


def test_a_large_file_can_be_resumed(here: Place, site: Path) -> None:
    (site / "film").write_bytes(bytes(range(256)) * 400)
    with supervisor(here, site):
        answer = requests.get(f"{here.content_url}/film", headers={"Range": "bytes=100000-"}, timeout=5)
    assert (answer.status_code, len(answer.content)) == (206, 2400)


def test_it_is_one_process_and_leaves_none(here: Place, site: Path) -> None:
    with supervisor(here, site) as running:
        pid = running.pid("content")
        assert pid is not None
        assert psutil.Process(pid).children(recursive=True) == []
    wait_until(lambda: not is_alive(pid))
