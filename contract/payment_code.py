# SPDX-License-Identifier: Apache-2.0
"""The code that a payer's phone shows to a scanner, and whose it is by its first digits.

Lengths and prefixes as the channels publish them: WeChat Pay 18 digits from 10 to 15; Alipay 16 to 24 digits from 25 to
30; UnionPay 19 digits from 62.
"""

import re
from enum import StrEnum

from contract.personal import Masked


class Channel(StrEnum):
    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"


_CHANNELS = (
    (Channel.WECHAT, re.compile(r"1[0-5][0-9]{16}")),
    (Channel.ALIPAY, re.compile(r"(?:2[5-9]|30)[0-9]{14,22}")),
    (Channel.UNIONPAY, re.compile(r"62[0-9]{17}")),
)


class PaymentCode(Masked):
    """Worth the money of whoever holds it, for a minute: never stored, never logged."""

    __slots__ = ()

    @property
    def channel(self) -> Channel | None:
        """None: no code that anything can be paid with."""
        return next((channel for channel, pattern in _CHANNELS if pattern.fullmatch(self._plain)), None)

    def masked(self) -> str:
        return self._plain[:2] + "*" * max(0, len(self._plain) - 2)
