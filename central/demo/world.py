# SPDX-License-Identifier: Apache-2.0
"""Everything around the kiosk that a person in the hall can move."""

from dataclasses import dataclass

from central.demo.phone import Phone
from central.demo.screen import Camera, Finger, Screen
from central.demo.terminal import Place
from device_drivers.simulation.client import SimulatorControl


@dataclass(frozen=True)
class World:
    reader: SimulatorControl
    printer: SimulatorControl
    scanner: SimulatorControl
    phone: Phone
    camera: Camera
    finger: Finger


def world(here: Place, screen: Screen) -> World:
    reader, printer, scanner = (SimulatorControl(here.control(name)) for name in ("reader", "printer", "scanner"))
    return World(reader, printer, scanner, Phone(here.platform_url), Camera(screen), Finger(screen))
