# SPDX-License-Identifier: Apache-2.0
"""The orders of `linli content`: each is carried out once, and answered in a file."""

import logging
from pathlib import Path

from contract import durable
from contract.content_orders import ANSWER_FILE, ORDER_FILE, Answer, Order
from contract.document import decode, encode
from contract.errors import InvalidDocument

log = logging.getLogger("sync")
MOST_BYTES = 10_000


class OrderTray:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waits(self) -> bool:
        return (self._folder / ORDER_FILE).exists()

    def take(self) -> Order | None:
        """The order leaves the tray when it is answered: one that a crash cut off is carried out again."""
        file = self._folder / ORDER_FILE
        try:
            if file.stat().st_size > MOST_BYTES:
                raise InvalidDocument("too long")
            return decode(file.read_bytes(), Order)
        except FileNotFoundError:
            return None
        except (OSError, InvalidDocument) as error:
            log.error("an order cannot be read: %s", type(error).__name__)
            durable.discard(file)
            return None

    def answer(self, answer: Answer) -> None:
        """Raises OSError."""
        durable.write(self._folder / ANSWER_FILE, encode(answer))
        durable.remove(self._folder / ORDER_FILE)
        log.info("order %s: %s", answer.order_id, answer.text)
