# SPDX-License-Identifier: Apache-2.0
"""The agent's parts, put together once and passed to whoever serves them."""

from dataclasses import dataclass

from agent.commands import CommandDesk
from agent.devices.bench import Bench
from agent.journal import Journal
from agent.ledger import Ledger
from agent.payments.cashier import Cashier
from agent.platform.client import PlatformClient
from agent.platform.link import PlatformLink
from agent.receipts.desk import ReceiptDesk
from agent.sessions import Sessions
from contract.clock import Clock
from contract.local import Topic
from contract.settings import Settings


@dataclass(frozen=True)
class House:
    settings: Settings
    clock: Clock
    ledger: Ledger
    journal: Journal
    bench: Bench
    sessions: Sessions
    platform: PlatformClient
    link: PlatformLink
    commands: CommandDesk
    receipts: ReceiptDesk
    cashier: Cashier


def build(settings: Settings, clock: Clock, ledger: Ledger, journal: Journal) -> House:
    """Nothing runs yet. Raises InvalidSettings."""
    terminal = settings.terminal
    bench = Bench(settings.device, clock, lambda device, state: _tell(journal, Topic.DEVICE, device, state))
    platform = PlatformClient(settings.platform)
    link = PlatformLink(platform, ledger, clock, lambda state: _tell(journal, Topic.PLATFORM, "", state))
    receipts = ReceiptDesk(ledger, bench, journal, clock, terminal)
    return House(
        settings=settings,
        clock=clock,
        ledger=ledger,
        journal=journal,
        bench=bench,
        sessions=Sessions(clock, lambda session: _tell(journal, Topic.SESSION, session, "ended")),
        platform=platform,
        link=link,
        commands=CommandDesk(ledger, bench, journal, clock, terminal),
        receipts=receipts,
        cashier=Cashier(ledger, platform, journal, clock, settings.payment, receipts.issue, receipts.print),
    )


def _tell(journal: Journal, topic: Topic, subject: str, state: str) -> None:
    journal.append(topic, subject, state)
