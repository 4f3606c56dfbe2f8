# SPDX-License-Identifier: Apache-2.0
"""`linli simulate reader|printer|scanner|card|document-scanner`"""

import argparse
import importlib
import sys

MODULES = {
    "reader": "resident_id",
    "printer": "receipt_printer",
    "scanner": "code_scanner",
    "card": "smart_card",
    "document-scanner": "document_scanner",
}
WORDS = {
    "reader": "of identity cards: on a serial line, a TCP port or a USB bus",
    "printer": "of receipts: on a TCP port, a serial line or a USB bus",
    "scanner": "of codes: on a serial line",
    "card": "a chip card in pcscd's virtual reader (vpcd)",
    "document-scanner": "played by SANE's own test backend",
}


def run(argv: list[str]) -> int:
    width = max(map(len, WORDS))
    parser = argparse.ArgumentParser(
        prog="linli simulate",
        description="A simulated device on the real wire, until SIGTERM or Ctrl-C.",
        epilog="devices:\n" + "\n".join(f"  {name:<{width}}  {what}" for name, what in WORDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("device", choices=MODULES, metavar="DEVICE", help="one of those below; each has a --help")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    if not argv:
        parser.error("which DEVICE? One of " + ", ".join(MODULES))
    options = parser.parse_args(argv)
    sys.argv = [f"linli simulate {options.device}", *options.arguments]
    try:
        importlib.import_module(f"device_drivers.{MODULES[options.device]}.simulator").main()
    except OSError as error:  # the place is taken, or cannot be made
        print(f"{sys.argv[0]}: {error}", file=sys.stderr)
        return 1
    return 0
