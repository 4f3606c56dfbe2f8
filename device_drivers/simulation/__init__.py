# SPDX-License-Identifier: Apache-2.0
"""What the simulators share: faults, wires, and the socket by which tests and the demo steer them."""

from device_drivers.simulation.client import ControlError, SimulatorControl
from device_drivers.simulation.faults import Faults

__all__ = ["ControlError", "Faults", "SimulatorControl"]
