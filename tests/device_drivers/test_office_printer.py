# SPDX-License-Identifier: Apache-2.0
"""The A4 printer behind a real cupsd."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from device_drivers.errors import DeviceNotReady, HardwareError, OutcomeUnknown, PaperOut, ProtocolError, TimedOut
from device_drivers.office_printer import OfficePrinter
from device_drivers.office_printer.codec import Answer, answer_of, failure, faults_of, status_of
from device_drivers.receipt_printer import Columns, Cut, Qr, Slip, Text
from device_drivers.status import DeviceState
from tests.device_drivers.cups import Cups

SLIP = Slip((Text("缴费凭证"), Columns("水费", "￥86.40"), Cut()))


DOCUMENT = b"%PDF-1.4 as far as a raw queue looks"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cups]:
    assert shutil.which("cupsd", path="/usr/sbin:/usr/bin"), "cups-daemon is on the list of Debian packages"
    cups = Cups(tmp_path_factory.mktemp("cups"))
    cups.start()
    cups.add("a4")
    yield cups
    cups.stop()


@pytest.fixture
def cups(running: Cups) -> Iterator[Cups]:
    yield running
    running.mode("well")
    running.admin("cancel", "-a", check=False)
    running.admin("cupsenable", "a4")
    running.admin("cupsaccept", "a4")
    for job in running.folder.glob("job-*.pdf"):
        job.unlink()


def printer(cups: Cups) -> OfficePrinter:
    return OfficePrinter("a4", cups.socket)


def test_a_slip_on_a4(cups: Cups) -> None:
    started: list[int] = []
    printer(cups).print(SLIP, deadline_s=60, before_first_byte=lambda: started.append(1))
    assert started == [1]
    (document,) = cups.jobs()
    text = pypdfium2.PdfDocument(document)[0].get_textpage().get_text_range()
    assert text.split() == ["缴费凭证", "水费", "￥86.40"]


def test_status(cups: Cups) -> None:
    assert printer(cups).status().state is DeviceState.ONLINE
    cups.admin("cupsdisable", "a4")
    assert printer(cups).status().state is DeviceState.OFFLINE
    cups.admin("cupsenable", "a4")
    assert printer(cups).status().state is DeviceState.ONLINE
    cups.admin("cupsreject", "a4")
    assert printer(cups).status().state is DeviceState.OFFLINE


@pytest.mark.parametrize("command", ["cupsdisable", "cupsreject"])
def test_nothing_is_sent_to_a_queue_that_is_closed(cups: Cups, command: str) -> None:
    cups.admin(command, "a4")
    with pytest.raises(DeviceNotReady):
        printer(cups).print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: pytest.fail("nothing may go out"))
    cups.admin("cupsenable", "a4")
    assert cups.jobs() == []


@pytest.mark.parametrize(("queue", "server"), [("none", None), ("a4", "/nonexistent"), ("a4", "127.0.0.1:1")])
def test_no_queue_and_no_cups(cups: Cups, queue: str, server: str | None) -> None:
    away = OfficePrinter(queue, server or cups.socket)
    assert away.status().state is DeviceState.OFFLINE
    with pytest.raises(DeviceNotReady):
        away.print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: pytest.fail("nothing may go out"))


def test_a_slip_that_cannot_be_rendered(cups: Cups) -> None:
    with pytest.raises(ValueError, match="too long"):
        printer(cups).print(
            Slip((Qr("汉" * 778),)), deadline_s=60, before_first_byte=lambda: pytest.fail("nothing may go out")
        )


def test_a_broken_printer_is_a_known_failure(cups: Cups) -> None:
    cups.mode("broken")
    with pytest.raises(HardwareError) as caught:
        printer(cups).print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: None)
    assert caught.value.partial
    assert cups.jobs() == []


def test_paper_that_is_put_in_meanwhile(cups: Cups) -> None:
    cups.mode("empty")
    helper = threading.Timer(0.1, lambda: (until_paper_out(cups), cups.mode("well")))
    helper.start()
    printer(cups).print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: None)
    helper.join()
    assert len(cups.jobs()) == 1


def until_paper_out(cups: Cups) -> None:
    end = time.monotonic() + 30
    while printer(cups).status().faults != ("paperOut",):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_job_that_is_not_done_in_time_is_cancelled_and_open(cups: Cups) -> None:
    cups.mode("empty")
    with pytest.raises(OutcomeUnknown):
        printer(cups).print_pdf(DOCUMENT, deadline_s=2, before_first_byte=lambda: None)
    cups.mode("well")
    assert printer(cups).status().faults == ("paperOut",), "CUPS remembers it until the next job"
    printer(cups).print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: None)
    assert len(cups.jobs()) == 1, "the cancelled one came out too"


def test_a_job_that_never_began_is_cancelled_and_known(cups: Cups) -> None:
    with pytest.raises((DeviceNotReady, PaperOut, TimedOut)) as caught:
        printer(cups).print_pdf(DOCUMENT, deadline_s=2, before_first_byte=lambda: cups.admin("cupsdisable", "a4"))
    assert not caught.value.partial
    cups.admin("cupsenable", "a4")
    printer(cups).print_pdf(DOCUMENT, deadline_s=60, before_first_byte=lambda: None)
    assert len(cups.jobs()) == 1


def test_a_queue_that_closes_at_the_last_moment_refuses_the_job(cups: Cups) -> None:
    with pytest.raises(HardwareError, match="refuses") as caught:
        printer(cups).print_pdf(DOCUMENT, deadline_s=10, before_first_byte=lambda: cups.admin("cupsreject", "a4"))
    assert not caught.value.partial


def test_nothing_is_sent_when_the_journal_refuses_or_time_is_up(cups: Cups) -> None:
    def refuse() -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        printer(cups).print_pdf(DOCUMENT, deadline_s=10, before_first_byte=refuse)
    with pytest.raises(TimedOut):
        printer(cups).print_pdf(DOCUMENT, deadline_s=0, before_first_byte=lambda: pytest.fail("nothing may go out"))
    assert cups.jobs() == []


def test_cups_that_goes_away_leaves_the_outcome_open(tmp_path: Path) -> None:
    own = Cups(tmp_path)
    own.start()
    own.add("a4")
    with pytest.raises(OutcomeUnknown):
        printer(own).print_pdf(DOCUMENT, deadline_s=10, before_first_byte=own.stop)


def test_without_ipptool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    status = OfficePrinter("a4").status()
    assert (status.state, status.detail) == (DeviceState.OFFLINE, "ipptool failed: FileNotFoundError")


# The codec alone. The reasons are those of RFC 8011, 5.4.12.


@pytest.mark.parametrize(
    ("reasons", "words", "state"),
    [
        ("none", (), DeviceState.ONLINE),
        (["media-empty-error"], ("paperOut",), DeviceState.USER_ERROR),
        (["media-needed"], ("paperOut",), DeviceState.USER_ERROR),
        (["media-low-warning", "toner-low-report"], ("paperLow", "tonerLow"), DeviceState.ONLINE),
        (["media-jam-error"], ("paperJammed",), DeviceState.HARDWARE_ERROR),
        (["door-open-error"], ("coverOpen",), DeviceState.USER_ERROR),
        (["cover-open-warning"], (), DeviceState.ONLINE),
        (["toner-empty-error"], ("tonerOut",), DeviceState.USER_ERROR),
        (["connecting-to-device"], ("offline",), DeviceState.OFFLINE),
        (["moving-to-paused", "vendor-thing-error"], (), DeviceState.ONLINE),
    ],
)
def test_reasons_in_our_words(reasons: str | list[str], words: tuple[str, ...], state: DeviceState) -> None:
    told: dict[str, object] = {"printer-state": "idle", "printer-state-reasons": reasons}
    faults = faults_of(Answer("successful-ok", "", told))  # type: ignore[arg-type]
    status = status_of(faults)
    assert (status.faults, status.state) == (words, state)


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        (set(), None),
        ({"paperLow", "tonerLow"}, None),
        ({"paperOut"}, PaperOut),
        ({"offline"}, DeviceNotReady),
        ({"tonerOut"}, HardwareError),
    ],
)
def test_words_as_errors(faults: set[str], error: type[Exception] | None) -> None:
    raised = failure(frozenset(faults), partial=False)
    assert type(raised) is (error or type(None))


def test_a_printer_that_has_stopped_without_a_reason_is_off_line() -> None:
    assert faults_of(Answer("successful-ok", "", {"printer-state": "stopped"})) == {"offline"}


@pytest.mark.parametrize("output", [b"", b"no xml", b"<plist></plist>", b"<plist><array/></plist>"])
def test_what_ipptool_never_writes(output: bytes) -> None:
    with pytest.raises(ProtocolError):
        answer_of(output)
