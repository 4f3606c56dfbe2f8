# SPDX-License-Identifier: Apache-2.0
"""Every rig that holds no clock to its word, in its shortest form: the product holds, and so do both controls.

The others would judge this machine's load beside the rest of the tests: `make rigs` runs them alone.
"""

import subprocess
import sys

import pytest

from tests.rigs.__main__ import RIGS

SHORT = 0.01
ALONE = {"slow-line", "blocked-driver", "plug-cycle", "disk-full", "clock-step"}
LIMIT_S = 240.0


@pytest.mark.parametrize("name", [name for name in RIGS if name not in ALONE])
def test_it_holds(name: str) -> None:
    """In a process of its own, as `make rigs` has it: rigs fork and kill."""
    command = [sys.executable, "-m", "tests.rigs", "--scale", str(SHORT), "--try", name]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
