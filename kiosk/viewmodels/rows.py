# SPDX-License-Identifier: Apache-2.0
"""A list model over frozen rows: the fields of the row's class are the roles."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_FIRST = int(Qt.ItemDataRole.UserRole) + 1


class Rows(QAbstractListModel):
    def __init__(self, row: type, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = [field.name for field in fields(row)]
        self._rows: tuple[Any, ...] = ()

    def show(self, rows: Sequence[Any]) -> None:
        """As many rows as before are the same rows with other words: the view keeps its place."""
        before, now = self._rows, tuple(rows)
        if now == before:
            return
        if len(now) != len(before):
            self.beginResetModel()
            self._rows = now
            self.endResetModel()
            return
        self._rows = now
        self.dataChanged.emit(self.index(0), self.index(len(now) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        at = role - _FIRST
        if not index.isValid() or not 0 <= at < len(self._names):
            return None
        return getattr(self._rows[index.row()], self._names[at])

    def roleNames(self) -> dict[int, QByteArray]:
        return {_FIRST + at: QByteArray(name.encode()) for at, name in enumerate(self._names)}
