# SPDX-License-Identifier: Apache-2.0
"""Whole or not at all, with the mode that was asked for, and nothing left lying."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract import durable


@pytest.fixture(params=[0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_modes_are_those_asked_for_whatever_the_umask(tmp_path: Path, umask: None):
    durable.write(tmp_path / "site" / "deep" / "page", b"for the web server")
    durable.make_folder(tmp_path / "keys", 0o700)
    durable.write(tmp_path / "keys" / "secret", b"for one user", 0o600)
    durable.copy(tmp_path / "keys" / "secret", tmp_path / "site" / "copy")
    assert modes(tmp_path) == {
        "site": 0o755,
        "site/deep": 0o755,
        "site/deep/page": 0o644,
        "site/copy": 0o644,
        "keys": 0o700,
        "keys/secret": 0o600,
    }


def test_a_side_file_of_a_crash_is_neither_followed_nor_kept(tmp_path: Path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"untouched")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / ".secret.new").symlink_to(elsewhere)
    durable.write(folder / "secret", b"new", 0o600)
    assert elsewhere.read_bytes() == b"untouched"
    assert modes(folder) == {"secret": 0o600}
    (folder / ".secret.new").write_bytes(b"half")
    durable.link(folder / "secret", "elsewhere")
    assert [path.name for path in folder.iterdir()] == ["secret"]
    (folder / ".other.new").write_bytes(b"half")
    durable.discard_sides(folder)
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path):
    """A full disk: the process may write no file longer than 4 KB."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    writing = (
        "import resource, signal, sys; from pathlib import Path; from contract import durable\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: durable.write(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except OSError as error: sys.exit(error.errno)\n"
    )
    ended = subprocess.run([sys.executable, "-c", writing, path], check=False)
    assert ended.returncode == 27, "EFBIG"
    assert path.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_killed_writer_leaves_one_of_the_two(tmp_path: Path):
    path = tmp_path / "file"
    writing = (
        "import sys, itertools; from pathlib import Path; from contract import durable\n"
        "for n in itertools.count(): durable.write(Path(sys.argv[1]), b'%d|' % (n % 10) * 200_000)\n"
    )
    for _ in range(5):
        writer = subprocess.Popen([sys.executable, "-c", writing, path])
        end = time.monotonic() + 30
        was = path.stat().st_ino if path.exists() else None
        while (not path.exists() or path.stat().st_ino == was) and time.monotonic() < end:
            time.sleep(0.001)
        writer.kill()
        writer.wait()
        content = path.read_bytes()
        assert len(content) == 400_000
        assert len(set(content)) == 2, "a mixture"


def test_what_is_removed_need_not_be_there(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    durable.remove(tmp_path / "file")
    durable.remove(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="directory"):
        durable.remove(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for another")
def test_what_root_writes_can_belong_to_the_folders_owner(tmp_path: Path):
    os.chown(tmp_path, 65534, 65534)
    durable.write(tmp_path / "theirs", b"", 0o600, as_folders_owner=True)
    assert (tmp_path / "theirs").stat().st_uid == 65534
