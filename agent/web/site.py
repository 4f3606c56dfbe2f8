# SPDX-License-Identifier: Apache-2.0
"""The site's parts, put together once and passed to whoever serves a page."""

import secrets
import threading
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from agent.web.access import Access
from agent.web.addresses import OwnNames
from agent.web.agent_link import AgentLink
from agent.web.boottime import BootTime, SystemBootTime
from agent.web.logs import Logs, logs_of
from agent.web.sessions import Sessions
from contract.clock import Clock
from contract.settings import Profile, Settings

BEYOND = "linli.beyond"
"""In the environment of a request that came through the network's listener."""


@dataclass(frozen=True)
class Site:
    settings: Settings
    clock: Clock
    access: Access
    sessions: Sessions
    agent: AgentLink
    logs: Logs
    own_names: Container[str]
    changed: threading.Event = field(default_factory=threading.Event)
    """Set when the listeners have to be looked at: after the claim and the hand-over."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    """Of this process alone; forms that were open over a restart are refused in words."""

    @property
    def in_sandbox(self) -> bool:
        return self.settings.terminal.profile is Profile.SANDBOX


def build(settings: Settings, clock: Clock, boot_time: BootTime | None = None) -> Site:
    return Site(
        settings=settings,
        clock=clock,
        access=Access(Path(settings.paths.web), boot_time or SystemBootTime()),
        sessions=Sessions(clock.monotonic),
        agent=AgentLink(Path(settings.paths.run)),
        logs=logs_of(settings.web.logs),
        own_names=OwnNames(settings.web.names),
    )
