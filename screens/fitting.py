# SPDX-License-Identifier: Apache-2.0
"""Texts on a window that were shortened because they did not fit."""

from collections.abc import Iterator

from PySide6.QtQuick import QQuickItem


def cut_off(item: QQuickItem) -> Iterator[str]:
    """The whole text of each that is visible and shortened."""
    if not item.isVisible():
        return
    if item.property("truncated") is True:
        yield str(item.property("text"))
    for child in item.childItems():
        yield from cut_off(child)
