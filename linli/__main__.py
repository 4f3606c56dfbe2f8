# SPDX-License-Identifier: Apache-2.0
"""`linli COMMAND …`"""

import argparse
import difflib
import importlib
import sys

COMMANDS = {
    "agent": "the local device agent",
    "kiosk": "the residents' touchscreen",
    "devices": "ask the running agent for its devices, their state and faults",
    "demo": "the whole terminal on this machine, with a console page; Ctrl-C ends it",
    "tour": "a journey through the whole terminal without a person, with pictures",
    "sandbox": "a stand-in for the county's central platform",
    "simulate": "a simulated device: reader, printer or scanner",
    "rigs": "kill and break things on purpose, and prove that nothing is lost",
    "bench": "measure against a peer or a limit",
}


def main(argv: list[str] | None = None) -> int:
    width = max(map(len, COMMANDS))
    parser = argparse.ArgumentParser(
        prog="linli",
        description="Linli 邻里: software for a community's self-service machines.",
        epilog="commands:\n" + "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", metavar="COMMAND", help="one of those below; each has a --help of its own")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    name: str = options.command
    if name not in COMMANDS:
        close = difflib.get_close_matches(name, COMMANDS, n=1)
        parser.error(f"there is no command {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    run = importlib.import_module(f"linli.{name}").run
    return int(run(options.arguments) or 0)


if __name__ == "__main__":
    sys.exit(main())
