# SPDX-License-Identifier: Apache-2.0
"""`linli devices`: what the running agent knows of its devices, as a table."""

import argparse
from datetime import UTC, datetime

from agent.client import calls
from agent.client.blocking import Client
from contract.local import DeviceEntry, Devices, Terminal
from linli.operator import ask, columns


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli devices",
        description="State and faults of every device.",
        epilog="Of several devices of one kind the first that is online is used; SET BY says who wants it so.",
    )
    return ask(parser, argv, _tell)


def _tell(client: Client) -> list[str]:
    return table(client.send(calls.terminal()), client.send(calls.devices()), datetime.now(UTC))


def table(terminal: Terminal, devices: Devices, now: datetime) -> list[str]:
    head = ("DEVICE", "KIND", "AT", "SET BY", "STATE", "FAULTS", "OBSERVED")
    platform = "reachable" if terminal.platform_reachable else "UNREACHABLE"
    paying = "open" if terminal.paying else "CLOSED"
    lines = columns([head, *(_row(entry, now) for entry in devices.devices)])
    return [f"terminal {terminal.terminal_no}   platform {platform}   payments {paying}", "", *lines]


def _row(entry: DeviceEntry, now: datetime) -> tuple[str, ...]:
    device, settings, seen = entry.device, entry.settings, entry.device.observed_at
    observed = "never" if seen is None else f"{seen.astimezone():%H:%M:%S}, {(now - seen).total_seconds():.0f} s ago"
    at = f"{settings.host}:{settings.tcp_port}" if settings.host else settings.port or "-"
    by = "technician" if entry.by_technician else "files"
    return device.device_id, device.kind.value, at, by, device.state.value, ", ".join(device.faults) or "-", observed
