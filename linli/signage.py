# SPDX-License-Identifier: Apache-2.0
"""`linli signage`"""

from signage.__main__ import main


def run(argv: list[str]) -> int:
    return main(argv)
