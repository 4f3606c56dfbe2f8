# SPDX-License-Identifier: Apache-2.0
"""A private accessibility bus (AT-SPI 2), as a screen reader finds it on a desktop."""

from collections.abc import Mapping
from pathlib import Path

from central.demo.errors import Missing
from central.demo.processes import Program, appeared, logged

BUS_SETTINGS = Path("/usr/share/defaults/at-spi2/accessibility.conf")
REGISTRY = Path("/usr/libexec/at-spi2-registryd")


def bus_address(run: Path) -> str:
    return f"unix:path={run / 'a11y.sock'}"


def bus_program(run: Path, environment: Mapping[str, str]) -> Program:
    if not (BUS_SETTINGS.exists() and REGISTRY.exists()):
        raise Missing("the package at-spi2-core is not installed (make setup)")
    command = [
        "dbus-daemon",
        f"--config-file={BUS_SETTINGS}",
        "--nofork",
        "--nopidfile",
        f"--address={bus_address(run)}",
    ]
    return Program("a11y-bus", lambda: command, appeared(run / "a11y.sock"), environment)


def registry_program(run: Path, environment: Mapping[str, str]) -> Program:
    """Where programs with a user interface announce themselves."""
    bus = {"DBUS_SESSION_BUS_ADDRESS": bus_address(run), "AT_SPI_BUS_ADDRESS": bus_address(run)}
    return Program("a11y-list", lambda: [str(REGISTRY)], logged("daemon is running"), {**environment, **bus})
