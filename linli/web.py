# SPDX-License-Identifier: Apache-2.0
"""`linli web`"""

from agent.web.service import main


def run(argv: list[str]) -> int:
    return main(argv)
