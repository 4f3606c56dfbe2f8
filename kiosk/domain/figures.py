# SPDX-License-Identifier: Apache-2.0
"""Amounts and durations as figures."""

from contract.money import yuan


def money(fen: int) -> str:
    """`28640` -> `¥286.40`."""
    return f"¥{yuan(fen)}"


def minutes(seconds: float) -> tuple[int, int]:
    """Whole minutes and seconds left, rounded up: `0:00` means over."""
    whole = max(0, int(-(-seconds // 1)))
    return divmod(whole, 60)
