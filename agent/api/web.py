# SPDX-License-Identifier: Apache-2.0
"""What the technician's site may ask for: devices, settings and tests, no session and no money."""

from agent.api import views
from agent.api.kiosk import Body, Route
from agent.house import House
from contract import local

DEVICE = "/v1/devices/<device>"
DEVICE_TEST = f"{DEVICE}/tests/<test_id>"


def table(house: House, body: Body) -> list[Route]:
    devices = DeviceCalls(house, body)

    def announce() -> local.Done:
        house.commissioning.announce(body(local.Commissioning))
        return local.Done()

    def end_commissioning() -> local.Done:
        house.commissioning.end()
        return local.Done()

    return [
        ("GET", "/v1/terminal", lambda: views.terminal(house)),
        ("GET", "/v1/devices", house.devices.entries),
        ("POST", "/v1/device-trials", devices.try_out),
        ("PUT", DEVICE, devices.put),
        ("DELETE", DEVICE, devices.remove),
        ("PUT", DEVICE_TEST, devices.test),
        ("GET", DEVICE_TEST, devices.test_status),
        ("DELETE", DEVICE_TEST, devices.cancel_test),
        ("GET", "/v1/settings", house.site.settings),
        ("PUT", "/v1/settings", lambda: house.site.change(body(local.SiteChange))),
        ("POST", "/v1/connection-tests", lambda: house.site.test(body(local.ConnectionTest))),
        ("GET", "/v1/journal", lambda: views.journal(house)),
        ("GET", "/v1/doubtful-prints", lambda: views.doubtful_prints(house)),
        ("PUT", "/v1/commissioning", announce),
        ("DELETE", "/v1/commissioning", end_commissioning),
    ]


class DeviceCalls:
    def __init__(self, house: House, body: Body) -> None:
        self._registry = house.devices
        self._tests = house.device_tests
        self._body = body

    def try_out(self) -> local.Device:
        trial: local.DeviceTrial = self._body(local.DeviceTrial)
        return self._registry.try_out(trial.settings)

    def put(self, device: str) -> local.DeviceEntry:
        change: local.DeviceChange = self._body(local.DeviceChange)
        return self._registry.put(device, change.settings)

    def remove(self, device: str) -> local.Done:
        self._registry.remove(device)
        return local.Done()

    def test(self, device: str, test_id: str) -> local.DeviceTestStatus:
        return self._tests.start(device, test_id, self._body(local.DeviceTest))

    def test_status(self, device: str, test_id: str) -> local.DeviceTestStatus:
        return self._tests.status(device, test_id)

    def cancel_test(self, device: str, test_id: str) -> local.DeviceTestStatus:
        return self._tests.cancel(device, test_id)
