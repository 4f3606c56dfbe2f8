# SPDX-License-Identifier: Apache-2.0
"""Whose card lies on the reader: the reader does not say, so the console remembers what it put there."""

from flask import Blueprint, current_app

NONE = "none"
_EXTENSION = "linli-card"


class Card:
    """`value`: of the button that put it there; empty when somebody else may have moved cards since."""

    def __init__(self) -> None:
        self.value = ""


def remember(blueprint: Blueprint, card: Card) -> None:
    blueprint.record(lambda setup: setup.app.extensions.update({_EXTENSION: card}))


def remembered() -> Card:
    """Within a request."""
    card: Card = current_app.extensions[_EXTENSION]
    return card
