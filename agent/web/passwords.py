# SPDX-License-Identifier: Apache-2.0
"""Passwords and one-time secrets: how they are made, kept and compared."""

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ALPHABET = "346789ACDEFGHJKMNPQRTWXY"
"""No two of them look alike on a slip or a far screen."""
SECRET_LENGTH = 8
MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher()
_one_at_a_time = threading.Lock()
"""Each takes 64 MiB for its moment."""


def new_secret() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def as_secret(typed: str) -> str:
    """However it was typed: small letters, without the dash, in full-width letters."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed).upper() if letter.isalnum())


def as_password(typed: str) -> str:
    """The same characters from whatever keyboard. Otherwise as typed, spaces included."""
    return unicodedata.normalize("NFC", typed)


def hashed(plain: str) -> str:
    with _one_at_a_time:
        return _hasher.hash(plain)


def matches(plain: str, kept: str) -> bool:
    if not kept:
        return False
    with _one_at_a_time:
        try:
            return _hasher.verify(kept, plain)
        except (VerificationError, InvalidHashError):
            return False
