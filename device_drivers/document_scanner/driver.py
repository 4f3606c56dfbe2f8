# SPDX-License-Identifier: Apache-2.0
"""Scans pages by running SANE's `scanimage`, one run a page, the picture through a pipe into memory.

A program and not a library, for two reasons. SANE's backends block, leak and crash; a process is ended at the deadline
and takes nothing of the agent with it. And the backends are GPL (with an exception for programs that link them, which
not all of them grant): a program that is run is no part of ours. Not verified on hardware: tried with SANE's own `test`
backend.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from device_drivers.document_scanner import codec
from device_drivers.document_scanner.codec import Abilities, Found, ScannerMissing
from device_drivers.document_scanner.options import Page, ScanOptions
from device_drivers.document_scanner.process import NOT_INSTALLED, run
from device_drivers.errors import CoverOpen, DeviceError, DeviceNotReady, PaperJammed, PaperOut, TimedOut
from device_drivers.status import DeviceState, DeviceStatus

_PROGRAM = "scanimage"
# Backends look for scanners on the network, some for ten seconds.
_LIST_S = 30.0
_ASK_S = 10.0


@dataclass(frozen=True)
class ScannerName:
    """Either SANE's own name of the device, where that is stable (a network address, `test:0`), or vendor and model
    as SANE lists them: names with a USB address change at each plug-in."""

    device: str | None = None
    vendor: str = ""
    model: str = ""

    def __post_init__(self) -> None:
        if (self.device is None) == (not self.model):
            raise ValueError("a scanner is named by its device, or by vendor and model")
        if self.device is not None and (not self.device or self.device.startswith("-")):
            raise ValueError("this is no name of a device")

    def __str__(self) -> str:
        return self.device or f"{self.vendor} {self.model}".strip()

    def fits(self, found: Found) -> bool:
        if self.device is not None:
            return found.device == self.device
        return found.model == self.model and self.vendor in ("", found.vendor)


def find_scanners(
    config: str | None = None, *, deadline_s: float = _LIST_S, cancelled: Callable[[], bool] = lambda: False
) -> list[Found]:
    """Raises DeviceNotReady (SANE is not installed), TimedOut, Cancelled. `config`: SANE_CONFIG_DIR."""
    status, output, words = run(
        [_PROGRAM, *codec.LIST_ARGUMENTS], _environment(config), deadline_s=deadline_s, cancelled=cancelled
    )
    if status != 0:
        raise codec.failure(status, words)
    return codec.decode_list(output.decode(errors="replace"))


class DocumentScanner:
    """Owned by one thread. Holds nothing open between calls: another program may use the scanner meanwhile."""

    def __init__(self, name: ScannerName, config: str | None = None) -> None:
        """`config`: SANE_CONFIG_DIR, for a scanner whose backend the system's configuration does not have."""
        self._name = name
        self._config = config
        self._device = name.device
        self._abilities: Abilities | None = None

    def open(self) -> None:
        """Find it and ask what it can. Raises DeviceNotReady (ScannerMissing when it is seen not to be there),
        TimedOut, HardwareError."""
        if self._abilities is None:
            self._ask(lambda: False)

    def close(self) -> None:
        """What was learned is forgotten; another scanner may be there under the name."""
        self._forget()

    def status(self) -> DeviceStatus:
        """Opens the scanner for a moment. SANE tells of cover and paper only when a page is scanned."""
        self._abilities = None
        try:
            self.open()
        except ScannerMissing as error:
            return DeviceStatus(DeviceState.NO_DEVICE, (), error.message)
        except (DeviceNotReady, TimedOut) as error:
            faults = (NOT_INSTALLED,) if error.code == NOT_INSTALLED else ()
            return DeviceStatus(DeviceState.OFFLINE, faults, error.message)
        except DeviceError as error:
            return DeviceStatus(DeviceState.HARDWARE_ERROR, (error.code,), error.message)
        return DeviceStatus(DeviceState.ONLINE)

    def scan(self, options: ScanOptions, *, deadline_s: float, cancelled: Callable[[], bool]) -> Page:
        """Scan one page. `deadline_s` counts from now. Raises PaperOut (an empty feeder), PaperJammed, CoverOpen,
        DeviceNotReady, Unsupported, HardwareError, ProtocolError, TimedOut, Cancelled; the scanner has been told to
        stop by then."""
        end = time.monotonic() + deadline_s
        abilities = self._abilities or self._ask(cancelled, deadline_s)
        arguments = codec.scan_arguments(options, abilities)
        try:
            image = self._run(arguments, end - time.monotonic(), cancelled)
        except (PaperOut, PaperJammed, CoverOpen):
            raise  # it is there, and the one it was
        except DeviceError:
            self._forget()
            raise
        return Page(codec.checked_image(image, options.format), options.format)

    def _ask(self, cancelled: Callable[[], bool], deadline_s: float = _LIST_S + _ASK_S) -> Abilities:
        end = time.monotonic() + deadline_s
        if self._device is None:
            self._device = self._found(cancelled, min(_LIST_S, deadline_s))
        try:
            output = self._run(["--all-options"], min(_ASK_S, end - time.monotonic()), cancelled)
        except DeviceError:
            self._forget()
            raise
        self._abilities = codec.decode_abilities(output.decode(errors="replace"))
        return self._abilities

    def _found(self, cancelled: Callable[[], bool], deadline_s: float) -> str:
        scanners = find_scanners(self._config, deadline_s=deadline_s, cancelled=cancelled)
        found = [one.device for one in scanners if self._name.fits(one)]
        if len(found) > 1:
            raise DeviceNotReady(f"several scanners {self._name}: the device has to say which ({', '.join(found)})")
        if not found:
            raise ScannerMissing(f"{self._name} is not there")
        return found[0]

    def _run(self, arguments: list[str], deadline_s: float, cancelled: Callable[[], bool]) -> bytes:
        command = [_PROGRAM, f"--device-name={self._device}", *arguments]
        status, output, words = run(command, _environment(self._config), deadline_s=deadline_s, cancelled=cancelled)
        if status != 0:
            raise codec.failure(status, words)
        return output

    def _forget(self) -> None:
        self._device = self._name.device
        self._abilities = None


def _environment(config: str | None) -> dict[str, str]:
    """Nothing of the agent's own. Its messages in English, for the codec."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    return environment if config is None else environment | {"SANE_CONFIG_DIR": config}
