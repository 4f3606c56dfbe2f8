# SPDX-License-Identifier: Apache-2.0
"""The demo county's invented residents, and their cards."""

from central.sandbox import residents
from central.sandbox.residents import DemoResident
from device_drivers.simulation.client import SimulatorControl


def everyone() -> tuple[DemoResident, ...]:
    return residents.load().everyone


def named(name: str) -> DemoResident:
    return next(resident for resident in everyone() if resident.name.reveal() == name)


MID_READ_BYTES = 700
"""Of the 1,295 in which a card's data arrives: its text is there, its photograph is not."""


def put_card(reader: SimulatorControl, resident: DemoResident, *, damaged: bool = False, pulled: bool = False) -> None:
    """`pulled`: it is taken away while it is being read."""
    reader.put_faults(card_removed_after=MID_READ_BYTES if pulled else None)
    reader.put_card(
        name=resident.name.reveal(),
        id_number=resident.number.reveal(),
        address=resident.address,
        damaged=damaged,
    )
