# SPDX-License-Identifier: Apache-2.0
"""How one vendor's reader wraps the commands: the part of the protocol that differs between models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from device_drivers.errors import Unsupported
from device_drivers.resident_id.codec import Check, Command, checksum, encode_frame, negated_sum, split_frame


class Framing(Protocol):
    @property
    def hello(self) -> bytes | None:
        """Sent once after opening; what comes back is read and thrown away."""

    def request(self, command: Command) -> bytes:
        """Raises Unsupported when the model has no such command."""

    def split(self, buffer: bytes) -> tuple[bytes | None, bytes]:
        """Take the first whole reply (SW1 SW2 SW3 and data) off the buffer; None when more bytes are needed.
        Raises ProtocolError."""


@dataclass(frozen=True)
class SdtFraming:
    """The national frame with its differences: other command codes, another check byte, a vendor's hello."""

    payloads: Mapping[Command, bytes] = field(default_factory=lambda: {command: command.value for command in Command})
    check: Check = checksum
    reply_checks: tuple[Check, ...] = (checksum,)
    hello: bytes | None = None

    def request(self, command: Command) -> bytes:
        payload = self.payloads.get(command)
        if payload is None:
            raise Unsupported(f"this reader has no command {command.name}")
        return encode_frame(payload, self.check)

    def split(self, buffer: bytes) -> tuple[bytes | None, bytes]:
        return split_frame(buffer, self.reply_checks)


SDT = SdtFraming()
"""Nearly all readers, over UART, USB and TCP alike."""

# The HuaShi models each have one public source (THID_CVR_IDCard.c); not verified on hardware.
CVR_100D = SdtFraming(hello=bytes.fromhex("02 00 11 03 CC 00 01 02 03 04 05 06 07 08 09 00 03"))
CVR_100R = SdtFraming(hello=bytes.fromhex("02 00 11 03 AA 00 01 02 03 04 05 06 07 08 09 B9 03"))
CVR_100AU_NJ = SdtFraming(
    payloads={
        Command.RESET: b"\x00\x01",
        Command.STATUS: b"\x00\x01",
        Command.FIND: b"\x00\x81",
        Command.SELECT: b"\x00\x82",
        Command.READ: b"\x00\x83",
    },
    check=negated_sum,
    # Published are its requests alone; whether replies carry the sum or the usual XOR is not known.
    reply_checks=(negated_sum, checksum),
)

FRAMINGS: dict[str, Framing] = {
    "sdt": SDT,
    "cvr-100d": CVR_100D,
    "cvr-100r": CVR_100R,
    "cvr-100au-nj": CVR_100AU_NJ,
}
"""By the name that a configuration uses. A reader that wraps the frame in another (Telpo's over Bluetooth; its layout
is not public) is one more class with these three members."""
