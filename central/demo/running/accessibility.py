# SPDX-License-Identifier: Apache-2.0
"""A private accessibility bus (AT-SPI 2) for a screen, as a screen reader finds it on a desktop."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from central.demo.errors import Missing
from central.demo.running.processes import Program, appeared, logged

BUS_SETTINGS = Path("/usr/share/defaults/at-spi2/accessibility.conf")
REGISTRY = Path("/usr/libexec/at-spi2-registryd")


def bus_address(run: Path, screen: str) -> str:
    return f"unix:path={_socket(run, screen)}"


def programs(run: Path, screen: str, environment: Mapping[str, str]) -> Iterator[Program]:
    """The bus, then the place where programs with a user interface announce themselves."""
    if not (BUS_SETTINGS.exists() and REGISTRY.exists()):
        raise Missing("the package at-spi2-core is not installed (make setup)")
    address = bus_address(run, screen)
    command = ["dbus-daemon", f"--config-file={BUS_SETTINGS}", "--nofork", "--nopidfile", f"--address={address}"]
    yield Program(f"a11y-bus-{screen}", lambda: command, appeared(_socket(run, screen)), environment)
    bus = {**environment, "DBUS_SESSION_BUS_ADDRESS": address, "AT_SPI_BUS_ADDRESS": address}
    yield Program(f"a11y-list-{screen}", lambda: [str(REGISTRY)], logged("daemon is running"), bus)


def _socket(run: Path, screen: str) -> Path:
    return run / f"a11y-{screen}.sock"
