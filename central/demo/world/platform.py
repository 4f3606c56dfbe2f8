# SPDX-License-Identifier: Apache-2.0
"""How the county's platform feels today: it answers, slowly, with errors, with nonsense, or loses what it answers."""

from enum import StrEnum
from typing import Literal

import requests

from contract.document import decode, encode
from contract.platform import Fault

LIMIT_S = 5
Operation = Literal["bills", "create_order", "get_order", "close_order", "case", "records"]


class Mood(StrEnum):
    WELL = "well"
    SLOW = "slow"
    """Each answer takes some seconds."""
    FAILING = "failing"
    """HTTP 500."""
    NONSENSE = "nonsense"
    """A page where a document should be, or half a document."""
    FORGETFUL = "forgetful"
    """It does what it is asked, and the answer is lost."""


FAULTS: dict[Mood, tuple[Fault, ...]] = {
    Mood.WELL: (),
    Mood.SLOW: (Fault(delay_ms=3000),),
    Mood.FAILING: (Fault(outcome="http_500"),),
    Mood.NONSENSE: (
        Fault(operation="create_order", outcome="garbage"),
        Fault(operation="get_order", outcome="garbage"),
        Fault(outcome="html"),
    ),
    Mood.FORGETFUL: (Fault(outcome="drop"),),
}


class Platform:
    """Through the sandbox's operations for rigs, which no terminal may call."""

    def __init__(self, url: str) -> None:
        self._url = url

    def mood(self) -> Mood:
        """Raises OSError while it does not answer at all. A platform that was started again is well."""
        lasting = tuple(fault for fault in self._faults() if fault.times is None)
        return next((mood for mood, faults in FAULTS.items() if faults == lasting), Mood.WELL)

    def put(self, mood: Mood) -> None:
        self._ask("PUT", "faults", encode(FAULTS[mood]))

    def lose_answer(self, operation: Operation) -> None:
        """Of this one operation (`create_order`, …), once: done, and never told."""
        once = Fault(operation=operation, outcome="drop", times=1)
        self._ask("PUT", "faults", encode((once, *self._faults())))

    def bill_again(self) -> None:
        """Each bill that is paid is followed by a new one, with a new number: nobody in the demo runs out of bills."""
        self._ask("POST", "bills/again")

    def _faults(self) -> tuple[Fault, ...]:
        return decode(self._ask("GET", "faults"), tuple[Fault, ...])

    def _ask(self, method: str, what: str, body: bytes | None = None) -> bytes:
        headers = {"Content-Type": "application/json"} if body is not None else None
        answer = requests.request(method, f"{self._url}/test/{what}", data=body, headers=headers, timeout=LIMIT_S)
        answer.raise_for_status()
        return answer.content
