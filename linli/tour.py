# SPDX-License-Identifier: Apache-2.0
"""`linli tour`"""

from central.demo.tour import main


def run(argv: list[str]) -> int:
    return main(argv)
