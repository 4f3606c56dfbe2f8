# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to the served folder, `verify` says so; and what a real web server serves is what was signed."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tuf.api.exceptions import BadVersionNumberError
from tuf.api.metadata import Metadata, Snapshot, Timestamp

from central.publish.county import County
from central.publish.keys import KeyFolder
from central.publish.verify import Weight, verify_address
from contract.text import Language
from tests.central.publish.conftest import COMMUNITY, NAMES, MovedClock, Terminal, notice, picture


@pytest.fixture
def published(county: County, tmp_path: Path) -> County:
    media = county.add_media(COMMUNITY, picture(tmp_path / "a.png"))
    county.put(COMMUNITY, "notice", notice(image=media.sha256))
    county.publish(COMMUNITY)
    assert county.verify() == ()
    return county


def current_files(county: County) -> list[Path]:
    """Every file that a terminal reads."""
    site = county.workspace.site
    found = [file for role, file in site.current_files().items() if role != "root"]
    for role in site.versions():
        metadata = site.role(role)
        assert metadata is not None
        found += [site.target_file(target) for target in metadata.signed.targets.values()]
    return found


def test_every_altered_or_missing_file_is_found(published: County):
    files = current_files(published)
    assert len(files) == 2 + 6 + 6 + 1
    for file in files:
        data = file.read_bytes()
        changed = bytearray(data)
        changed[len(data) // 2] ^= 0x01
        for damage in (bytes(changed), data[: len(data) // 2], b"", None):
            if damage is None:
                file.unlink()
            else:
                file.write_bytes(damage)
            findings = published.verify()
            assert [one for one in findings if one.weight is Weight.ERROR], file
            assert all(one.say(language) for one in findings for language in Language)
            file.write_bytes(data)
    assert published.verify() == ()


def test_an_older_state_put_back_is_refused_by_a_terminal_that_has_seen_more(published: County, terminal: Terminal):
    old = (published.site / "metadata" / "timestamp.json").read_bytes()
    published.refresh()
    terminal.feed(COMMUNITY)
    (published.site / "metadata" / "timestamp.json").write_bytes(old)
    with pytest.raises(BadVersionNumberError):
        terminal.feed(COMMUNITY)


def test_another_s_timestamp_is_refused(published: County, tmp_path: Path):
    file = published.site / "metadata" / "timestamp.json"
    metadata = Metadata[Timestamp].from_file(str(file))
    metadata.signed.version += 1
    metadata.sign(KeyFolder(tmp_path / "stranger").make("timestamp"))
    metadata.to_file(str(file))
    (finding,) = published.verify()
    assert finding.weight is Weight.ERROR
    assert "可能被改动" in finding.say(Language.ZH)


def test_expired_metadata_is_said_in_words(tmp_path: Path):
    county = County.create(tmp_path / "old", NAMES, MovedClock(ahead=timedelta(days=-31)))
    (finding,) = county.verify()
    assert "过期" in finding.say(Language.ZH)
    assert "expired" in finding.say(Language.EN)


def test_a_snapshot_that_forgets_a_level_is_found(published: County):
    site, keys = published.workspace.site, published.workspace.keys
    snapshot, timestamp = site.snapshot(), site.timestamp()
    del snapshot.signed.meta["330106-001-012.json"]
    snapshot.signed.version += 1
    snapshot.sign(keys.signer("snapshot"))
    snapshot.to_file(str(site.metadata / f"{snapshot.signed.version}.snapshot.json"))
    timestamp.signed.version += 1
    timestamp.signed.snapshot_meta = type(timestamp.signed.snapshot_meta)(snapshot.signed.version)
    timestamp.sign(keys.signer("timestamp"))
    timestamp.to_file(str(site.metadata / "timestamp.json"))
    assert isinstance(snapshot.signed, Snapshot)
    assert {one.weight for one in published.verify()} == {Weight.ERROR}


# ---- over HTTP, from a plain static server


@pytest.fixture
def served(published: County, tmp_path: Path) -> Iterator[str]:
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(nginx).exists():
        pytest.skip("nginx is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = tmp_path / "nginx"
    run.mkdir()
    (run / "nginx.conf").write_text(f"""
daemon off; master_process off; pid {run}/pid; error_log {run}/error.log;
events {{}}
http {{
  access_log off; client_body_temp_path {run}/a; proxy_temp_path {run}/b; fastcgi_temp_path {run}/c;
  uwsgi_temp_path {run}/d; scgi_temp_path {run}/e;
  server {{ listen 127.0.0.1:{port}; root {published.site}; }}
}}
""")
    process = subprocess.Popen([nginx, "-c", str(run / "nginx.conf"), "-e", str(run / "error.log")])
    try:
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None, (run / "error.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_what_nginx_serves_verifies_and_damage_is_found(served: str, published: County):
    root = published.root_file.read_bytes()
    assert verify_address(served, root, NAMES, published.now()) == ()
    media = next(file for file in current_files(published) if file.name.count(file.name[:64]) == 2)
    media.write_bytes(b"x" * media.stat().st_size)
    (finding,) = verify_address(served, root, NAMES, published.now())
    assert finding.weight is Weight.ERROR
