# SPDX-License-Identifier: Apache-2.0
"""Money is an integer of fen; there is no float anywhere near it."""

from typing import Annotated

import msgspec

Fen = Annotated[int, msgspec.Meta(ge=0, le=100_000_000_00, description="Amount in fen (1/100 yuan).")]


def yuan(fen: int) -> str:
    """`1234567` -> `12,345.67`."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"
