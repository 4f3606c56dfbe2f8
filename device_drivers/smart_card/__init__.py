# SPDX-License-Identifier: Apache-2.0
"""Readers of smart cards over PC/SC: social-security cards are read, others recognised."""

from device_drivers.smart_card.card import CardKind, Reading, Uid
from device_drivers.smart_card.driver import SmartCardReader, find, stem
from device_drivers.smart_card.social_security import SocialSecurityCard

__all__ = ["CardKind", "Reading", "SmartCardReader", "SocialSecurityCard", "Uid", "find", "stem"]
