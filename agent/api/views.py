# SPDX-License-Identifier: Apache-2.0
"""What the agent knows, as the documents that callers see."""

import msgspec

from agent.house import House
from agent.ledger import receipts
from agent.ledger.payments import StoredPayment
from agent.receipts.slips import reference
from agent.sessions import LEASE_S, ResidentSession
from contract import local
from contract.local import PaymentState

VERSION = "0.1.0"
EVENTS_SHOWN = 200


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
        code_url=intent.code_url if code_shown else None,
        code_left_s=house.cashier.code_left_s(intent),
        paid_at=intent.paid_at,
        reference=reference(intent.payment_id),
        receipts=tuple(house.receipts.view(slip) for slip in slips),
        trouble=local.Trouble(code=intent.trouble, title=intent.trouble) if intent.trouble else None,
    )
