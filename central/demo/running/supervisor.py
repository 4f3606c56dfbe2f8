# SPDX-License-Identifier: Apache-2.0
"""Starts programs one after the other, starts again what crashes, ends all in reverse."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from central.demo.errors import NotReady
from central.demo.running.names import called
from central.demo.running.processes import Child, Program
from central.demo.running.shell import ENDING, unmoved
from contract.text import LocalText

LOOK_S = 0.05
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 10.0
STEADY_S = 30.0
"""Who ran this long begins with the first pause again."""

Say = Callable[[str], None]
Note = Callable[[LocalText], None]


def _noted_nowhere(_what: LocalText) -> None: ...


@dataclass
class _Post:
    """One program's place: the child that holds it now, or when the next one may start."""

    program: Program
    child: Child
    ready: bool = False
    pause_s: float = FIRST_PAUSE_S
    again_at: float | None = None


class Supervisor:
    """One thread starts, watches and ends every process, because the kernel ties a child's life to the thread
    that made it. `programs` is consumed lazily: each is asked for when the one before is ready. `note` is told what
    crashed, and what is back, in words for people."""

    def __init__(
        self,
        programs: Iterable[Program],
        *,
        logs: Path,
        notes: Path,
        say: Say = print,
        note: Note = _noted_nowhere,
    ) -> None:
        self._programs = programs
        self._logs = logs
        self._notes = notes
        self._say = say
        self._note = note
        self._posts: list[_Post] = []
        self._started = threading.Event()
        self._ending = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="supervisor")

    def __enter__(self) -> Self:
        """Returns when all are ready. Raises NotReady, with nothing left running."""
        self._thread.start()
        try:
            while not self._started.wait(LOOK_S):
                pass
            if self._failure is not None:
                raise self._failure
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def pid(self, name: str) -> int | None:
        """None while it is not running."""
        for post in self._posts:
            if post.program.name == name:
                return post.child.pid if post.again_at is None and post.ready else None
        raise KeyError(name)

    def kill(self, name: str) -> bool:
        """As a crash would; False while it is not running. Raises KeyError."""
        pid = self.pid(name)
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return True

    def keeps_running(self) -> bool:
        """Raises what ended it, if it was not asked to end."""
        if self._failure is not None:
            raise self._failure
        return self._thread.is_alive()

    def _end(self) -> None:
        with _deaf_to_signals():
            self._ending.set()
            self._thread.join()

    def _run(self) -> None:
        try:
            for program in self._programs:
                if self._ending.is_set():
                    return
                self._start(program)
            self._started.set()
            while not self._ending.wait(LOOK_S):
                for post in self._posts:
                    self._look_after(post)
        except Exception as error:
            self._failure = error
        finally:
            for post in reversed(self._posts):
                post.child.end()
                if self._started.is_set():
                    self._say(f"ended  {post.program.name}")
            self._started.set()

    def _start(self, program: Program) -> None:
        child = Child(program, self._logs, self._notes)
        post = _Post(program, child)
        self._posts.append(post)
        while not child.is_ready():
            if child.exit_code is not None:
                raise NotReady(program.name, f"ended with {child.exit_code} before it was ready", child.log_tail())
            if child.age_s > program.ready_within_s:
                reason = f"was not ready within {program.ready_within_s:g} s"
                raise NotReady(program.name, reason, child.log_tail())
            for other in self._posts:
                other.child.listen()
            if self._ending.wait(LOOK_S):
                return
        post.ready = True
        self._say(f"start  {program.name:<10} ready {child.age_s:4.1f} s")

    def _look_after(self, post: _Post) -> None:
        if post.again_at is not None:
            if time.monotonic() >= post.again_at:
                post.child, post.ready, post.again_at = Child(post.program, self._logs, self._notes), False, None
            return
        child, name = post.child, post.program.name
        child.listen()
        if child.exit_code is not None:
            self._note(_ended(name, child.exit_code))
            self._replace(post, f"{name} {_end_in_words(child.exit_code)}")
        elif not post.ready:
            if child.is_ready():
                post.ready = True
                self._say(f"again  {name:<10} ready {child.age_s:4.1f} s")
                self._note(_back(name, child.age_s))
            elif child.age_s > post.program.ready_within_s:
                self._note(_late(name))
                self._replace(post, f"{name} was not ready within {post.program.ready_within_s:g} s")

    def _replace(self, post: _Post, reason: str) -> None:
        if post.child.age_s > STEADY_S:
            post.pause_s = FIRST_PAUSE_S
        post.child.end()
        self._say(f"crash  {reason}; starting it again in {post.pause_s:g} s")
        post.again_at = time.monotonic() + post.pause_s
        post.pause_s = min(2 * post.pause_s, LONGEST_PAUSE_S)


def _end_in_words(exit_code: int) -> str:
    return f"was ended by {_signal(-exit_code)}" if exit_code < 0 else f"ended with {exit_code}"


def _signal(number: int) -> str:
    """Real-time signals have no names."""
    return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"


def _ended(name: str, exit_code: int) -> LocalText:
    who = called(name)
    if exit_code == -signal.SIGKILL:
        return LocalText(zh=f"{who.zh}被杀掉了，马上重新启动", en=f"{who.en} was killed and is being started again")
    if exit_code < 0:
        why = LocalText(zh=f"收到信号 {-exit_code}", en=f"by {_signal(-exit_code)}")
    else:
        why = LocalText(zh=f"返回 {exit_code}", en=f"with {exit_code}")
    return LocalText(
        zh=f"{who.zh}意外结束（{why.zh}），马上重新启动",
        en=f"{who.en} ended unasked ({why.en}) and is being started again",
    )


def _late(name: str) -> LocalText:
    who = called(name)
    return LocalText(zh=f"{who.zh}启动太慢，再来一次", en=f"{who.en} took too long to start: once more")


def _back(name: str, took_s: float) -> LocalText:
    who = called(name)
    return LocalText(zh=f"{who.zh}回来了，用了 {took_s:.1f} 秒", en=f"{who.en} is back after {took_s:.1f} s")


@contextmanager
def _deaf_to_signals() -> Iterator[None]:
    """A second Ctrl-C must not leave the tidying half done; every step of it has its own limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in ENDING}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, unmoved)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
