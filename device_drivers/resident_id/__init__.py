# SPDX-License-Identifier: Apache-2.0
"""Resident ID card readers (SDT protocol)."""

from device_drivers.resident_id.card import CardKind, ResidentCard, is_id_number
from device_drivers.resident_id.codec import SamNumber
from device_drivers.resident_id.driver import ResidentIdReader

__all__ = ["CardKind", "ResidentCard", "ResidentIdReader", "SamNumber", "is_id_number"]
