# SPDX-License-Identifier: Apache-2.0
"""`linli simulate reader|printer|scanner`"""

import argparse
import importlib
import sys

MODULES = {"reader": "resident_id", "printer": "receipt_printer", "scanner": "code_scanner"}


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli simulate", description="A simulated device on the real wire, until SIGTERM or Ctrl-C."
    )
    parser.add_argument("device", choices=MODULES, help="each has a --help of its own")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    sys.argv = [f"linli simulate {options.device}", *options.arguments]
    importlib.import_module(f"device_drivers.{MODULES[options.device]}.simulator").main()
    return 0
