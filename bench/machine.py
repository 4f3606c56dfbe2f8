# SPDX-License-Identifier: Apache-2.0
"""On what kind of machine a figure was measured, in general words: nothing that names it."""

import os
import subprocess
from pathlib import Path

import msgspec


class Machine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cores: int
    gpu: bool
    virtual: bool


def this_machine() -> Machine:
    virtual = subprocess.run(["systemd-detect-virt", "--quiet"], check=False).returncode == 0
    return Machine(os.cpu_count() or 1, any(Path("/dev/dri").glob("renderD*")), virtual)
