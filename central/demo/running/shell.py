# SPDX-License-Identifier: Apache-2.0
"""The shell from which demo and tour were started: the lines it sees, and the signals by which it ends them."""

import signal
from contextlib import suppress
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""The last: its window was closed, or the connection to it broke."""


def say(line: str) -> None:
    """Nobody may be listening any more (`| head`, a window that was closed): no reason to leave anything undone."""
    with suppress(OSError):
        print(line, flush=True)


def end_at_first_signal() -> None:
    """With a KeyboardInterrupt; those after it change nothing, for every step of the tidying has its own limit."""
    for number in ENDING:
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, _end)


def unmoved(_number: int, _frame: FrameType | None) -> None:
    """A signal's handler. A program that is just being started would inherit SIG_IGN, but not this."""


def _end(number: int, frame: FrameType | None) -> None:
    for each in ENDING:
        if signal.getsignal(each) is _end:
            signal.signal(each, unmoved)
    signal.default_int_handler(number, frame)
