# SPDX-License-Identifier: Apache-2.0
"""Everything that the account looks at: each source by itself, so that one that is gone takes nothing else with it."""

from dataclasses import dataclass
from typing import Any

from agent.client import calls
from central.demo.console.account.glance import Glance
from central.demo.hall import Hall
from central.demo.visit.screen_reader import Look
from central.demo.world.platform import Mood
from contract.content import AlertBoard, Release
from contract.local import Event, LedgerCommand, LedgerEntry, Terminal
from contract.platform import Order
from contract.release import ContentFolder, Stamp
from device_drivers.simulation.client import SimulatorControl

AGENT_LIMIT_S = 3.0
KIOSK_PAUSE_S = 1.0
LOBBY_PAUSE_S = 3.0
"""A screen reader asks for every word by itself."""


@dataclass(frozen=True)
class AgentSeen:
    terminal: Terminal
    events: tuple[Event, ...]
    """The newest first."""
    entries: tuple[LedgerEntry, ...]
    commands: tuple[LedgerCommand, ...]


@dataclass(frozen=True)
class PrinterSeen:
    faults: dict[str, Any]
    slips: tuple[dict[str, Any], ...]
    """The oldest first: `n`, `text`, `complete`."""


@dataclass(frozen=True)
class PlatformSeen:
    mood: Mood
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class Content:
    release: Release | None
    board: AlertBoard | None


class Sight:
    def __init__(self, hall: Hall) -> None:
        world, operator = hall.world, hall.here.operator(AGENT_LIMIT_S)

        def agent() -> AgentSeen:
            # The journal first: what it tells of is in the others then.
            journal, terminal, ledger = (
                operator.send(calls.journal()),
                operator.send(calls.terminal()),
                operator.send(calls.ledger()),
            )
            return AgentSeen(terminal, journal.events, ledger.entries, ledger.commands)

        self.agent = Glance("agent", agent)
        self.reader = Glance("reader", world.reader.state)
        self.printer = Glance("printer", lambda: _printer(world.printer))
        self.spare_printer = Glance("spare-printer", lambda: _printer(world.spare_printer))
        self.platform = Glance("platform", lambda: PlatformSeen(world.platform.mood(), world.phone.orders()))
        self.kiosk: Glance[Look] = Glance("kiosk", hall.reader.look, KIOSK_PAUSE_S)
        self.lobby: Glance[Look] = Glance("lobby", hall.lobby_reader.look, LOBBY_PAUSE_S)
        self.content = Glance("content", _Disk(hall.here.content).read, 0.3)

    def begin(self) -> None:
        """All at once, so that nobody waits for one after the other."""
        for glance in (
            *(self.agent, self.reader, self.printer, self.spare_printer, self.platform),
            *(self.kiosk, self.lobby, self.content),
        ):
            glance.begin()


class _Disk:
    """The terminal's content, read anew when it is another."""

    def __init__(self, folder: ContentFolder) -> None:
        self._folder = folder
        self._stamp: Stamp | None = None
        self._content = Content(None, None)

    def read(self) -> Content:
        stamp = self._folder.stamp()
        if stamp != self._stamp:
            self._content = Content(self._folder.release(), self._folder.alerts())
            self._stamp = stamp
        return self._content


def _printer(control: SimulatorControl) -> PrinterSeen:
    return PrinterSeen(control.state()["faults"], tuple(control.slips()))
