# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.rigs [--scale S] [NAME …]`: one line each, with its controls; writes bench/out/rig-NAME.json."""

import argparse
import sys

from bench.results import keep_rig
from tests.rigs import (
    blocked_driver,
    clock_step,
    contract_rig,
    disk_full,
    event_resume,
    fuzz,
    pay_kill,
    pay_powercut,
    peers,
    plug_cycle,
    print_kill,
    privacy_grep,
    publish_kill,
    slow_line,
    sync_kill,
    whole_kill,
    wire_cut,
)
from tests.rigs.report import Rig

RIGS: dict[str, Rig] = {
    "pay-kill": pay_kill.run,
    "pay-powercut": pay_powercut.run,
    "disk-full": disk_full.run,
    "publish-kill": publish_kill.run,
    "sync-kill": sync_kill.run,
    "slow-line": slow_line.run,
    "whole-kill": whole_kill.run,
    "clock-step": clock_step.run,
    "contract": contract_rig.run,
    "print-kill": print_kill.run,
    "wire-cut": wire_cut.run,
    "blocked-driver": blocked_driver.run,
    "plug-cycle": plug_cycle.run,
    "event-resume": event_resume.run,
    "fuzz": fuzz.run,
    "peers": peers.run,
    "privacy-grep": privacy_grep.run,
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="linli rigs", description="Kill and break things on purpose.")
    parser.add_argument("rig", nargs="*", choices=[*RIGS, []], help=f"default: all of {', '.join(RIGS)}")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is the full form, 0.02 a smoke test")
    parser.add_argument("--seed", type=int, default=0, help="repeat a run's choices (the kills' moments vary)")
    parser.add_argument("--try", action="store_true", dest="trial", help="keep no result")
    options = parser.parse_args(argv)
    broken = 0
    for name in options.rig or RIGS:
        result = RIGS[name](options.scale, options.seed)
        sys.stdout.write(f"{name}: {result.line()}\n")
        sys.stdout.flush()
        if result.lacking:
            continue
        if not options.trial:
            keep_rig(name, scale=options.scale, held=result.held, counts=result.counts)
        broken += not result.held
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
