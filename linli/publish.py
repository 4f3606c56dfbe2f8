# SPDX-License-Identifier: Apache-2.0
"""`linli publish`"""

from central.publish.__main__ import main


def run(argv: list[str]) -> int:
    return main(argv)
