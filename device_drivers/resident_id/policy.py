# SPDX-License-Identifier: Apache-2.0
"""What a status of the reader means for the work at hand: one row for each."""

from dataclasses import dataclass
from enum import Enum, auto

from device_drivers.errors import CardRemoved, CardUnreadable, DeviceError, HardwareError, ProtocolError
from device_drivers.resident_id.codec import Reply, Status


class Step(Enum):
    """What is done next."""

    GO_ON = auto()
    EMPTY = auto()
    """The card has no such item: a result, and no failure."""
    WAIT = auto()
    """No card: look again after the find interval."""
    RESEND = auto()
    """The reader did not understand: what is left in the line is thrown away and the request sent again."""
    RESTART = auto()
    """Card and reader lost each other: begin again with finding the card."""
    REPORT = auto()
    """Trying again is of no use."""


@dataclass(frozen=True)
class Rule:
    """`tries`: how often the step is repeated before `error` with `code` is raised. `word` says the status in short,
    for device status and log."""

    step: Step
    word: str
    tries: int = 0
    error: type[DeviceError] = ProtocolError
    code: str = "protocolError"


RESENDS, RESTARTS = 3, 3


def _resend(word: str) -> Rule:
    return Rule(Step.RESEND, word, RESENDS)


def _restart(word: str, code: str = "cardUnreadable") -> Rule:
    return Rule(Step.RESTART, word, RESTARTS, CardUnreadable, code)


def _report(word: str) -> Rule:
    return Rule(Step.REPORT, word, 0, HardwareError, "hardwareError")


RULES: dict[Status, Rule] = {
    Status.OK: Rule(Step.GO_ON, "ok"),
    Status.FOUND: Rule(Step.GO_ON, "cardFound"),
    Status.NO_ITEM: Rule(Step.EMPTY, "noSuchItem"),
    # Without a card a reading waits until its deadline. Once a card was seen it has been taken away.
    Status.NO_CARD: Rule(Step.WAIT, "noCard", RESTARTS, CardRemoved, "cardRemoved"),
    Status.BAD_CHECKSUM: _resend("badChecksum"),
    Status.BAD_LENGTH: _resend("badLength"),
    Status.BAD_COMMAND: _resend("badCommand"),
    Status.UNRECOGNISED: _resend("unrecognisedError"),
    Status.CARD_REJECTS_READER: _restart("cardRejectsReader"),
    Status.READER_REJECTS_CARD: _restart("readerRejectsCard"),
    Status.BAD_MAC: _restart("cardDataNotAuthentic"),
    Status.WRONG_CARD_TYPE: _restart("wrongCardType", "cardKindUnsupported"),
    Status.READ_FAILED: _restart("readFailed"),
    Status.RANDOM_FAILED: _restart("randomNumberFailed"),
    Status.SELECT_FAILED: _restart("selectFailed"),
    Status.NOT_PERMITTED: _report("notPermitted"),
    Status.SELF_TEST_FAILED: _report("selfTestFailed"),
    Status.NOT_AUTHORISED: _report("notAuthorised"),
}


def failure(reply: Reply) -> DeviceError:
    """The error that ends the work when the rule's tries are used up."""
    rule = RULES[reply.status]
    if rule.step is Step.WAIT:
        return rule.error("the card was taken away", code=rule.code)
    told = f"the reader says {reply.status:02X} {rule.word}, card status {reply.card_status:04X}"
    return rule.error(told, code=rule.code)
