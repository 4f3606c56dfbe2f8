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

RESIDENT, PERMIT, FOREIGNER = " ", "J", "Y"
"""Kinds of card, as the chip has them."""


def kind_of_card(resident: DemoResident) -> str:
    """Each kind has numbers of its own: 81, 82, 83 are residence permits, 9 the foreigners' card of 2023."""
    number = resident.number.reveal()
    if number.startswith(("81", "82", "83")):
        return PERMIT
    return FOREIGNER if number.startswith("9") else RESIDENT


def put_card(reader: SimulatorControl, resident: DemoResident, *, damaged: bool = False, pulled: bool = False) -> None:
    """`pulled`: it is taken away while it is being read."""
    reader.put_faults(card_removed_after=MID_READ_BYTES if pulled else None)
    kind = kind_of_card(resident)
    address = {} if kind == FOREIGNER else {"address": resident.address}  # not on a foreigner's chip
    reader.put_card(
        kind=kind,
        name=resident.name.reveal(),
        id_number=resident.number.reveal(),
        damaged=damaged,
        **address,
    )
