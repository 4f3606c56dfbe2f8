# SPDX-License-Identifier: Apache-2.0
"""`linli devices`: what the running agent knows of its devices, as a table."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from agent.client import ClientError, calls
from agent.client.blocking import Client
from contract.errors import InvalidSettings
from contract.local import DeviceEntry, Devices, Terminal
from contract.settings import SHIPPED, SITE, load

ANSWER_LIMIT_S = 5.0


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli devices",
        description="State and faults of every device.",
        epilog="Of several devices of one kind the first that is online is used; SET BY says who wants it so.",
    )
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE",
        help=f"the running agent's configuration, to find its socket (default: {SITE})",
    )  # fmt: skip
    options = parser.parse_args(argv)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except InvalidSettings as error:
        print(f"linli devices: {error}", file=sys.stderr)
        return 2
    socket_path = Path(settings.paths.run) / "operator" / "agent.sock"
    client = Client(socket_path, ANSWER_LIMIT_S)
    try:
        terminal, devices = client.send(calls.terminal()), client.send(calls.devices())
    except ClientError as error:
        print(f"linli devices: no answer from the agent at {socket_path}: {error}", file=sys.stderr)
        return 1
    print("\n".join(table(terminal, devices, datetime.now(UTC))))
    return 0


def table(terminal: Terminal, devices: Devices, now: datetime) -> list[str]:
    head = ("DEVICE", "KIND", "AT", "SET BY", "STATE", "FAULTS", "OBSERVED")
    rows = [head, *(_row(entry, now) for entry in devices.devices)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    platform = "reachable" if terminal.platform_reachable else "UNREACHABLE"
    paying = "open" if terminal.paying else "CLOSED"
    return [f"terminal {terminal.terminal_no}   platform {platform}   payments {paying}", "", *lines]


def _row(entry: DeviceEntry, now: datetime) -> tuple[str, ...]:
    device, settings, seen = entry.device, entry.settings, entry.device.observed_at
    observed = "never" if seen is None else f"{seen.astimezone():%H:%M:%S}, {(now - seen).total_seconds():.0f} s ago"
    at = settings.at or "-"
    by = "technician" if entry.by_technician else "files"
    return device.device_id, device.kind.value, at, by, device.state.value, ", ".join(device.faults) or "-", observed
