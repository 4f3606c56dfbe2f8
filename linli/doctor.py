# SPDX-License-Identifier: Apache-2.0
"""`linli doctor`: looks at everything that a terminal stands on, and says of each what is wrong and what to do next."""

import argparse
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from agent.client import ClientError, calls
from agent.client.blocking import Client
from contract.errors import InvalidSettings
from contract.freshness import Freshness, freshness
from contract.local import Device, DeviceState, DoubtfulPrints, Terminal
from contract.settings import SHIPPED, SITE, Settings, load

ANSWER_LIMIT_S = 5.0
LEAST_FREE = 0.05
LEAST_FREE_BYTES = 200 * 1024 * 1024
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""systemd-timesyncd makes it when it has set the clock."""
BUILT = datetime(2025, 1, 1, tzinfo=UTC)
"""There was no terminal before."""
OLD_CONTENT = timedelta(hours=1)


class State(StrEnum):
    GOOD = "ok"
    DOUBT = "??"
    BAD = "BAD"


@dataclass(frozen=True)
class Finding:
    what: str
    state: State
    cause: str
    next_step: str = ""

    def line(self) -> str:
        told = f"{self.state:<3}  {self.what}: {self.cause}"
        return f"{told}; next: {self.next_step}" if self.next_step else told


NEXT = {
    DeviceState.OFFLINE: "look at its power and cable, then at port or address",
    DeviceState.NO_DEVICE: "plug it in; in another socket it needs another port in the settings",
    DeviceState.HARDWARE_ERROR: "switch it off for ten seconds; if it stays so, use another one",
    DeviceState.USER_ERROR: "go to the device: paper, cover",
    DeviceState.UNKNOWN: "wait a few seconds; then plug it in anew",
    DeviceState.STARTING: "wait a few seconds",
}

FAULT_NEXT = {
    "cardServiceGone": "install pcscd, or look at it: systemctl status pcscd.socket",
    "scanProgramMissing": "install sane-utils",
    "printServiceGone": "install cups, or look at it: systemctl status cups",
    "printQueueMissing": "`lpstat -e` has the names of the queues",
}
"""What this machine lacks, where the device itself may be well."""


def run(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="linli doctor",
        description="Settings, agent, disk, clock, devices, platform, content: how each is, why, and what to do next.",
        epilog="Exit status: 0 when nothing is BAD, 1 when something is, 2 when the settings cannot be read.",
    )
    parser.add_argument(
        "--config", action="append", type=Path, metavar="FILE", help=f"the terminal's configuration (default: {SITE})"
    )
    options = parser.parse_args(argv)
    try:
        settings = load([SHIPPED, *(options.config or [SITE])])
    except InvalidSettings as error:
        print(Finding("settings", State.BAD, str(error), "put it right; `linli agent --check` reads it again").line())
        return 2
    worst = 0
    for finding in examine(settings):
        print(finding.line(), flush=True)
        worst |= finding.state is State.BAD
    return int(worst)


def examine(settings: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    yield Finding("settings", State.GOOD, f"terminal {settings.terminal.number}, {len(settings.device)} devices")
    for name in ("state", "content"):
        yield disk(name, Path(getattr(settings.paths, name)))
    path = Path(settings.paths.run) / "operator" / "agent.sock"
    try:
        client = Client(path, ANSWER_LIMIT_S)
        terminal = client.send(calls.terminal())
        doubtful = client.send(calls.doubtful_prints())
    except (ClientError, PermissionError) as error:
        yield clock(now, None)
        step = "run this as root or in the group linli-operator" if _forbidden(path) else "systemctl status linli-agent"
        yield Finding("agent", State.BAD, f"no answer at {path}: {error}", step)
        return
    yield clock(now, terminal)
    yield Finding("agent", State.GOOD, f"version {terminal.version} answers at {path}")
    yield from of_devices(terminal.devices)
    yield from of_prints(doubtful)
    yield platform(terminal, settings)
    yield content(terminal, now)


def disk(name: str, path: Path) -> Finding:
    """Of the nearest folder that is there."""
    there = next(folder for folder in (path, *path.parents) if folder.exists())
    usage = shutil.disk_usage(there)
    free = f"{usage.free // 1_048_576} MB free for {path}"
    if usage.free < min(LEAST_FREE_BYTES, usage.total * LEAST_FREE):
        return Finding(f"disk ({name})", State.BAD, free, "make room, or lower content.quota_mb")
    return Finding(f"disk ({name})", State.GOOD, free)


def clock(now: datetime, terminal: Terminal | None) -> Finding:
    checked = terminal.content.checked_at if terminal is not None and terminal.content is not None else None
    if now < BUILT or (checked is not None and checked - now > timedelta(minutes=5)):
        return Finding(
            "clock", State.BAD, f"{now:%Y-%m-%d %H:%M} UTC is behind", "set it, then look at its time server"
        )
    if not SYNCHRONISED.exists():
        return Finding("clock", State.DOUBT, f"{now:%Y-%m-%d %H:%M} UTC, by no time server known", "timedatectl status")
    return Finding("clock", State.GOOD, f"{now:%Y-%m-%d %H:%M} UTC, by a time server")


def of_devices(devices: Iterable[Device]) -> Iterator[Finding]:
    for device in devices:
        what = f"device {device.device_id}"
        why = f"{device.state}{' (' + ', '.join(device.faults) + ')' if device.faults else ''}"
        if device.state in {DeviceState.ONLINE, DeviceState.DEVICE_BUSY}:
            yield Finding(what, State.GOOD, why)
            continue
        doubt = device.state in {DeviceState.STARTING, DeviceState.UNKNOWN}
        step = next((FAULT_NEXT[fault] for fault in device.faults if fault in FAULT_NEXT), NEXT[device.state])
        yield Finding(what, State.DOUBT if doubt else State.BAD, why, step)


def of_prints(doubtful: DoubtfulPrints) -> Iterator[Finding]:
    if not doubtful.prints:
        return
    newest = doubtful.prints[0]
    cause = f"{len(doubtful.prints)} in seven days may be on paper or not, last at {newest.at.astimezone():%m-%d %H:%M}"
    step = "look at the paper; `linli ledger` says which; nothing prints them again by itself"
    yield Finding("slips", State.DOUBT, cause, step)


def platform(terminal: Terminal, settings: Settings) -> Finding:
    url = settings.platform.url
    if not terminal.platform_reachable:
        return Finding("platform", State.BAD, f"{url} does not answer", "the technician's site, 连接, finds the step")
    if not terminal.paying:
        step = "make room on the disk" if terminal.paying_trouble == "ledgerUnwritable" else "wait until it is done"
        return Finding("platform", State.BAD, f"reachable, but no payments: {terminal.paying_trouble}", step)
    return Finding("platform", State.GOOD, f"{url} answers, payments are open")


def content(terminal: Terminal, now: datetime) -> Finding:
    health = terminal.content
    if health is None:
        return Finding("content", State.BAD, "sync has not reported", "systemctl status linli-sync")
    if health.trouble is not None:
        cause = f"{health.trouble.code}, {health.tries} times; the last release stays"
        return Finding("content", State.BAD, cause, "the technician's site, 连接, finds the step")
    if health.checked_at is not None and freshness(health.checked_at, now) in {Freshness.STALE, Freshness.LOST}:
        cause = f"as of {health.checked_at.astimezone():%Y-%m-%d}: the screens say that it may be out of date"
        return Finding("content", State.BAD, cause, "the network, or `linli content bring` from a stick")
    if health.checked_at is None or now - health.checked_at > OLD_CONTENT:
        return Finding("content", State.DOUBT, "not confirmed for more than an hour", "systemctl status linli-sync")
    return Finding("content", State.GOOD, f"as of {health.checked_at.astimezone():%Y-%m-%d %H:%M}")


def _forbidden(path: Path) -> bool:
    return path.parent.exists() and not os.access(path.parent, os.X_OK)
