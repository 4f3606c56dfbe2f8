# SPDX-License-Identifier: Apache-2.0
"""`linli platform`"""

import argparse

from central.conformance.__main__ import main


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="linli platform", description="For whoever runs the county's platform.")
    parser.add_argument("what", choices=["check"], help="check URL: whether a platform keeps the contract")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    return main(options.arguments)
