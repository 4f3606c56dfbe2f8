# SPDX-License-Identifier: Apache-2.0
"""The peers that Node.js runs: where `make setup` has put them."""

import subprocess
import sys
from pathlib import Path

PACKAGES = Path(sys.prefix, "peers", "node_modules")
LIMIT_S = 60


def node(program: Path, *arguments: str, text: str) -> subprocess.CompletedProcess[str]:
    if not PACKAGES.is_dir():
        raise RuntimeError("the test peers are not installed: make setup")
    return subprocess.run(
        ["node", str(program), *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )
