# SPDX-License-Identifier: Apache-2.0
"""Signature schemes beyond the shipped ones, such as a national one on a token, brought by an installed package.

A package names, in the entry point group below, a function that adds its key and signer classes to securesystemslib's
tables (KEY_FOR_TYPE_AND_SCHEME, SIGNER_FOR_URI_SCHEME). The county's publisher and every terminal need the same one.
"""

from functools import cache
from importlib.metadata import entry_points

GROUP = "linli.signature_schemes"


@cache
def load() -> tuple[str, ...]:
    """Once for each process; their names. What a package of the machine's owner raises is not caught."""
    found = entry_points(group=GROUP)
    for entry in found:
        entry.load()()
    return tuple(entry.name for entry in found)
