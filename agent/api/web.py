# SPDX-License-Identifier: Apache-2.0
"""What the technician's site may ask for: devices, settings, tests and the matched days; no session, no payer."""

from datetime import date

from agent.api import views
from agent.api.route import Route
from agent.errors import (
    AddressSilent,
    Conflict,
    DeviceDuplicate,
    DeviceInUse,
    DeviceMissing,
    DeviceSilent,
    LedgerUnwritable,
    NotFound,
    PaymentsOpen,
    QueueFull,
    SettingsUnwritable,
    TooMany,
)
from agent.house import House
from contract import local
from contract.local import Id
from contract.reconciliation import DayAccount, DayMatch, Matches
from contract.settings import DeviceName

DEVICE = "/v1/devices/<device>"
DAY = "/v1/reconciliation/<day>"
DEVICE_TEST = f"{DEVICE}/tests/<test_id>"


def terminal(house: House) -> local.Terminal:
    """What a screen needs to know of the machine

    Only the kiosk is told what commissioning shows."""
    return views.terminal(house)


def devices(house: House) -> local.Devices:
    """The devices as configured and as they are, and what is plugged in beside them"""
    return house.devices.entries()


def try_device(house: House, request: local.DeviceTrial) -> local.Device:
    """Try a device without keeping it; answered by what was seen"""
    return house.devices.try_out(request.settings)


def put_device(house: House, device: DeviceName, request: local.DeviceChange) -> local.DeviceEntry:
    """Add or replace a device

    It is tried first: when it does not answer, nothing has changed."""
    return house.devices.put(device, request.settings)


def remove_device(house: House, device: DeviceName) -> local.Done:
    """Remove a device

    A printer's slips come out first; what a reader or scanner waits for is cancelled."""
    house.devices.remove(device)
    return local.Done()


def test_device(house: House, device: DeviceName, test_id: Id, request: local.DeviceTest) -> local.DeviceTestStatus:
    """Begin the test of a device: which one, its kind says

    Idempotent by id and content. The end is seen by asking for the status."""
    return house.device_tests.start(device, test_id, request)


def device_test(house: House, device: DeviceName, test_id: Id) -> local.DeviceTestStatus:
    """What became of a test; forgotten two minutes after its end"""
    return house.device_tests.status(device, test_id)


def cancel_device_test(house: House, device: DeviceName, test_id: Id) -> local.DeviceTestStatus:
    """Ask for the end of a test; whether it came in time, the outcome tells"""
    return house.device_tests.cancel(device, test_id)


def site(house: House) -> local.SiteSettings:
    """What the technician may set beside devices, as it is"""
    return house.site.settings()


def change_site(house: House, request: local.SiteChange) -> local.SiteSettings:
    """Set what the technician may set beside devices

    New addresses are tested first: when one does not answer, nothing has changed."""
    return house.site.change(request)


def test_connection(house: House, request: local.ConnectionTest) -> local.ConnectionReport:
    """Try one address, step by step; nothing is kept"""
    return house.site.test(request)


def journal(house: House) -> local.Journal:
    """The last events, the newest first"""
    return views.journal(house)


def doubtful_prints(house: House) -> local.DoubtfulPrints:
    """Slips that may or may not have come out, the newest first"""
    return views.doubtful_prints(house)


def matches(house: House) -> Matches:
    """The days of the last month that were matched with the platform, the newest first"""
    return house.reconciliation.matches()


def day_account(house: House, day: date) -> DayAccount:
    """One day that was matched, with every payment made or paid on it

    Nobody's name or number is in it."""
    return house.reconciliation.account(day)


def match_day(house: House, day: date) -> DayMatch:
    """Match one day with the platform's settlement now

    Answers how it stands afterwards: a day that the platform cannot tell yet waits."""
    return house.reconciliation.match(day)


def announce_commissioning(house: House, request: local.Commissioning) -> local.Done:
    """What the kiosk shows to the technician until the hand-over

    Kept in memory alone: to be told again after the agent's start."""
    house.commissioning.announce(request)
    return local.Done()


def end_commissioning(house: House) -> local.Done:
    """The machine is handed over"""
    house.commissioning.end()
    return local.Done()


TERMINAL = Route("GET", "/v1/terminal", terminal)
JOURNAL = Route("GET", "/v1/journal", journal)
DOUBTFUL_PRINTS = Route("GET", "/v1/doubtful-prints", doubtful_prints)
DEVICES = Route("GET", "/v1/devices", devices)
DEVICE_TESTS = (
    Route(
        "PUT", DEVICE_TEST, test_device, (NotFound, Conflict, DeviceInUse, DeviceMissing, QueueFull, TooMany)
    ),
    Route("GET", DEVICE_TEST, device_test, (NotFound,)),
    Route("DELETE", DEVICE_TEST, cancel_device_test, (NotFound,)),
)  # fmt: skip

ROUTES = (
    TERMINAL,
    DEVICES,
    Route("POST", "/v1/device-trials", try_device, (DeviceMissing, QueueFull, TooMany)),
    Route(
        "PUT", DEVICE, put_device,
        (DeviceDuplicate, DeviceSilent, DeviceMissing, QueueFull, TooMany, SettingsUnwritable),
    ),
    Route("DELETE", DEVICE, remove_device, (NotFound, DeviceMissing, QueueFull, TooMany, SettingsUnwritable)),
    *DEVICE_TESTS,
    Route("GET", "/v1/settings", site),
    Route(
        "PUT", "/v1/settings", change_site,
        (AddressSilent, PaymentsOpen, TooMany, SettingsUnwritable, LedgerUnwritable),
    ),
    Route("POST", "/v1/connection-tests", test_connection, (TooMany,)),
    JOURNAL,
    DOUBTFUL_PRINTS,
    Route("GET", "/v1/reconciliation", matches),
    Route("GET", DAY, day_account, (NotFound,)),
    Route("POST", f"{DAY}/match", match_day, (NotFound, TooMany, LedgerUnwritable)),
    Route("PUT", "/v1/commissioning", announce_commissioning),
    Route("DELETE", "/v1/commissioning", end_commissioning),
)  # fmt: skip
