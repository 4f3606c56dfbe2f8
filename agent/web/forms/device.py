# SPDX-License-Identifier: Apache-2.0
"""A device's settings, by kind."""

from collections.abc import Iterable
from typing import cast, get_args

from flask_babel import gettext as _

from agent.web.forms.fields import Fields
from contract.local import DeviceKind
from contract.settings import DeviceSettings, Framing, UsbSettings, Way

OTHER = "other"
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
DEFAULT_BAUD = {DeviceKind.RESIDENT_ID: 115_200, DeviceKind.CODE_SCANNER: 9_600}
COLUMNS = (32, 42, 48)
ENCODINGS = ("gb18030", "gbk")
FRAMINGS: tuple[str, ...] = get_args(Framing)
USB_PATH = r"[0-9]{1,3}-[0-9]{1,3}(\.[0-9]{1,3}){0,6}"
USB_IDS = r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}( [0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}){0,7}"
NAME = r"[a-z][a-z0-9-]{0,31}"
HOST = r"[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?"


def device_name(fields: Fields, taken: Iterable[str]) -> str:
    name = fields.text(
        "name", longest=32, pattern=NAME, hint=_("只用小写字母、数字和短横线，字母开头，例如 printer-2。")
    )
    if name in taken:
        fields.refuse("name", _("这个名称已经有设备在用。"))
    return name


def device_settings(fields: Fields, kind: DeviceKind, *, anywhere: bool) -> DeviceSettings:
    """`anywhere`: a port may lie outside /dev, as simulated ones do."""
    if kind is DeviceKind.RECEIPT_PRINTER:
        return DeviceSettings(
            kind=kind,
            host=fields.text("host", longest=253, pattern=HOST, hint=_("请填 IP 地址或主机名，例如 192.168.1.50。")),
            tcp_port=fields.whole("tcp_port", 1, 65535),
            encoding=fields.choice("encoding", ENCODINGS),
            columns=int(fields.choice("columns", map(str, COLUMNS))),
        )
    if kind is DeviceKind.RESIDENT_ID:
        return _reader_settings(fields, kind, anywhere=anywhere)
    return DeviceSettings(
        kind=kind, port=_port(fields, anywhere=anywhere), baud=int(fields.choice("baud", map(str, BAUDS)))
    )


def _reader_settings(fields: Fields, kind: DeviceKind, *, anywhere: bool) -> DeviceSettings:
    """What belongs to another way than the chosen one is not looked at."""
    shown = fields.shown()
    framing = cast(Framing, fields.choice("framing", FRAMINGS) if "framing" in shown else FRAMINGS[0])
    match fields.choice("way", Way) if "way" in shown else Way.PORT:
        case Way.HOST:
            host = fields.text("host", longest=253, pattern=HOST, hint=_("请填 IP 地址或主机名，例如 192.168.1.50。"))
            return DeviceSettings(kind=kind, host=host, tcp_port=fields.whole("tcp_port", 1, 65535), framing=framing)
        case Way.USB:
            usb = UsbSettings(
                path=fields.text(
                    "usb_path", longest=40, shortest=0, pattern=USB_PATH, hint=_("写成 1-1.4 的样子，或者留空。")
                ),
                serial=fields.text("usb_serial", longest=126, shortest=0),
                ids=tuple(
                    fields.text(
                        "usb_ids", longest=90, shortest=0, pattern=USB_IDS, hint=_("写成 0400:C35A 的样子，或者留空。")
                    ).split()
                ),
            )
            return DeviceSettings(kind=kind, usb=usb, framing=framing)
    baud = int(fields.choice("baud", map(str, BAUDS)))
    return DeviceSettings(kind=kind, port=_port(fields, anywhere=anywhere), baud=baud, framing=framing)


def _port(fields: Fields, *, anywhere: bool) -> str:
    typed = fields.shown().get("port", "")
    name = "port" if typed not in {"", OTHER} else "port_other"
    pattern = r"/[^\s]+" if anywhere else r"/dev/[^\s]+"
    port = fields.text(name, longest=200, pattern=pattern, hint=_("请填设备路径，例如 /dev/ttyUSB0。"))
    if ".." in port.split("/"):
        fields.refuse(name, _("请填设备路径，例如 /dev/ttyUSB0。"))
    return port


def shown_of(name: str, settings: DeviceSettings, kind: DeviceKind, ports: Iterable[str]) -> dict[str, str]:
    """The form's fields as they are now."""
    port = settings.port or ""
    usb = settings.usb or UsbSettings()
    known = port in tuple(ports)
    return {
        "name": name,
        "host": settings.host or "",
        "tcp_port": str(settings.tcp_port),
        "encoding": settings.encoding,
        "columns": str(settings.columns),
        "port": port if known else OTHER,
        "port_other": "" if known else port,
        "way": str(settings.ways[0] if settings.ways else Way.PORT),
        "usb_path": usb.path,
        "usb_serial": usb.serial,
        "usb_ids": " ".join(usb.ids),
        "framing": settings.framing,
        "baud": str(settings.baud or DEFAULT_BAUD.get(kind, 9600)),
    }
