# SPDX-License-Identifier: Apache-2.0
"""The agent's parts, put together once and passed to whoever serves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from agent.command_journal import CommandJournal
from agent.commands import CommandDesk
from agent.commissioning import CommissioningBoard
from agent.content import ContentBoard
from agent.devices.bench import Bench
from agent.devices.registry import DeviceRegistry
from agent.devices.testing import DeviceTests
from agent.journal import Journal
from agent.ledger import Ledger
from agent.live import Live
from agent.payments.cashier import Cashier
from agent.platform.client import PlatformClient
from agent.platform.connection import Prober
from agent.platform.link import PlatformLink
from agent.plays import PlayDesk
from agent.receipts.desk import ReceiptDesk
from agent.reconciliation.desk import ReconciliationDesk
from agent.sessions import Sessions
from agent.site import SiteDesk
from agent.technician import Technician
from contract.clock import Clock
from contract.local import Topic
from contract.settings import Settings


@dataclass(frozen=True)
class House:
    live: Live
    clock: Clock
    ledger: Ledger
    journal: Journal
    bench: Bench
    sessions: Sessions
    platform: PlatformClient
    link: PlatformLink
    command_journal: CommandJournal
    commands: CommandDesk
    receipts: ReceiptDesk
    cashier: Cashier
    reconciliation: ReconciliationDesk
    content: ContentBoard
    commissioning: CommissioningBoard
    plays: PlayDesk
    devices: DeviceRegistry
    device_tests: DeviceTests
    site: SiteDesk

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return self.live.settings


def build(
    settings: Settings, clock: Clock, ledger: Ledger, journal: Journal, lower: Mapping[str, Any] | None = None
) -> House:
    """Nothing runs yet. `lower`: the files of this machine without the technician's settings; when it is not given,
    there are none of those. Raises InvalidSettings."""
    live = Live(settings)
    technician = Technician(live, msgspec.to_builtins(settings) if lower is None else lower)
    bench = Bench(settings.device, clock, lambda device, state: _tell(journal, Topic.DEVICE, device, state))
    platform = PlatformClient(settings.platform)
    link = PlatformLink(platform, ledger, clock, lambda state: _tell(journal, Topic.PLATFORM, "", state))
    command_journal = CommandJournal(ledger, clock)
    receipts = ReceiptDesk(ledger, bench, journal, clock, live)
    sessions = Sessions(clock, lambda session: _tell(journal, Topic.SESSION, session, "ended"))
    cashier = Cashier(
        ledger, platform, journal, clock, settings.payment, receipts.issue, receipts.print, lambda: bench.prints
    )
    prober = Prober(clock, live, platform.token)
    return House(
        live=live,
        clock=clock,
        ledger=ledger,
        journal=journal,
        bench=bench,
        sessions=sessions,
        platform=platform,
        link=link,
        command_journal=command_journal,
        commands=CommandDesk(command_journal, bench, journal, clock, live),
        receipts=receipts,
        cashier=cashier,
        reconciliation=ReconciliationDesk(ledger, platform, clock, cashier.ask_anew),
        content=ContentBoard(journal, clock),
        commissioning=CommissioningBoard(journal, clock),
        plays=PlayDesk(ledger, clock),
        devices=DeviceRegistry(bench, technician, journal, clock, receipts.print_what_waits),
        device_tests=DeviceTests(command_journal, bench, sessions, clock, live),
        site=SiteDesk(technician, prober, platform, cashier, journal),
    )


def _tell(journal: Journal, topic: Topic, subject: str, state: str) -> None:
    journal.append(topic, subject, state)
