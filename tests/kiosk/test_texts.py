# SPDX-License-Identifier: Apache-2.0
"""Every code has its words, in both languages; nothing is left untranslated; numbers are checked and masked."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication

from agent.devices.hosted import CRASHED, STALLED
from contract.text import Language
from device_drivers.resident_id.policy import RULES
from device_drivers.smart_card.pcsc import CARD_MUTE
from device_drivers.smart_card.status_words import FINAL_CODES
from kiosk.domain import validation
from kiosk.domain.figures import minutes, money
from kiosk.domain.strikes import Strikes
from kiosk.domain.validation import Typed
from kiosk.viewmodels.troubles import TROUBLES, words_for
from kiosk.viewmodels.words import clock_time, moment_of
from tests import qml

ROOT = Path(__file__).resolve().parent.parent.parent
KIOSK = next(application for application in qml.applications() if application.folder.name == "kiosk")

PROMISED = {
    "deviceNotReady", "timeOut", "cardRemoved", "cardUnreadable", "cardKindUnsupported", "protocolError",
    "hardwareError", "cancelled", "paperOut", "coverOpen", "cutterError", "outcomeUnknown", "platformDown",
    "platformSlow", "platformError", "invalidAnswer", "agentUnreachable", "sessionEnded", "identityMissing",
    "identity_mismatch", "order_not_found", "case_not_found", "bill_already_paid", "bill_in_other_order",
    "amount_changed", "idempotency_conflict", "order_closed", "notPaying", "ledgerFull", "noResult",
}  # fmt: skip

TECHNICIANS = {
    "addressSilent", "deviceDuplicate", "deviceInUse", "deviceSilent", "paymentsOpen", "settingsUnwritable",
}  # fmt: skip
"""Answers to calls that the kiosk's socket does not offer."""


def codes_in(*folders: str) -> set[str]:
    """The codes that agent, drivers and client say they can answer with."""
    found: set[str] = set()
    for folder in folders:
        for path in (ROOT / folder).glob("*.py"):
            found |= set(re.findall(r'^    code = "(\w+)"', path.read_text("utf-8"), re.MULTILINE))
    return found - {"agent", "client", "deviceError"}  # bases, never raised themselves


def test_every_code_has_words() -> None:
    assert set(TROUBLES) >= PROMISED
    said = codes_in("agent", "agent/client", "device_drivers") | {rule.code for rule in RULES.values()} | FINAL_CODES
    assert (said | {STALLED, CRASHED, CARD_MUTE}) - set(TROUBLES) - TECHNICIANS == set()


def test_every_refusal_of_the_platform_has_words() -> None:
    """But for those of its test mode, and of settlement files, which no resident meets."""
    contract = (ROOT / "contract" / "platform.openapi.yaml").read_text("utf-8")
    single = re.findall(r"code: \{ const: (\w+) \}", contract)
    listed = re.findall(r"code: \{ enum: \[([^\]]+)\] \}", contract)
    ordered = re.findall(r"enum:\n((?:\s+- \w+\n)+)", contract)
    codes = set(single) | set(re.findall(r"\w+", " ".join([*listed, *ordered])))
    assert "bill_in_other_order" in codes
    assert codes - set(TROUBLES) - {"order_not_payable", "no_refund_due", "settlement_not_ready"} == set()


@pytest.mark.parametrize("english", [False, True])
def test_words_are_whole_in_both_languages(app: QGuiApplication, english: bool) -> None:
    translator = QTranslator()
    if english:
        assert translator.load(str(KIOSK.qm))
        app.installTranslator(translator)
    for code in [*TROUBLES, "neverHeardOf"]:
        words = words_for(code)
        for text in (words.title, words.happened, words.kept, words.todo):
            assert text
            assert bool(re.search(r"[\u4e00-\u9fff]", text)) is not english, text
        assert "fail" not in words.title.lower()
    app.removeTranslator(translator)


def test_translations_are_complete_and_compiled() -> None:
    assert qml.translations(KIOSK) == []


# ---- numbers

NUMBERS = ["11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022", "932682198501010017"]


@pytest.mark.parametrize("number", NUMBERS)
def test_known_numbers_are_good(number: str) -> None:
    assert validation.id_number(number) is Typed.GOOD


@given(st.sampled_from(NUMBERS), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: str, at: int, by: int) -> None:
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert validation.id_number(wrong) is Typed.WRONG


@given(st.sampled_from(NUMBERS), st.integers(0, 15))
def test_two_digits_in_the_wrong_order_are_found(number: str, at: int) -> None:
    turned = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert validation.id_number(turned) is (Typed.GOOD if turned == number else Typed.WRONG)


@given(st.text("0123456789X", max_size=30))
def test_the_keypad_takes_what_can_be_a_number(keys: str) -> None:
    typed = ""
    for key in keys:
        typed = validation.id_after(typed, key)
    assert len(typed) <= 18
    assert "X" not in typed[:17]


@given(st.text(max_size=60))
def test_any_scan_is_read_without_harm(scanned: str) -> None:
    number = validation.case_number_in(scanned)
    assert number is None or number in scanned


def test_case_number_in_a_link() -> None:
    assert validation.case_number_in("https://zw.example/q?no=330106202611160017&s=1") == "330106202611160017"
    assert validation.case_number_in("330106202611160017 / 330106202611160018") is None
    assert validation.case_number_in("12345678901") is None
    assert validation.case_number_in("123456789012345678901") is None


def test_grouping() -> None:
    assert validation.grouped("11010519491231002X", validation.ID_GROUPS) == "110105 1949 1231 002X"
    assert validation.grouped("1101", validation.ID_GROUPS) == "1101"


def test_figures() -> None:
    assert money(28640) == "¥286.40"
    assert money(123456789) == "¥1,234,567.89"
    assert minutes(271.2) == (4, 32)
    assert minutes(-1) == (0, 0)


def test_strikes() -> None:
    strikes = Strikes().page_changed(10.0)
    assert not strikes.strike("付", 10.1, elder=False)[1], "nobody can have read it yet"
    strikes, counts = strikes.strike("付", 10.6, elder=True)
    assert counts
    strikes, counts = strikes.strike("付", 10.9, elder=True)
    assert not counts, "a double strike"
    assert strikes.strike("付", 11.2, elder=True)[1], "only touches that count put the next one off"
    assert strikes.strike("付", 10.9, elder=True, key=True)[1], "the same digit again"
    assert strikes.strike("退", 11.0, elder=True)[1], "another target"
    assert strikes.strike("付", 10.95, elder=False)[1], "as fast as one likes"


def test_a_date_at_the_end_of_the_calendar_is_words_too() -> None:
    """China is ahead of UTC: the last hours of the year 9999 have no date there."""
    for moment in (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)):
        assert moment_of(moment, Language.ZH)
        assert clock_time(moment)
