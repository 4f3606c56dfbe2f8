# SPDX-License-Identifier: Apache-2.0
"""`linli kiosk`"""

from kiosk.__main__ import main


def run(argv: list[str]) -> int:
    return main(argv)
