# SPDX-License-Identifier: Apache-2.0
"""Who may come in: the password, the one-time secret of the first boot, the lock-out, and for how long the terminal
may be reached from its network. All of it is one small file, so that each change is one atomic step."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from agent.web import durable, lockout, passwords
from agent.web.boottime import BootTime, Moment
from agent.web.errors import CommissioningOver, LockedOut, StateUnusable, WrongPassword, WrongSecret
from agent.web.lockout import Lockout
from contract.document import Document, decode, encode
from contract.errors import InvalidDocument

WINDOW_S = 2 * 3600.0


class Window(Document, frozen=True, kw_only=True):
    """Counted within one boot: a process that is started again does not lengthen it, a machine that is does."""

    boot_id: str
    ends_s: float


class AccessState(Document, frozen=True, kw_only=True):
    password: str = ""
    """argon2id; empty until the terminal is claimed."""
    secret: str = ""
    """argon2id; empty when there is none."""
    secret_id: str = ""
    """Tells whoever made a secret whether it is still the one."""
    handed_over: bool = False
    window: Window | None = None
    lockout: Lockout = Lockout()


class Access:
    """Raises StateUnusable from everything: without its file the door stays shut."""

    def __init__(self, directory: Path, boot_time: BootTime) -> None:
        self._file = directory / "access.json"
        self._lock_file = directory / "access.lock"
        self._boot_time = boot_time
        self._lock = threading.Lock()

    # -- what holds now

    def state(self) -> AccessState:
        data = durable.read(self._file)
        if data is None:
            return AccessState()
        try:
            return decode(data, AccessState)
        except InvalidDocument as error:
            raise StateUnusable(f"{self._file}: {error}") from None

    def window_left_s(self) -> float:
        """Of the commissioning; 0 after the hand-over."""
        return _left_s(self.state(), self._boot_time.moment())

    def wait_s(self) -> float:
        return lockout.wait_s(self.state().lockout, self._boot_time.moment())

    # -- the first boot

    def start(self) -> tuple[str, str]:
        """A start of the site. Before the claim it makes a new secret: (the secret, its id); else ("", "")."""
        secret, secret_id = passwords.new_secret(), secrets.token_hex(8)
        kept = passwords.hashed(passwords.as_secret(secret))
        made = False

        def opened(state: AccessState, now: Moment) -> AccessState:
            nonlocal made
            if state.handed_over:
                return state
            if state.window is None or state.window.boot_id != now.boot_id:
                state = msgspec.structs.replace(state, window=_window_from(now), secret="", secret_id="")
            made = not state.password and _left_s(state, now) > 0
            return msgspec.structs.replace(state, secret=kept, secret_id=secret_id) if made else state

        self._change(opened)
        return (secret, secret_id) if made else ("", "")

    def commission(self) -> str:
        """A new secret and a new window, asked for at the machine by its administrator; also when the password is
        forgotten. The old password stays until the secret is used."""
        secret = passwords.new_secret()
        kept = passwords.hashed(passwords.as_secret(secret))

        def anew(state: AccessState, now: Moment) -> AccessState:
            return AccessState(
                password=state.password, secret=kept, secret_id=secrets.token_hex(8), window=_window_from(now)
            )

        self._change(anew)
        return secret

    def claim(self, secret: str, password: str) -> None:
        """Raises CommissioningOver, LockedOut, WrongSecret."""
        state = self.state()
        if not state.secret or _left_s(state, self._boot_time.moment()) <= 0:
            raise CommissioningOver
        self._count_try()
        if not passwords.matches(passwords.as_secret(secret), state.secret):
            raise WrongSecret
        kept = passwords.hashed(passwords.as_password(password))

        def claimed(now_state: AccessState, now: Moment) -> AccessState:
            if now_state.secret_id != state.secret_id:
                raise CommissioningOver
            return AccessState(password=kept, window=_window_from(now))

        self._change(claimed)

    def hand_over(self) -> None:
        self._change(
            lambda state, _now: msgspec.structs.replace(state, handed_over=True, secret="", secret_id="", window=None)
        )

    # -- the password

    def sign_in(self, password: str) -> None:
        """Raises LockedOut, WrongPassword."""
        self._forgive(self._proved(password))

    def change_password(self, old: str, new: str) -> None:
        """Raises LockedOut, WrongPassword."""
        proved = self._proved(old)
        self._forgive(proved, becomes=passwords.hashed(passwords.as_password(new)))

    # -- inside

    def _proved(self, password: str) -> str:
        """The digest that it fits. Raises LockedOut, WrongPassword."""
        if not self.state().password:
            raise WrongPassword  # before the claim nobody's guess may lock the technician out
        self._count_try()
        kept = self.state().password
        if not passwords.matches(passwords.as_password(password), kept):
            raise WrongPassword
        return kept

    def _forgive(self, proved: str, becomes: str = "") -> None:
        """Raises WrongPassword when another password was set meanwhile: it is the old one's bearer who is late."""

        def forgiven(state: AccessState, _now: Moment) -> AccessState:
            if state.password != proved:
                raise WrongPassword
            return msgspec.structs.replace(state, password=becomes or proved, lockout=Lockout())

        self._change(forgiven)

    def _count_try(self) -> None:
        """Before the look at it, on the disk: whoever kills the process meanwhile has used up the try all the same."""

        def counted(state: AccessState, now: Moment) -> AccessState:
            wait = lockout.wait_s(state.lockout, now)
            if wait > 0:
                raise LockedOut(wait)
            return msgspec.structs.replace(state, lockout=lockout.after_failure(state.lockout, now))

        self._change(counted)

    def _change(self, step: Callable[[AccessState, Moment], AccessState]) -> None:
        with self._lock, durable.only_one(self._lock_file):
            state = self.state()
            changed = step(state, self._boot_time.moment())
            if changed != state:
                durable.write(self._file, encode(changed))


def _window_from(now: Moment) -> Window:
    return Window(boot_id=now.boot_id, ends_s=now.seconds + WINDOW_S)


def _left_s(state: AccessState, now: Moment) -> float:
    if state.handed_over or state.window is None or state.window.boot_id != now.boot_id:
        return 0.0
    return max(0.0, min(state.window.ends_s - now.seconds, WINDOW_S))
