# SPDX-License-Identifier: Apache-2.0
"""What `linli content` asks of sync and what it hears back: two files in sync's own folder, so that it works with the
agent gone. Whoever may write there may ask.
"""

from enum import StrEnum

from contract.content import Moment
from contract.document import Document

ORDER_FILE = "order.json"
ANSWER_FILE = "answer.json"


class Action(StrEnum):
    ROLL_BACK = "roll_back"
    """To the release before, until the county publishes something new."""
    FOLLOW = "follow"
    """The county again."""
    BRING = "bring"
    """From a folder, such as a stick, by the same signatures."""


class Order(Document, frozen=True, kw_only=True):
    order_id: str
    action: Action
    folder: str = ""


class Answer(Document, frozen=True, kw_only=True):
    order_id: str
    done: bool
    """False: not possible."""
    code: str = ""
    """Of the trouble, as in ContentHealth."""
    text: str
    release_id: str = ""


class HistoryEntry(Document, frozen=True, kw_only=True):
    """One release that became the current one."""

    release_id: str
    switched_at: Moment
    why: str
    """published, rolled_back, followed."""
    notices: int = 0
    services: int = 0
    media: int = 0


class History(Document, frozen=True, kw_only=True):
    """The newest last."""

    entries: tuple[HistoryEntry, ...] = ()
    held: str = ""
    """A release that is passed over since somebody has rolled it back."""
