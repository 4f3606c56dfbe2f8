# SPDX-License-Identifier: Apache-2.0
"""Sync that begins each file anew after a cut. The rig `slow-line` must find it out."""

from pathlib import Path

from agent.sync import download
from agent.sync.service import main


def _nothing(_path: Path) -> int:
    return 0


if __name__ == "__main__":
    download._size = _nothing
    raise SystemExit(main())
