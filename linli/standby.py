# SPDX-License-Identifier: Apache-2.0
"""`linli standby`"""

from signage.standby import main


def run(argv: list[str]) -> int:
    return main(argv)
