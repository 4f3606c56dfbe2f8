# SPDX-License-Identifier: Apache-2.0
"""The last lines of the logs, redacted: from the journal, or from a directory of .log files. A name that comes with a
request is only ever looked up among the names found here."""

import os
import re
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import msgspec

from agent.web.errors import LogsUnreadable, NotFound
from agent.web.redaction import redacted
from agent.web.times import moment

LINES = 400
BYTES = 128 * 1024
LIMIT_S = 5
UNITS = ("agent", "sync", "web", "kiosk", "signage", "display")
MOST_FILES = 50
NAME = re.compile(r"[A-Za-z0-9][\w.@-]*\.log", re.ASCII)


class Logs(Protocol):
    def names(self) -> tuple[str, ...]:
        """Raises LogsUnreadable."""

    def tail(self, name: str) -> str:
        """Raises NotFound, LogsUnreadable."""


def logs_of(setting: str) -> Logs:
    return Journal() if setting == "journal" else Folder(Path(setting))


class Folder:
    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def names(self) -> tuple[str, ...]:
        try:
            found = sorted(self._directory.iterdir())
        except OSError as error:
            raise LogsUnreadable(str(error.strerror)) from None
        return tuple(path.stem for path in found if NAME.fullmatch(path.name) and not path.is_symlink())[:MOST_FILES]

    def tail(self, name: str) -> str:
        if name not in self.names():
            raise NotFound(name)
        path = self._directory / f"{name}.log"
        try:
            # NONBLOCK: a pipe of that name must not hold a thread
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise NotFound(name)
                skipped = max(0, os.fstat(descriptor).st_size - BYTES)
                file.seek(skipped)
                data = file.read(BYTES)
        except OSError as error:
            raise LogsUnreadable(str(error.strerror)) from None
        if skipped:  # half a line may have lost the word that says what follows is a secret
            data = data.partition(b"\n")[2]
        return redacted("\n".join(data.decode("utf-8", "replace").splitlines()[-LINES:]))


class _Line(msgspec.Struct):
    """As `journalctl -o json` writes it; a message that is not text comes as numbers, and one too long as null."""

    message: str | list[int] | None = msgspec.field(name="MESSAGE", default="")
    at_us: str = msgspec.field(name="__REALTIME_TIMESTAMP", default="0")
    unit: str = msgspec.field(name="_SYSTEMD_UNIT", default="")


class Journal:
    def names(self) -> tuple[str, ...]:
        return UNITS

    def tail(self, name: str) -> str:
        if name not in UNITS:
            raise NotFound(name)
        command = [
            "journalctl",
            "-u",
            f"linli-{name}*",
            "-o",
            "json",
            "--output-fields=MESSAGE,_SYSTEMD_UNIT",
            "-n",
            str(LINES),
            "--no-pager",
            "-q",
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LogsUnreadable(type(error).__name__) from None
        if done.returncode:
            raise LogsUnreadable(done.stderr.decode("utf-8", "replace")[:200])
        return redacted("\n".join(journal_line(line) for line in done.stdout.splitlines()))[-BYTES:]


def journal_line(line: bytes) -> str:
    try:
        entry = msgspec.json.decode(line, type=_Line)
        at = moment(datetime.fromtimestamp(int(entry.at_us) / 1e6, UTC))
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, OverflowError, OSError):
        return "?"
    said = entry.message
    text = bytes(n & 0xFF for n in said).decode("utf-8", "replace") if isinstance(said, list) else (said or "…")
    return f"{at} {entry.unit.removesuffix('.service')} {text}"
