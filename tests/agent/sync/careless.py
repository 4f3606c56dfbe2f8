# SPDX-License-Identifier: Apache-2.0
"""Sync as it must not be: files written where they are read, in pieces. The kills must find it out."""

import time
from pathlib import Path

from agent.sync.service import main
from contract import durable


def write_in_place(path: Path, data: bytes) -> None:
    durable.make_folder(path.parent)
    with path.open("wb") as file:
        for start in range(0, len(data), 200):
            file.write(data[start : start + 200])
            file.flush()
            time.sleep(0.002)


def link_first(path: Path, target: str) -> None:
    durable.discard(path)
    time.sleep(0.01)
    path.symlink_to(target)


if __name__ == "__main__":
    durable.write = write_in_place
    durable.link = link_first
    raise SystemExit(main())
