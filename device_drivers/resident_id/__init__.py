# SPDX-License-Identifier: Apache-2.0
"""Readers of resident ID cards and their kin (SDT protocol), over serial line, TCP and USB."""

from device_drivers.resident_id.card import (
    Card,
    CardKind,
    Foreigner2017,
    Foreigner2023,
    HkMacaoTaiwanPermit,
    ResidentCard,
    decode_card,
)
from device_drivers.resident_id.codec import SamNumber
from device_drivers.resident_id.driver import Reading, ResidentIdReader
from device_drivers.resident_id.framing import FRAMINGS, Framing
from device_drivers.resident_id.numbers import is_id_number
from device_drivers.resident_id.photo import NoPhoto, Photo, PhotoDecoder, PhotoProgram

__all__ = [
    "FRAMINGS",
    "Card",
    "CardKind",
    "Foreigner2017",
    "Foreigner2023",
    "Framing",
    "HkMacaoTaiwanPermit",
    "NoPhoto",
    "Photo",
    "PhotoDecoder",
    "PhotoProgram",
    "Reading",
    "ResidentCard",
    "ResidentIdReader",
    "SamNumber",
    "decode_card",
    "is_id_number",
]
