# SPDX-License-Identifier: Apache-2.0
"""Where the passphrases of key files come from: a file or a systemd credential for timers, else a person is asked."""

import getpass
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from central.publish.errors import FileUnreadable, PassphraseMissing, PassphraseWeak

FILE_VARIABLE = "LINLI_PUBLISH_PASSPHRASE_FILE"
CREDENTIAL = "linli-publish-passphrase"
"""In systemd's $CREDENTIALS_DIRECTORY (LoadCredentialEncrypted=)."""
SHORTEST = 10
TRIES = 3
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"

Ask = Callable[[str], str]
"""A question to what was typed, not echoed."""


def one_time() -> str:
    """100 bits, easy to dictate: no l, o, 0, 1."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


class Passphrases:
    """One that has opened a key is tried on the next one first, so that a person is rarely asked twice."""

    def __init__(self, known: tuple[str, ...] = (), ask: Ask | None = None) -> None:
        self._known = list(known)
        self._ask = ask

    @classmethod
    def of_machine(cls) -> "Passphrases":
        """Raises FileUnreadable."""
        asked = getpass.getpass if sys.stdin is not None and sys.stdin.isatty() else None
        return cls(_in_file(os.environ), asked)

    def of(self, role: str) -> Iterator[str]:
        """Those to try, one after the other. Raises PassphraseMissing when there is nobody to ask."""
        yield from tuple(self._known)
        if self._ask is None:
            if not self._known:
                raise PassphraseMissing(role=role, variable=FILE_VARIABLE)
            return
        for _ in range(TRIES):
            yield self._ask(f"{role} 的口令 / passphrase of {role}: ")

    def fits(self, phrase: str) -> None:
        """Remembered as the first to try."""
        self._known = [phrase, *(one for one in self._known if one != phrase)]

    def fresh(self, role: str) -> str:
        """For a new key. Raises PassphraseMissing, PassphraseWeak."""
        if self._known:
            return strong(self._known[0])
        phrase = self.asked_anew(role)
        self.fits(phrase)
        return phrase

    def asked_anew(self, role: str) -> str:
        """Of a person, twice. Raises PassphraseMissing, PassphraseWeak."""
        if self._ask is None:
            raise PassphraseMissing(role=role, variable=FILE_VARIABLE)
        first = strong(self._ask(f"新口令（至少 {SHORTEST} 个字符） / a new passphrase ({SHORTEST} or more): "))
        if self._ask("再输一遍 / once more: ") != first:
            raise PassphraseWeak(zh="两遍不一样", en="the two differ")
        return first


def strong(phrase: str) -> str:
    """Raises PassphraseWeak."""
    if len(phrase) < SHORTEST:
        raise PassphraseWeak(zh=f"至少要 {SHORTEST} 个字符", en=f"{SHORTEST} characters or more are needed")
    return phrase


def _in_file(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Each line of the file is one: keys of several people may have several."""
    named = environment.get(FILE_VARIABLE)
    folder = environment.get("CREDENTIALS_DIRECTORY")
    file = Path(named) if named else Path(folder) / CREDENTIAL if folder else None
    if file is None or (not named and not file.exists()):
        return ()
    try:
        return tuple(line for line in file.read_text(encoding="utf-8").splitlines() if line)
    except (OSError, ValueError) as error:
        raise FileUnreadable(file=file, why=getattr(error, "strerror", None) or type(error).__name__) from None
