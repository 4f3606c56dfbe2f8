# SPDX-License-Identifier: Apache-2.0
"""Every code has words, every word has English, and what is compiled is what is written."""

import inspect
import io
import re
from collections.abc import Iterator

import pytest
from babel.messages.mofile import read_mo, write_mo
from flask import Flask, request

import agent.errors
import agent.web.errors
import device_drivers.errors
from agent.client import errors as client_errors
from agent.devices import hosted
from agent.web import catalogue, words
from agent.web.language import language, speak
from agent.web.logs import UNITS
from contract import local
from contract.local import DeviceKind, DeviceState, DeviceTestKind, Outcome
from device_drivers.document_scanner.process import NOT_INSTALLED
from device_drivers.office_printer import driver as office
from device_drivers.office_printer.codec import WORDS as OFFICE_WORDS
from device_drivers.receipt_printer.answers import Fault
from device_drivers.resident_id.codec import Status
from device_drivers.resident_id.policy import RULES
from device_drivers.smart_card.driver import SERVICE_GONE
from device_drivers.smart_card.pcsc import CARD_MUTE
from device_drivers.smart_card.status_words import FINAL_CODES

HAN = re.compile(r"[\u3400-\u9fff]")


def subclasses(kind: type) -> Iterator[type]:
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


def codes() -> set[str]:
    """From the classes that carry them, and from the documents that list them."""
    roots = (
        agent.errors.AgentError,
        agent.web.errors.WebError,
        client_errors.ClientError,
        device_drivers.errors.DeviceError,
    )
    found = {str(getattr(kind, "code", "")) for root in roots for kind in subclasses(root)}
    health, step = inspect.getsource(local.ContentHealth), inspect.getsource(local.ConnectionStep)
    found |= set(re.findall(r"\b(?:content[A-Z]\w+|diskFull|noRoot|clockWrong)\b", health))
    listed = re.search(r"did not hold: (.*?)\.\"\"\"", step, re.DOTALL)
    assert listed
    found |= set(re.findall(r"\w+", listed[1]))
    found |= set(re.findall(r"`(\w+)`", inspect.getsource(local.Terminal)))
    found |= set(Fault) | set(OFFICE_WORDS.values()) | {hosted.STALLED, hosted.CRASHED}
    found |= {rule.word for status, rule in RULES.items() if status is not Status.OK}
    found |= {rule.code for rule in RULES.values()} | FINAL_CODES | {SERVICE_GONE, CARD_MUTE}
    found |= {NOT_INSTALLED, office.SERVICE_GONE, office.QUEUE_MISSING}
    return found - {""}


def test_every_code_has_words() -> None:
    found = codes()
    assert len(found) > 60
    assert {"contentRolledBack", "certificateExpired", "deviceSilent", "resolving", "paperOut"} <= found
    assert found - set(words.TROUBLE) == set()


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (words.KIND, DeviceKind),
        (words.STATE, DeviceState),
        (words.TEST, DeviceTestKind),
        (words.TEST_FOR, DeviceKind),
        (words.TEST_HINT, DeviceTestKind),
        (words.COMMAND_STATE, local.CommandState),
        (words.OUTCOME, Outcome),
        (words.PROOF, local.PrintProof),
        (words.STEP, local.ConnectionStepName),
        (words.TOPIC, local.Topic),
    ],
)
def test_every_value_has_a_word(table: dict[object, object], kind: type) -> None:
    assert set(table) == set(kind)  # type: ignore[call-overload] # an enumeration


def test_every_event_state_of_the_ledger_has_a_word() -> None:
    for kind in (local.PaymentState, local.ReceiptState, local.Outcome, local.DeviceState):
        assert set(map(str, kind)) <= set(words.EVENT_STATE)


def test_an_unknown_code_is_told_as_such() -> None:
    app = Flask("words")
    speak(app)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "brandNewFault" in str(words.advice("brandNewFault").what)


def test_everything_is_translated_and_compiled() -> None:
    fresh, kept = catalogue.collected(), catalogue.kept()
    ids = {message.id for message in fresh if message.id}
    assert ids == {message.id for message in kept if message.id}, "run python -m agent.web.catalogue"
    for message in kept:
        if message.id:
            assert message.string, message.id
            assert not HAN.search(message.string), message.id
            assert sorted(re.findall(r"%\(\w+\)s", message.id)) == sorted(re.findall(r"%\(\w+\)s", message.string))
    with catalogue.PO.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    out = io.BytesIO()
    write_mo(out, kept)
    out.seek(0)
    assert compiled == {message.id: message.string for message in read_mo(out) if message.id}


def test_no_template_speaks_beside_the_catalogue() -> None:
    for file in (catalogue.HERE / "templates").glob("*.html"):
        text = re.sub(r'_\("[^"]*"', "", file.read_text(encoding="utf-8"))
        assert HAN.findall(text.replace("中文", "")) == [], file.name


def test_the_first_language_is_the_browsers() -> None:
    app = Flask("words")
    for accepted, expected in {
        "en-US,en;q=0.9": "en",
        "zh-CN": "zh",
        "fr": "zh",
        "": "zh",
        "fr,en;q=0.5": "en",
    }.items():
        with app.test_request_context(headers={"Accept-Language": accepted}):
            assert request is not None
            assert language() == expected


def test_the_log_names_are_units() -> None:
    assert all(re.fullmatch(r"[a-z]+", name) for name in UNITS)
