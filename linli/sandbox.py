# SPDX-License-Identifier: Apache-2.0
"""`linli sandbox`"""

import sys

from central.sandbox.__main__ import main


def run(argv: list[str]) -> int:
    sys.argv = ["linli sandbox", *argv]
    return main()
