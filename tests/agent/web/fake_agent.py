# SPDX-License-Identifier: Apache-2.0
"""An agent for the site to talk to: the documents of the contract over a real Unix socket, devices made of words."""

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from cheroot.wsgi import Server
from flask import Flask, Response, request

from agent.web.words import TEST_FOR
from contract import local
from contract.document import decode, encode
from contract.local import CommandState, Device, DeviceKind, DeviceState, Outcome, PaymentState, ReceiptState
from contract.payment_code import Channel
from contract.platform import BillKind, OrderState, Problem
from contract.reconciliation import (
    AccountLine,
    DayAccount,
    DayMatch,
    DaySlip,
    Difference,
    DifferenceKind,
    Matches,
    MatchState,
)
from contract.settings import LOBBY_PANEL, DeviceSettings, PanelSettings, UsbSettings
from contract.text import LocalText

LINES = (
    AccountLine(
        order_no="a1" * 16, reference="A1A1 A1A1 A1A1", state=PaymentState.SUCCEEDED, amount_fen=123_456,
        kinds=(BillKind.WATER, BillKind.HEATING), made_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        paid_at=datetime(2026, 11, 22, 2, 1, tzinfo=UTC), channel=Channel.WECHAT,
        transaction_no="4200002026112210000000000001",
        slips=(DaySlip(receipt_no=7, state=ReceiptState.PRINTED, reprint=False),),
    ),
    AccountLine(
        order_no="b2" * 16, reference="B2B2 B2B2 B2B2", state=PaymentState.SUCCEEDED, amount_fen=100,
        kinds=(BillKind.WATER,), made_at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), transaction_no="=1+1",
    ),
)  # fmt: skip
DAYS = (
    DayMatch(day=date(2026, 11, 23), state=MatchState.WAITING, at=datetime.now(UTC), trouble="settlement_not_ready"),
    DayMatch(
        day=date(2026, 11, 22), state=MatchState.DIFFERS, at=datetime.now(UTC), payments=2, ledger_fen=123_556,
        settlement_fen=123_756, slips=1,
        differences=(
            Difference(
                kind=DifferenceKind.AMOUNT_DIFFERS, order_no="a1" * 16, ledger_state=PaymentState.SUCCEEDED,
                ledger_fen=123_456, settlement_state=OrderState.PAID, settlement_fen=123_556,
            ),
            Difference(
                kind=DifferenceKind.SETTLEMENT_ONLY, order_no="c3" * 16, settlement_state=OrderState.PAID,
                settlement_fen=100,
            ),
            Difference(kind=DifferenceKind.NUMBER_MISSING, receipt_no=6),
        ),
    ),
    DayMatch(day=date(2026, 11, 21), state=MatchState.AGREED, at=datetime.now(UTC)),
)  # fmt: skip
SILENT = "192.0.2.77"
"""A printer at this address never answers."""


class FakeAgent:
    def __init__(self, run: Path) -> None:
        self._path = run / "web" / "agent.sock"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._server: Any = None
        self.devices: dict[str, local.DeviceEntry] = {}
        self.found: tuple[local.FoundDevice, ...] = (
            local.FoundDevice(
                usb_id="0400:C35A",
                path="1-1.4",
                kind=DeviceKind.RESIDENT_ID,
                name="SDT",
                offers=(DeviceSettings(kind="resident_id", usb=UsbSettings(path="1-1.4")),),
            ),
            local.FoundDevice(
                usb_id="1A86:7523",
                path="1-1.3",
                port="/dev/ttyUSB7",
                serial="S1",
                offers=tuple(
                    DeviceSettings(kind=kind, port="/dev/serial/by-id/usb-1a86-S1")
                    for kind in ("code_scanner", "resident_id", "receipt_printer")
                ),
            ),
            local.FoundDevice(
                name="ACS ACR38U-CCID",
                kind=DeviceKind.SMART_CARD,
                offers=(DeviceSettings(kind="smart_card", pcsc="ACS ACR38U-CCID"),),
            ),
            local.FoundDevice(usb_id="03F0:1111", path="1-1.2", kind=DeviceKind.OFFICE_PRINTER, name="HP LaserJet"),
        )
        self.tests: dict[str, local.DeviceTestStatus] = {}
        self.doubtful: tuple[local.DoubtfulPrint, ...] = tuple(
            local.DoubtfulPrint(
                what=what, number=number, at=datetime.now(UTC), device="printer",
                trouble=local.Trouble(code="agentRestarted", title="agentRestarted"),
            )
            for what, number in (("receipt", "DEMO-0001-000042"), ("print_case", "ab" * 16))
        )  # fmt: skip
        self.days = {found.day.isoformat(): found for found in DAYS}
        self.matched: list[str] = []
        self.commissioning: local.Commissioning | None = None
        self.refuse: dict[str, str] = {}
        """Code by the beginning of "METHOD path"."""
        self.settings = local.SiteSettings(
            tenant="330106/001/012",
            place=LocalText(zh="振兴社区服务站", en="Zhenxing Community Service Station"),
            help_phone="0571-8888 0012",
            platform_url="https://platform.example",
            content_url="https://content.example",
            kiosk=PanelSettings(),
            signage={"lobby": LOBBY_PANEL},
        )
        self.content: local.ContentHealth | None = local.ContentHealth(
            release_id="r1", checked_at=datetime.now(UTC), trouble=None
        )
        self.platform_reachable = True
        self.put("reader", DeviceSettings(kind="resident_id", port="/dev/linli/by-path/usb-1"), DeviceState.ONLINE)
        self.put(
            "printer", DeviceSettings(kind="receipt_printer", host="192.168.1.50"), DeviceState.USER_ERROR, "paperOut"
        )
        self.put("scanner", DeviceSettings(kind="code_scanner", port="/dev/ttyUSB1"), DeviceState.UNKNOWN)
        self.events = tuple(
            local.Event(
                sequence=9 - n, at=datetime.now(UTC) - timedelta(minutes=n), topic=topic, subject="printer", state=s
            )
            for n, (topic, s) in enumerate([(local.Topic.DEVICE, "userError"), (local.Topic.PLATFORM, "reachable")])
        )

    def put(self, name: str, settings: DeviceSettings, state: DeviceState, *faults: str) -> local.DeviceEntry:
        device = Device(
            device_id=name, kind=DeviceKind(settings.kind), state=state, faults=faults, observed_at=datetime.now(UTC)
        )
        self.devices[name] = local.DeviceEntry(device=device, settings=settings, by_technician=True)
        return self.devices[name]

    # -- the process

    def start(self) -> None:
        self._server = Server(str(self._path), self._app(), numthreads=4, max=4, shutdown_timeout=1)
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._thread.join(5)
            self._server = None
        self._path.unlink(missing_ok=True)

    # -- the calls

    def _app(self) -> Flask:
        app = Flask("fake-agent", static_folder=None)

        @app.before_request
        def refuse() -> Response | None:
            for start, code in self.refuse.items():
                if f"{request.method} {request.path}".startswith(start):
                    return _problem(code, 409)
            return None

        def rule(method: str, path: str, answer: Any) -> None:
            def serve(**ids: str) -> Response:
                found = answer(**ids)
                return found if isinstance(found, Response) else Response(encode(found), mimetype="application/json")

            app.add_url_rule(path, f"{method} {path}", serve, methods=[method])

        rule("GET", "/v1/terminal", self._terminal)
        rule("GET", "/v1/devices", lambda: local.Devices(devices=tuple(self.devices.values()), found=self.found))
        rule("POST", "/v1/device-trials", self._try)
        rule("PUT", "/v1/devices/<name>", self._put)
        rule("DELETE", "/v1/devices/<name>", self._remove)
        rule("PUT", "/v1/devices/<name>/tests/<test_id>", self._test)
        rule("GET", "/v1/devices/<name>/tests/<test_id>", lambda name, test_id: self.tests[test_id])
        rule("DELETE", "/v1/devices/<name>/tests/<test_id>", self._cancel)
        rule("GET", "/v1/settings", lambda: self.settings)
        rule("PUT", "/v1/settings", self._change)
        rule("POST", "/v1/connection-tests", self._connect)
        rule("GET", "/v1/journal", lambda: local.Journal(events=self.events))
        rule("GET", "/v1/doubtful-prints", lambda: local.DoubtfulPrints(prints=self.doubtful))
        rule("GET", "/v1/reconciliation", lambda: Matches(days=tuple(self.days.values())))
        rule("GET", "/v1/reconciliation/<day>", self._account)
        rule("POST", "/v1/reconciliation/<day>/match", self._match)
        rule("PUT", "/v1/commissioning", self._announce)
        rule("DELETE", "/v1/commissioning", self._end)
        return app

    def _terminal(self) -> local.Terminal:
        return local.Terminal(
            terminal_no="DEMO-0001",
            tenant=self.settings.tenant,
            place=self.settings.place,
            help_phone=self.settings.help_phone,
            version="0.1.0",
            devices=tuple(entry.device for entry in self.devices.values()),
            platform_reachable=self.platform_reachable,
            paying=True,
            content=self.content,
            commissioning=self.commissioning,
        )

    def _account(self, day: str) -> DayAccount | Response:
        if day not in self.days:
            return _problem("notFound", 404)
        return DayAccount(match=self.days[day], lines=LINES if self.days[day].payments else ())

    def _match(self, day: str) -> DayMatch | Response:
        if day not in self.days:
            return _problem("notFound", 404)
        self.matched.append(day)
        return self.days[day]

    def _try(self) -> Device | Response:
        settings = decode(request.get_data(), local.DeviceTrial).settings
        if settings.host == SILENT:
            return _problem("deviceSilent", 409)
        return Device(
            device_id="trial", kind=DeviceKind(settings.kind), state=DeviceState.USER_ERROR, faults=("coverOpen",),
            observed_at=datetime.now(UTC),
        )  # fmt: skip

    def _put(self, name: str) -> local.DeviceEntry | Response:
        settings = decode(request.get_data(), local.DeviceChange).settings
        if settings.host == SILENT:
            return _problem("deviceSilent", 409)
        return self.put(name, settings, DeviceState.ONLINE)

    def _remove(self, name: str) -> local.Done:
        del self.devices[name]
        return local.Done()

    def _test(self, name: str, test_id: str) -> local.DeviceTestStatus:
        decode(request.get_data(), local.DeviceTest)
        return self.run_test(name, test_id)

    def run_test(self, name: str, test_id: str) -> local.DeviceTestStatus:
        self.tests[test_id] = local.DeviceTestStatus(
            test_id=test_id, device_id=name, test=TEST_FOR[self.devices[name].device.kind], state=CommandState.RUNNING
        )
        return self.tests[test_id]

    def finish_tests(
        self, outcome: Outcome, trouble: str = "", shown: str = "", proof: local.PrintProof | None = None
    ) -> None:
        for test_id, status in self.tests.items():
            self.tests[test_id] = msgspec.structs.replace(
                status, state=CommandState.FINISHED, outcome=outcome, shown=shown, proof=proof,
                trouble=local.Trouble(code=trouble, title=trouble) if trouble else None,
            )  # fmt: skip

    def _cancel(self, name: str, test_id: str) -> local.DeviceTestStatus:
        self.finish_tests(Outcome.CANCELLED)
        return self.tests[test_id]

    def _change(self) -> local.SiteSettings | Response:
        change = decode(request.get_data(), local.SiteChange)
        if "silent" in change.settings.platform_url and not change.even_if_unreachable:
            return _problem("addressSilent", 409)
        self.settings = change.settings
        return self.settings

    def _connect(self) -> local.ConnectionReport:
        test = decode(request.get_data(), local.ConnectionTest)
        url = test.platform_url or test.content_url
        name = local.ConnectionStepName
        steps = [local.ConnectionStep(step=name.ADDRESS, held=True)]
        if "unknown" in url:
            steps.append(local.ConnectionStep(step=name.RESOLVE, held=False, code="nameUnknown", took_ms=12))
        else:
            steps += [local.ConnectionStep(step=step, held=True, took_ms=8) for step in list(name)[1:]]
        return local.ConnectionReport(steps=tuple(steps))

    def _announce(self) -> local.Done:
        self.commissioning = decode(request.get_data(), local.Commissioning)
        return local.Done()

    def _end(self) -> local.Done:
        self.commissioning = None
        return local.Done()


def _problem(code: str, status: int) -> Response:
    problem = Problem(code=code, title=code, status=status)
    return Response(encode(problem), status=status, content_type="application/problem+json")
