# SPDX-License-Identifier: Apache-2.0
"""`linli rigs`"""

from tests.rigs.__main__ import main


def run(argv: list[str]) -> int:
    return main(argv)
