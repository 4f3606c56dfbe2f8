# SPDX-License-Identifier: Apache-2.0
"""Everything around the terminal that a person in the hall, or a clerk in the county, can move."""

from dataclasses import dataclass

from central.demo.clerk import Clerk
from central.demo.phone import Phone
from central.demo.screen import Camera, Finger, Screen
from central.demo.terminal import Place
from device_drivers.simulation.client import SimulatorControl


@dataclass(frozen=True)
class World:
    reader: SimulatorControl
    printer: SimulatorControl
    spare_printer: SimulatorControl
    scanner: SimulatorControl
    phone: Phone
    clerk: Clerk
    camera: Camera
    finger: Finger
    lobby: Camera


def world(here: Place, clerk: Clerk, kiosk: Screen, lobby: Screen) -> World:
    reader, printer, spare, scanner = (
        SimulatorControl(here.control(name)) for name in ("reader", "printer", "spare-printer", "scanner")
    )
    phone = Phone(here.platform_url)
    return World(reader, printer, spare, scanner, phone, clerk, Camera(kiosk), Finger(kiosk), Camera(lobby))
