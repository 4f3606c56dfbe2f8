# SPDX-License-Identifier: Apache-2.0
"""`linli bench`, in a checkout of the source alone."""

from linli.extras import call


def run(argv: list[str]) -> int:
    return call(
        "bench",
        "bench.__main__",
        argv,
        needs=("bench", "tests", "psutil"),
        how="only in a checkout of the source: make bench",
    )
