# SPDX-License-Identifier: Apache-2.0
"""The technician's settings on the disk: one TOML file over those of this machine, written by the agent alone."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from agent import layer
from agent.errors import InvalidRequest, SettingsUnwritable, TooMany
from agent.live import Live
from contract import durable
from contract.errors import InvalidSettings
from contract.local import SiteSettings
from contract.settings import DeviceSettings, Settings, laid_over, parse, technician_file

WAIT_S = 1.0
HEADER = "# What the technician has set. Written by the agent; changed through the technician's site.\n\n"


@dataclass(frozen=True)
class Change:
    """What is to be saved, and what comes of it."""

    layer: Mapping[str, Any]
    settings: Settings


class Technician:
    """A change is worked out first and saved when it has proved itself, both within one `changing`."""

    def __init__(self, live: Live, lower: Mapping[str, Any]) -> None:
        """`lower`: the files of this machine, merged. Raises InvalidSettings."""
        self._live = live
        self._lower = lower
        self._below = laid_over(lower, {})
        self.path = technician_file(live.settings)
        self._layer: Mapping[str, Any] = _read(self.path)
        self._lock = threading.Lock()

    @property
    def settings(self) -> Settings:
        return self._live.settings

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Raises TooMany when somebody else's change takes long."""
        if not self._lock.acquire(timeout=WAIT_S):
            raise TooMany("another change is under way")
        try:
            yield
        finally:
            self._lock.release()

    def has_device(self, name: str) -> bool:
        return name in self._layer.get("device", {})

    def with_device(self, name: str, wanted: DeviceSettings) -> Change:
        """Raises InvalidRequest."""
        return self._change(layer.with_device(self._layer, self._below, name, wanted))

    def without_device(self, name: str) -> Change:
        return self._change(layer.without_device(self._layer, self._below, name))

    def with_site(self, site: SiteSettings) -> Change:
        """Raises InvalidRequest."""
        return self._change(layer.with_site(self._layer, self._below, site))

    def save(self, change: Change) -> None:
        """Durable, and what everybody in the agent sees, when it returns. Raises SettingsUnwritable."""
        content = (HEADER + tomli_w.dumps(change.layer)).encode()
        try:
            durable.write(self.path, content)
        except OSError as error:
            raise SettingsUnwritable(f"{self.path}: {error.strerror}") from error
        self._layer = change.layer
        self._live.settings = change.settings

    def _change(self, changed: Mapping[str, Any]) -> Change:
        """Through its own text, so that what is saved can be read again. Raises InvalidRequest."""
        try:
            read = parse(tomli_w.dumps(changed), self.path.name)
            return Change(read, laid_over(self._lower, read))
        except InvalidSettings as error:
            raise InvalidRequest(str(error)) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        return parse(path.read_text(encoding="utf-8"), str(path)) if path.exists() else {}
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"{path}: {error}") from None
