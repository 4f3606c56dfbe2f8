# SPDX-License-Identifier: Apache-2.0
"""`linli demo`"""

from central.demo.play import main


def run(argv: list[str]) -> int:
    return main(argv)
