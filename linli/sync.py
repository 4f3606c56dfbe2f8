# SPDX-License-Identifier: Apache-2.0
"""`linli sync`"""

from agent.sync.service import main


def run(argv: list[str]) -> int:
    return main(argv)
