# SPDX-License-Identifier: Apache-2.0
"""How fast bytes go over a serial line."""

import time
from collections.abc import Callable, Iterator

_BITS_A_BYTE = 10  # 8N1
_PIECE_S, _READ_S = 0.001, 0.05
_READ = 4096


class Pace:
    """None: at once."""

    def __init__(self, baud: int | None) -> None:
        self.baud = baud
        self._byte_s = _BITS_A_BYTE / baud if baud else 0.0
        self._piece = max(1, int(_PIECE_S / self._byte_s)) if baud else _READ
        self.most = min(_READ, max(64, int(_READ_S / self._byte_s))) if baud else _READ
        """Bytes to take at a time, so that the first of them need not wait long for the last."""

    def wait(self, data: bytes) -> None:
        """Until its last bit has come."""
        time.sleep(len(data) * self._byte_s)

    def pieces(self, data: bytes, goes_on: Callable[[], bool]) -> Iterator[bytes]:
        """Each at its time. `goes_on` is asked before each."""
        start = time.monotonic()
        sent = 0
        while sent < len(data) and goes_on():
            piece = data[sent : sent + self._piece]
            yield piece
            sent += len(piece)
            time.sleep(max(0.0, start + sent * self._byte_s - time.monotonic()))
