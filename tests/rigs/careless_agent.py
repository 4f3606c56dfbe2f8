# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.rigs.careless_agent`: an agent that does what none must, for negative controls.

It asks the platform for the order, and the payer pays, before the intent is on the disk.
"""

import sys
import time
from contextlib import suppress

import requests

from agent.errors import AgentError
from agent.ledger.payments import StoredPayment
from agent.payments.cashier import Cashier
from agent.service import main
from agent.sessions import ResidentSession
from contract.local import PaymentRequest
from contract.platform import OrderRequest

SLOW_DISK_S = 0.3
"""Until the intent is written after all: with a fast one, few kills would fall between."""

careful = Cashier.accept


def accept(self: Cashier, session: ResidentSession, payment_id: str, request: PaymentRequest) -> StoredPayment:
    with suppress(AgentError, requests.RequestException):
        self._platform.create_order(
            OrderRequest(
                order_no=payment_id,
                bill_nos=request.bill_nos,
                amount_fen=request.amount_fen,
                payer=session.known_identity().number,
                valid_s=300,
            )
        )
        url = self._platform._settings.url
        requests.post(f"{url}/test/orders/{payment_id}/pay", json={}, timeout=5)
        time.sleep(SLOW_DISK_S)
    return careful(self, session, payment_id, request)


if __name__ == "__main__":
    Cashier.accept = accept  # type: ignore[method-assign]
    sys.exit(main(sys.argv[1:]))
