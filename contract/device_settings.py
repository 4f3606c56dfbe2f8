# SPDX-License-Identifier: Apache-2.0
"""One device in the configuration: what it is, the one way in which it is reached, and what differs between models."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from contract.text import whole


class DeviceSection(msgspec.Struct, frozen=True, kw_only=True):
    pass


class UsbSettings(DeviceSection, frozen=True, kw_only=True):
    """A device on the USB bus. With neither path nor serial, exactly one device has to fit."""

    enabled: Annotated[bool, Meta(description="False: not by USB, whatever a file below says.")] = True
    ids: Annotated[
        tuple[Annotated[str, Meta(pattern=whole(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}"))], ...],
        Meta(
            description="vendor:product of models that the driver does not know by itself, such as 0400:C35A; "
            "of printers it knows none."
        ),
    ] = ()
    path: Annotated[
        str,
        Meta(
            pattern=whole(r"([0-9]{1,3}-[0-9]{1,3}(\.[0-9]{1,3}){0,6})?"),
            description="Bus and ports as the kernel writes them, such as 1-1.4; empty: wherever it is.",
        ),
    ] = ""
    serial: Annotated[str, Meta(max_length=126, description="Serial number, for models that have one.")] = ""
    interface: Annotated[int, Meta(ge=0, le=31, description="Interface number; without it, by its class.")] | None = (
        None
    )
    report_size: Annotated[int, Meta(ge=8, le=1024, description="Of a HID reader, in bytes.")] | None = None
    report_id: Annotated[int, Meta(ge=0, le=255, description="Of a HID reader that numbers its reports.")] | None = None


class SaneSettings(DeviceSection, frozen=True, kw_only=True):
    """A scanner as SANE names it: by `device` where that name stays (network addresses), else by vendor and model."""

    enabled: Annotated[bool, Meta(description="False: not by SANE, whatever a file below says.")] = True
    device: Annotated[
        str, Meta(pattern=whole(r"([A-Za-z0-9_][ -~]{0,199})?"), description="Such as airscan:e0:Office.")
    ] = ""
    vendor: Annotated[str, Meta(pattern=whole(r"[ -~]{0,80}"), description="As `scanimage -L` has it.")] = ""
    model: Annotated[str, Meta(pattern=whole(r"[ -~]{0,80}"), description="As `scanimage -L` has it.")] = ""
    config: Annotated[
        str, Meta(pattern=whole(r"(/[^\x00-\x1f]{0,199})?"), description="SANE_CONFIG_DIR; empty: the system's.")
    ] = ""


class CupsSettings(DeviceSection, frozen=True, kw_only=True):
    """A queue of CUPS."""

    enabled: Annotated[bool, Meta(description="False: not by CUPS, whatever a file below says.")] = True
    queue: Annotated[str, Meta(pattern=whole(r"[!-.0-~]{0,127}"), description="Its name: `lpstat -e`.")] = ""
    server: Annotated[
        str,
        Meta(
            pattern=whole(r"/[!-~]{1,199}|[A-Za-z0-9][A-Za-z0-9.:-]{0,252}"),
            description="CUPS's own socket (a path), or host:port.",
        ),
    ] = "/run/cups/cups.sock"


Framing = Literal["sdt", "cvr-100d", "cvr-100r", "cvr-100au-nj"]

PrinterModel = Literal[
    "80mm", "80mm-gbk", "80mm-raster", "58mm", "58mm-gbk", "58mm-raster",
    "epson-tm-t20", "epson-tm-t88", "citizen-ppu-231", "custom-kpm",
]  # fmt: skip


class Way(StrEnum):
    """How a device is reached: the key that says where."""

    PORT = "port"
    HOST = "host"
    USB = "usb"
    FILE = "file"
    KEYBOARD = "keyboard"
    PCSC = "pcsc"
    SANE = "sane"
    CUPS = "cups"


class DeviceSettings(DeviceSection, frozen=True, kw_only=True):
    """One device. Which keys apply depends on the kind; exactly one of the ways says where it is."""

    kind: Annotated[
        str,
        Meta(description="resident_id, receipt_printer, code_scanner, smart_card, document_scanner or office_printer."),
    ]
    enabled: Annotated[bool, Meta(description="False: as if it were not here, whatever a file below says.")] = True
    port: Annotated[
        str | None, Meta(description="Serial device path (resident_id, receipt_printer, code_scanner).")
    ] = None
    baud: Annotated[int, Meta(ge=1200, le=921_600, description="Serial speed.")] | None = None
    host: Annotated[str | None, Meta(description="Address in the network (receipt_printer, resident_id).")] = None
    tcp_port: Annotated[int, Meta(ge=1, le=65535)] = 9100
    file: Annotated[str | None, Meta(description="The kernel's file of a printer: /dev/usb/lp0 (receipt_printer).")] = (
        None
    )
    keyboard: Annotated[
        str | None,
        Meta(
            description="A scanner that types: its /dev/input/by-id/…-event-kbd, or vendor:product such as 0C2E:0B61 "
            "(code_scanner)."
        ),
    ] = None
    pcsc: Annotated[
        str | None, Meta(description="Part of the reader's name in PC/SC; * for whatever reader there is (smart_card).")
    ] = None
    model: Annotated[PrinterModel, Meta(description="What the receipt printer can: the nearest of these.")] = "80mm"
    encoding: (
        Annotated[
            str,
            Meta(
                pattern=whole(r"gb18030|gbk|raster"),
                description="The receipt printer's Chinese code page, raster for one that has none; without it, the "
                "model's.",
            ),
        ]
        | None
    ) = None
    columns: (
        Annotated[
            int,
            Meta(
                ge=24, le=64, description="Columns of font A: 32 on 58 mm, 48 on 80 mm paper; without it, the model's."
            ),
        ]
        | None
    ) = None
    usb: Annotated[UsbSettings | None, Meta(description="USB device (resident_id, receipt_printer).")] = None
    sane: Annotated[SaneSettings | None, Meta(description="Scanner of SANE (document_scanner).")] = None
    cups: Annotated[CupsSettings | None, Meta(description="Queue of CUPS (office_printer).")] = None
    framing: Annotated[Framing, Meta(description="The reader's wrapping of commands (resident_id).")] = "sdt"

    @property
    def ways(self) -> tuple[Way, ...]:
        """All that are given; one is right."""
        return tuple(way for way in Way if _is_given(getattr(self, way)))

    @property
    def at(self) -> str:
        """Where it is, for people."""
        match self.ways:
            case (Way.HOST, *_):
                return f"{self.host}:{self.tcp_port}"
            case (Way.USB, *_) if self.usb is not None:
                return f"usb {self.usb.path or self.usb.serial or ' '.join(self.usb.ids)}".rstrip()
            case (Way.KEYBOARD | Way.PCSC as way, *_):
                return f"{way} {getattr(self, way)}"
            case (Way.SANE, *_) if self.sane is not None:
                return f"sane {self.sane.device or f'{self.sane.vendor} {self.sane.model}'.strip()}"
            case (Way.CUPS, *_) if self.cups is not None:
                return f"cups {self.cups.queue}"
            case (way, *_):
                return str(getattr(self, way))
        return ""


TABLES = frozenset({Way.USB, Way.SANE, Way.CUPS})
"""Ways that are a table with keys of its own; it counts while it is `enabled`."""


def _is_given(value: Any) -> bool:
    return bool(value.enabled) if isinstance(value, UsbSettings | SaneSettings | CupsSettings) else bool(value)
