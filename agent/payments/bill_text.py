# SPDX-License-Identifier: Apache-2.0
"""The bill's number (缴款码) in what was typed, or in what the code on a notice says. Pure."""

import re
from urllib.parse import parse_qs, urlsplit

_NUMBER = re.compile(r"[0-9A-Z]{8,32}")
_BETWEEN = re.compile(r"[\s\-–—·.]+")
_PARAMETERS = ("bill_no", "billNo", "payCode", "paycode", "jkm", "code")
"""Names under which codes on notices carry it."""


def bill_no_in(text: str) -> str | None:
    """As typed, with spaces, dashes and small letters; or from an address: a named parameter, else the last part of
    its path. None when there is none."""
    if "://" not in text:
        return _number(text)
    try:
        address = urlsplit(text.strip())
    except ValueError:
        return None
    parameters = parse_qs(address.query)
    named = [value for name in _PARAMETERS for value in parameters.get(name, ())]
    last = address.path.rstrip("/").rpartition("/")[2]
    return next((number for number in map(_number, [*named, last]) if number), None)


def _number(text: str) -> str | None:
    tidy = _BETWEEN.sub("", text).upper()
    return tidy if tidy.isascii() and _NUMBER.fullmatch(tidy) else None
