# SPDX-License-Identifier: Apache-2.0
"""`linli agent`"""

from agent.service import main


def run(argv: list[str]) -> int:
    return main(argv)
