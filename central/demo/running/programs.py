# SPDX-License-Identifier: Apache-2.0
"""The terminal's programs, and the world's around it, in the order in which they start."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from agent.client import ClientError, calls
from central.demo.running import accessibility
from central.demo.running.content_host import host_program
from central.demo.running.processes import Child, Program, appeared, logged, notified
from central.demo.running.screen import Screen
from central.demo.running.terminal import HOST, LOBBY, Place
from contract.local import DeviceState
from contract.tenant import lineage

SLOW_START_S = 60.0
"""For what waits for others, or loads much, on a machine with two slow cores."""


def programs(
    here: Place,
    site: Path,
    kiosk: Screen,
    lobby: Screen,
    standing_by: Callable[[Screen], None] = lambda _screen: None,
) -> Iterator[Program]:
    """`site` is the folder that the content host serves. Each program is asked for when the one before is ready. What
    shows something starts after the picture below it; `standing_by` is told when that is all there is to see."""
    environment = own_environment(here)
    program = partial(_python_program, environment=environment)
    for screen in (kiosk, lobby):
        if screen.is_own:
            yield screen.program(environment)
    yield program(
        "sandbox",
        [
            *("central.sandbox", "--port", here.ports.platform, "--database", here.platform / "sandbox.db"),
            *("--terminal-token-file", here.token, "--clock-offset", here.clock_file),
        ],
        is_ready=logged(r"^sandbox ready"),
    )
    for device, module, options in (
        ("reader", "resident_id", ["--link", here.link("reader")]),
        ("printer", "receipt_printer", ["--port", here.ports.printer]),
        ("spare-printer", "receipt_printer", ["--port", here.ports.spare_printer]),
        ("scanner", "code_scanner", ["--link", here.link("scanner")]),
    ):
        command = [f"device_drivers.{module}.simulator", *options, "--control", here.control(device)]
        yield program(device, command, is_ready=appeared(here.control(device)))
    yield host_program(site, HOST, here.ports.content, here.run, environment)
    yield program("agent", ["agent", "--config", here.config], is_ready=lambda child: agent_is_ready(child, here))
    yield program("sync", ["agent.sync", "--config", here.config], is_ready=lambda child: sync_is_ready(child, here))
    yield program("web", ["agent.web", "--config", here.config], is_ready=notified)
    for screen, shows in (
        (kiosk, ["kiosk"]),
        (lobby, ["signage", "--output", LOBBY]),
    ):
        shown = {**environment, **screen.environment()}
        if screen.is_own:  # in a person's desktop a window that is killed uncovers the desktop
            below = ["signage.standby", "--output", screen.name, "--config", here.config]
            yield _python_program(f"standby-{screen.name}", below, environment=shown, is_ready=notified)
            standing_by(screen)
        # A bus for each screen, as if each had a blind reader of its own before it.
        yield from accessibility.programs(here.run, screen.name, environment)
        shown = {**shown, "AT_SPI_BUS_ADDRESS": accessibility.bus_address(here.run, screen.name)}
        name = shows[0]
        how = [] if screen.is_own else ["--windowed"]
        yield _python_program(name, [*shows, *how, "--config", here.config], environment=shown, is_ready=notified)


def agent_is_ready(child: Child, here: Place) -> bool:
    """Ready is an agent that says so and has met all its devices, so that nobody stands before a dead machine."""
    if not child.has_notified():
        return False
    try:
        terminal = here.operator().send(calls.terminal())
    except ClientError:
        return False
    return terminal.platform_reachable and all(device.state is DeviceState.ONLINE for device in terminal.devices)


def sync_is_ready(child: Child, here: Place) -> bool:
    """With all levels' content on the disk, so that no screen begins empty."""
    release = here.content.release() if child.has_notified() else None
    return release is not None and len(release.sources) == len(lineage(release.tenant))


def own_environment(here: Place) -> dict[str, str]:
    """Programs write their caches into the demo's own home, so that all they leave is in one place."""
    inherited = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "TMPDIR", "XAUTHORITY")
    kept = {name: os.environ[name] for name in inherited if name in os.environ}
    return {**kept, "HOME": str(here.home), "XDG_RUNTIME_DIR": str(here.home), "PYTHONUNBUFFERED": "1"}


def _python_program(
    name: str, arguments: Sequence[object], *, environment: dict[str, str], is_ready: Callable[[Child], bool]
) -> Program:
    command = [sys.executable, "-m", *map(str, arguments)]
    return Program(name, lambda: command, is_ready, environment, SLOW_START_S)
