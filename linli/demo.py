# SPDX-License-Identifier: Apache-2.0
"""`linli demo`, of the demo extra."""

from linli.demo_extra import HOW, NEEDS
from linli.extras import call


def run(argv: list[str]) -> int:
    return call("demo", "central.demo.play", argv, needs=NEEDS, how=HOW)
