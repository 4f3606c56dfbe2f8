# SPDX-License-Identifier: Apache-2.0
"""`linli COMMAND …`"""

import argparse
import difflib
import importlib
import sys

COMMANDS = {
    "agent": "the local device agent",
    "sync": "brings the county's signed content to this terminal",
    "web": "the technician's site",
    "kiosk": "the residents' touchscreen",
    "signage": "the player of one lobby display",
    "standby": "the calm picture below everything on a screen",
    "display": "make the compositor's configuration from the settings",
    "device": "the running agent's devices: list, status, test, watch",
    "content": "what is on the screens: status, history, rollback, follow, bring from a stick",
    "doctor": "how settings, agent, disk, clock, devices, platform and content are, and what to do next",
    "ledger": "the last payments, their slips and whether the platform knows of them; export and verify the chain",
    "demo": "the whole terminal on this machine, with a console page; Ctrl-C ends it",
    "tour": "a journey through the whole terminal without a person, with pictures",
    "publish": "the county's editor: sign and publish notices, guide, programmes, emergencies",
    "sandbox": "a stand-in for the county's central platform",
    "platform": "check whether a county's platform keeps the contract",
    "simulate": "a simulated device: reader, printer, scanner, card or document scanner",
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
