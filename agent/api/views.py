# SPDX-License-Identifier: Apache-2.0
"""What the agent knows, as the documents that callers see."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from agent.house import House
from agent.ledger import Transaction, commands, outbox, payments, receipts
from agent.ledger.commands import StoredCommand
from agent.ledger.payments import StoredPayment
from agent.payments.machine import Intent
from agent.receipts.slips import reference
from agent.sessions import LEASE_S, ResidentSession
from contract import local
from contract.local import Delivery, PaymentState

VERSION = "0.1.0"
EVENTS_SHOWN = 200
PAYMENTS_SHOWN = 20
COMMANDS_SHOWN = 50
DOUBT_SHOWN = timedelta(days=7)
"""The ledger keeps them longer; whoever looks at the paper after a week finds nothing."""


def terminal(house: House) -> local.Terminal:
    """For everyone; who must not know the secret of commissioning is not told."""
    settings = house.settings.terminal
    paying_trouble = house.cashier.paying_trouble
    return local.Terminal(
        terminal_no=settings.number,
        tenant=settings.tenant,
        place=settings.place,
        help_phone=settings.help_phone,
        version=VERSION,
        devices=house.bench.views(),
        platform_reachable=house.link.reachable,
        paying=not paying_trouble,
        paying_trouble=paying_trouble,
        content=house.content.current(),
    )


def kiosk_terminal(house: House) -> local.Terminal:
    return msgspec.structs.replace(terminal(house), commissioning=house.commissioning.current())


def journal(house: House) -> local.Journal:
    return local.Journal(events=tuple(house.journal.last(EVENTS_SHOWN)))


def session(resident_session: ResidentSession) -> local.Session:
    identity = resident_session.identity
    return local.Session(
        session_id=resident_session.session_id,
        lease_s=LEASE_S,
        resident=identity.as_shown() if identity else None,
    )


def payment(house: House, stored: StoredPayment) -> local.Payment:
    intent = stored.intent
    with house.ledger.reading() as tx:
        slips = receipts.of_payment(tx, intent.payment_id)
    code_shown = intent.state is PaymentState.CODE_SHOWN
    return local.Payment(
        payment_id=intent.payment_id,
        state=intent.state,
        amount_fen=intent.amount_fen,
        lines=stored.lines,
        way=intent.way,
        channel=intent.channel,
        verify_url=intent.verify_url,
        code_url=intent.code_url if code_shown else None,
        code_left_s=house.cashier.code_left_s(intent),
        paid_at=intent.paid_at,
        reference=reference(intent.payment_id),
        receipts=tuple(house.receipts.view(slip) for slip in slips),
        trouble=_trouble(intent.trouble),
    )


def ledger(house: House) -> local.LedgerExtract:
    with house.ledger.reading() as tx:  # one look: its parts fit each other
        undelivered = outbox.undelivered(tx)
        return local.LedgerExtract(
            entries=tuple(_entry(house, tx, stored, undelivered) for stored in payments.newest(tx, PAYMENTS_SHOWN)),
            commands=tuple(_command(stored) for stored in commands.newest(tx, COMMANDS_SHOWN)),
        )


def _entry(house: House, tx: Transaction, stored: StoredPayment, undelivered: Mapping[str, bool]) -> local.LedgerEntry:
    intent = stored.intent
    payer = payments.payer_of(tx, intent.payment_id)
    return local.LedgerEntry(
        payment_id=intent.payment_id,
        reference=reference(intent.payment_id),
        state=intent.state,
        amount_fen=intent.amount_fen,
        lines=stored.lines,
        created_at=intent.created_at,
        paid_at=intent.paid_at,
        channel=intent.channel or "",
        trouble=_trouble(intent.trouble),
        receipts=tuple(house.receipts.view(slip) for slip in receipts.of_payment(tx, intent.payment_id)),
        payer=local.LedgerPayer(name=payer.name, number=payer.id_number) if payer else None,
        delivery=_delivery(intent, undelivered.get(intent.payment_id)),
    )


def _delivery(intent: Intent, refused: bool | None) -> Delivery:
    """`refused`: None when no record of it is undelivered."""
    if refused is None:
        return Delivery.NOTHING if intent.open else Delivery.DELIVERED
    return Delivery.REFUSED if refused else Delivery.WAITING


def _command(stored: StoredCommand) -> local.LedgerCommand:
    return local.LedgerCommand(
        command_id=stored.command_id,
        command=stored.name,
        state=stored.state,
        outcome=stored.outcome,
        trouble=_trouble(stored.trouble),
        device=stored.device or "",
        proof=local.PrintProof(stored.proof) if stored.proof else None,
        created_at=stored.created_at,
    )


def doubtful_prints(house: House) -> local.DoubtfulPrints:
    since = house.clock.now() - DOUBT_SHOWN
    with house.ledger.reading() as tx:
        slips = receipts.doubtful(tx, since, COMMANDS_SHOWN)
        ordered = commands.doubtful(tx, since, COMMANDS_SHOWN)
    prints = [
        local.DoubtfulPrint(
            what="receipt",
            number=house.receipts.view(slip).receipt_no,
            at=slip.changed_at,
            device=slip.device or "",
            trouble=_trouble(slip.trouble),
        )
        for slip in slips
    ]
    prints += [
        local.DoubtfulPrint(
            what=one.name,
            number=one.command_id,
            at=one.changed_at,
            device=one.device or "",
            trouble=_trouble(one.trouble),
        )
        for one in ordered
    ]
    return local.DoubtfulPrints(prints=tuple(sorted(prints, key=lambda one: one.at, reverse=True)))


def _trouble(code: str | None) -> local.Trouble | None:
    return local.Trouble(code=code, title=code) if code else None
