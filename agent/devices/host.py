# SPDX-License-Identifier: Apache-2.0
"""The process that hosts one driver: `python -m agent.devices.host FD PARENT`. Imports little: there is one for each.

It dies with the agent (by the kernel's signal, and at the end of its socket) and may be killed at any moment. While
the driver works it gives a sign of life only when the driver's thread has used the processor since the last one: a
thread that hangs in a native call gives none, whether or not that call holds the interpreter.
"""

import ctypes
import importlib
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from agent.devices.frames import (
    Answer,
    Ask,
    Beat,
    Began,
    Broken,
    Call,
    Channel,
    Ended,
    Failed,
    Open,
    Ready,
    Result,
    hints_of,
    pack,
    unpack,
)
from device_drivers.errors import DeviceError

BEAT_S = 0.5
_PR_SET_PDEATHSIG = 1


class _Refused(Exception):
    """What the driver has called back for failed in the agent, which knows why."""


class Host:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._at_work = threading.Event()
        threading.Thread(target=self._beat, name="beat", daemon=True).start()

    def run(self) -> None:
        """Until the agent hangs up."""
        opening = self._channel.receive()
        if not isinstance(opening, Open):
            return
        driver = self._made(opening)
        if driver is None:
            return
        try:
            while isinstance(call := self._channel.receive(), Call):
                self._channel.send(Began())
                self._at_work.set()
                answer = self._carried_out(driver, call)
                self._at_work.clear()
                self._channel.send(answer)
        finally:
            driver.close()

    def _made(self, opening: Open) -> Any:
        self._channel.send(Began())  # a library may hang while it is loaded, too
        self._at_work.set()
        try:
            module, _, name = opening.factory.partition(":")
            factory = getattr(importlib.import_module(module), name)
            hints = hints_of(factory)
            driver = factory(**{key: unpack(value, hints[key]) for key, value in opening.arguments.items()})
        except Exception as error:
            self._channel.send(_broken(error))
            return None
        finally:
            self._at_work.clear()
        self._channel.send(Ready())
        return driver

    def _carried_out(self, driver: Any, call: Call) -> Result | Failed | Broken:
        try:
            method = getattr(driver, call.method)
            hints = hints_of(method)
            arguments = {name: unpack(value, hints[name]) for name, value in call.arguments.items()}
            callbacks = {name: self._callback(name) for name in call.callbacks}
            return Result(pack(method(**arguments, **callbacks)))
        except DeviceError as error:
            kinds = tuple(kind.__name__ for kind in type(error).__mro__)
            return Failed(kinds, error.code, error.message, error.partial)
        except _Refused:
            return Broken(_Refused.__name__)
        except Ended:
            raise
        except Exception as error:
            return _broken(error)

    def _callback(self, name: str) -> Callable[[], Any]:
        def ask() -> Any:
            self._channel.send(Ask(name))
            answer = self._channel.receive()
            if not isinstance(answer, Answer):
                raise Ended
            if answer.refused:
                raise _Refused
            return answer.value

        return ask

    def _beat(self) -> None:
        thread = threading.main_thread().ident
        if thread is None:  # it runs, so it has one
            return
        clock, used = time.pthread_getcpuclockid(thread), -1
        while True:
            self._at_work.wait()
            time.sleep(BEAT_S)
            now = time.clock_gettime_ns(clock)
            if now != used and self._at_work.is_set():
                try:
                    self._channel.send(Beat())
                except Ended:
                    return
            used = now


def _broken(error: Exception) -> Broken:
    _told(error)
    return Broken(type(error).__name__)


def _told(error: Exception) -> None:
    """Where it was, and not what it says: that may be personal."""
    where = "".join(traceback.format_tb(error.__traceback__))
    print(f"a driver failed in an unforeseen way: {type(error).__name__}\n{where}", file=sys.stderr, flush=True)


def main(argv: list[str]) -> int:
    end, parent = map(int, argv)
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the agent, which lets go of its devices in order
        signal.signal(number, signal.SIG_IGN)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was told
        return 1
    channel = Channel(socket.socket(fileno=end))
    try:
        Host(channel).run()
    except Ended:
        return 0
    except Exception as error:
        _told(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
