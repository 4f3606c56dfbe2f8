# SPDX-License-Identifier: Apache-2.0
"""`linli device list|status|test|watch`: the running agent's devices, asked through the operator's socket."""

import argparse
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from agent.client import calls
from agent.client.blocking import Client
from contract.local import (
    CommandState,
    Device,
    DeviceEntry,
    Devices,
    DeviceTest,
    DoubtfulPrint,
    Event,
    FoundDevice,
    Outcome,
    Terminal,
    Topic,
)
from linli.operator import ask, columns

LOOK_S = 0.3
SILENT_S = 30.0
"""A stream of events has a heartbeat every five seconds."""


def run(argv: list[str]) -> int:
    tells = {"list": _list, "status": _status, "test": _test, "watch": _watch}
    if argv and argv[0] in tells:
        return tells[argv[0]](argv[1:])
    parser = argparse.ArgumentParser(
        prog="linli device",
        description="Devices of the running agent: list (all of them), status NAME, test NAME (a real slip, card, "
        "code or page), watch (what changes, until Ctrl-C). Each has a --help of its own.",
    )
    parser.add_argument("what", choices=list(tells), help="what to do")
    parser.parse_args(argv)
    return 2


def _list(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli device list",
        description="State and faults of every device.",
        epilog="Of several devices of one kind the first that is online is used; SET BY says who wants it so.",
    )

    def tell(client: Client) -> list[str]:
        return table(client.send(calls.terminal()), client.send(calls.devices()), datetime.now(UTC))

    return ask(parser, argv, tell)


def _status(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="linli device status", description="One device. Exit status 1: not online.")
    names = _names(parser)
    found: list[Device] = []

    def tell(client: Client) -> Iterable[str]:
        found.extend(d for d in client.send(calls.terminal()).devices if d.device_id in names)
        doubtful = [one for one in client.send(calls.doubtful_prints()).prints if one.device in names]
        lines = [_line(device) for device in found] or [
            f"there is no device {names[0]}; `linli device list` names what there is"
        ]
        return [*lines, *map(_in_doubt, doubtful)]

    code = ask(parser, argv, tell)
    return code or int(not found or found[0].state != "online")


def _test(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli device test",
        description="Prints, scans a page, or waits for a card or code. Exit status 1: it failed.",
    )
    names = _names(parser)
    ended: list[Outcome | None] = []

    def tell(client: Client) -> Iterable[str]:
        name, test_id = names[0], uuid.uuid4().hex
        status = client.send(calls.test_device(name, test_id, DeviceTest()))
        print(f"{name}: {status.test} …", flush=True)
        try:
            while status.state is not CommandState.FINISHED:
                time.sleep(LOOK_S)
                status = client.send(calls.device_test(name, test_id))
        except KeyboardInterrupt:
            status = client.send(calls.cancel_device_test(name, test_id))
        ended.append(status.outcome)
        why = f": {status.trouble.code} ({status.trouble.title})" if status.trouble else ""
        proof = f", proved by {status.proof}" if status.proof else ""
        return [f"{status.outcome or 'cancelled'}{why}{proof}", *([status.shown] if status.shown else [])]

    code = ask(parser, argv, tell)
    return code or int(ended != [Outcome.SUCCEEDED])


def _watch(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="linli device watch", description="What changes, as it changes.")

    def tell(client: Client) -> Iterable[str]:
        events = client.events(timeout_s=SILENT_S)
        for device in client.send(calls.terminal()).devices:
            print(_line(device), flush=True)
        try:
            for event in events:
                if event.topic is Topic.DEVICE:
                    told = f"{event.at.astimezone():%H:%M:%S}  {event.subject}  {event.state}"
                    print(f"{told}{_why(client, event)}", flush=True)
        except KeyboardInterrupt:
            pass
        return []

    return ask(parser, argv, tell)


def _why(client: Client, event: Event) -> str:
    """The faults, which the event does not carry; none if the device has changed again since."""
    now = next((d for d in client.send(calls.terminal()).devices if d.device_id == event.subject), None)
    return _faults(now) if now is not None and now.state == event.state else ""


def _names(parser: argparse.ArgumentParser) -> list[str]:
    """Gets the device's name when `ask` parses the arguments."""
    names: list[str] = []

    def heard(name: str) -> str:
        names.append(name)
        return name

    parser.add_argument("name", type=heard, help="name of a device, as in the settings")
    return names


def _in_doubt(one: DoubtfulPrint) -> str:
    why = f", {one.trouble.code}" if one.trouble else ""
    return (
        f"  may be on paper or not: {one.what} {one.number}, {one.at.astimezone():%Y-%m-%d %H:%M:%S}{why}; look there"
    )


def _line(device: Device) -> str:
    return f"{device.device_id}  {device.kind}  {device.state}{_faults(device)}"


def _faults(device: Device) -> str:
    return f" ({', '.join(device.faults)})" if device.faults else ""


def table(terminal: Terminal, devices: Devices, now: datetime) -> list[str]:
    head = ("DEVICE", "KIND", "AT", "SET BY", "STATE", "FAULTS", "OBSERVED")
    platform = "reachable" if terminal.platform_reachable else "UNREACHABLE"
    paying = "open" if terminal.paying else "CLOSED"
    lines = columns([head, *(_row(entry, now) for entry in devices.devices)])
    found = [f"plugged in, not configured: {_found(one)}" for one in devices.found]
    return [f"terminal {terminal.terminal_no}   platform {platform}   payments {paying}", "", *lines, *found]


def _found(one: FoundDevice) -> str:
    place = f"{one.usb_id}  usb {one.path}" if one.usb_id else ""
    return "  ".join(filter(None, (one.kind or "unknown", place, one.name, one.port)))


def _row(entry: DeviceEntry, now: datetime) -> tuple[str, ...]:
    device, settings, seen = entry.device, entry.settings, entry.device.observed_at
    observed = "never" if seen is None else f"{seen.astimezone():%H:%M:%S}, {(now - seen).total_seconds():.0f} s ago"
    at = settings.at or "-"
    by = "technician" if entry.by_technician else "files"
    return device.device_id, device.kind.value, at, by, device.state.value, ", ".join(device.faults) or "-", observed
