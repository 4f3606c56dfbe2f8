# SPDX-License-Identifier: Apache-2.0
"""Commands whose code is not in every installation: where it is not, one sentence says how to get it."""

import importlib
import sys
from collections.abc import Sequence

NOT_HERE = 2


def call(command: str, module: str, argv: Sequence[str], *, needs: Sequence[str], how: str) -> int:
    """`needs` names the packages that may be absent. That anything else is absent is an error, and raised as one."""
    try:
        main = importlib.import_module(module).main
    except ModuleNotFoundError as error:
        absent = f"{error.name}."
        if not any(absent.startswith(f"{package}.") for package in needs):
            raise
        print(f"linli {command}: {how}", file=sys.stderr)
        return NOT_HERE
    return int(main(list(argv)))
