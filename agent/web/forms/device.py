# SPDX-License-Identifier: Apache-2.0
"""A device's settings, by kind and way."""

from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from flask_babel import gettext as _

from agent.web.forms.fields import Fields
from contract.device_settings import (
    CupsSettings,
    DeviceSettings,
    Framing,
    PrinterModel,
    SaneSettings,
    UsbSettings,
    Way,
)
from contract.local import DEFAULT_BAUD, WAYS, DeviceKind

OTHER = "other"
BY_MODEL = ""
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)
COLUMNS = (BY_MODEL, "32", "42", "48")
ENCODINGS = (BY_MODEL, "gb18030", "gbk", "raster")
FRAMINGS: tuple[str, ...] = get_args(Framing)
MODELS: tuple[str, ...] = get_args(PrinterModel)
USB_PATH = r"[0-9]{1,3}-[0-9]{1,3}(\.[0-9]{1,3}){0,6}"
USB_IDS = r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}( [0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}){0,7}"
NAME = r"[a-z][a-z0-9-]{0,31}"
HOST = r"(?![^:]*:[0-9]+$)[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?"
KEYBOARD = r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}|/dev/input/by-(id|path)/[^\s/]+"
ASCII = r"[ -~]+"
SANE_DEVICE = r"[A-Za-z0-9_][ -~]*"
QUEUE = r"[!-.0-~]+"
SERVER = r"/[!-~]+|[A-Za-z0-9][A-Za-z0-9.:-]*"


def device_name(fields: Fields, taken: Iterable[str]) -> str:
    name = fields.text(
        "name", longest=32, pattern=NAME, hint=_("只用小写字母、数字和短横线，字母开头，例如 printer-2。")
    )
    if name in taken:
        fields.refuse("name", _("这个名称已经有设备在用。"))
    return name


def device_settings(
    fields: Fields, kind: DeviceKind, *, anywhere: bool, now: DeviceSettings | None = None
) -> DeviceSettings:
    """What belongs to another way than the chosen one is not looked at; what the form does not show stays as it is
    `now`. `anywhere`: a port may lie outside /dev, as simulated ones do."""
    ways = WAYS[kind]
    way = Way(fields.choice("way", ways)) if len(ways) > 1 and "way" in fields.shown() else ways[0]
    given = {"kind": kind, **_where(fields, way, now or DeviceSettings(kind=kind), anywhere=anywhere)}
    if kind is DeviceKind.RESIDENT_ID and "framing" in fields.shown():
        given["framing"] = fields.choice("framing", FRAMINGS)
    if kind is DeviceKind.RECEIPT_PRINTER:
        columns = fields.choice("columns", COLUMNS)
        given["model"] = fields.choice("model", MODELS) if "model" in fields.shown() else MODELS[0]
        given["columns"] = int(columns) if columns else None
        given["encoding"] = fields.choice("encoding", ENCODINGS) or None
    return DeviceSettings(**given)


def _where(fields: Fields, way: Way, now: DeviceSettings, *, anywhere: bool) -> dict[str, Any]:
    match way:
        case Way.HOST:
            host = fields.text("host", longest=253, pattern=HOST, hint=_("请填 IP 地址或主机名，例如 192.168.1.50。"))
            return {"host": host, "tcp_port": fields.whole("tcp_port", 1, 65535)}
        case Way.PORT:
            baud = int(fields.choice("baud", map(str, BAUDS)))
            return {"port": _port(fields, anywhere=anywhere), "baud": baud}
        case Way.USB:
            return {"usb": _usb(fields, now)}
        case Way.FILE:
            pattern = r"/[^\s]+" if anywhere else r"/dev/(usb/)?lp[0-9]{1,3}"
            return {"file": fields.text("file", longest=200, pattern=pattern, hint=_("例如 /dev/usb/lp0。"))}
        case Way.KEYBOARD:
            hint = _("写成 0C2E:0B61 的样子，或者 /dev/input/by-id/ 下的名字。")
            return {"keyboard": fields.text("keyboard", longest=200, pattern=KEYBOARD, hint=hint)}
        case Way.PCSC:
            return {"pcsc": fields.text("pcsc", longest=120, shortest=0) or "*"}
        case Way.SANE:
            return {"sane": _sane(fields, now)}
        case Way.CUPS:
            queue = fields.text("cups_queue", longest=127, pattern=QUEUE, hint=_("只用英文、数字和符号，没有空格。"))
            server = fields.text("cups_server", longest=200, shortest=0, pattern=SERVER, hint=_("留空就是本机。"))
            return {"cups": CupsSettings(queue=queue, server=server or CupsSettings().server)}


def _usb(fields: Fields, now: DeviceSettings) -> UsbSettings:
    printer = now.kind == DeviceKind.RECEIPT_PRINTER
    hint = _("写成 0416:5011 的样子。") if printer else _("写成 0400:C35A 的样子，或者留空。")
    return msgspec.structs.replace(
        now.usb or UsbSettings(),
        enabled=True,
        path=fields.text("usb_path", longest=40, shortest=0, pattern=USB_PATH, hint=_("写成 1-1.4 的样子，或者留空。")),
        serial=fields.text("usb_serial", longest=126, shortest=0),
        ids=tuple(fields.text("usb_ids", longest=90, shortest=int(printer), pattern=USB_IDS, hint=hint).split()),
    )


def _sane(fields: Fields, now: DeviceSettings) -> SaneSettings:
    device = fields.text(
        "sane_device", longest=200, shortest=0, pattern=SANE_DEVICE, hint=_("照 scanimage -L 显示的写。")
    )
    return msgspec.structs.replace(
        now.sane or SaneSettings(),
        enabled=True,
        device=device,
        vendor=fields.text("sane_vendor", longest=80, shortest=0, pattern=ASCII, hint=_("照 scanimage -L 显示的写。")),
        model=fields.text(
            "sane_model", longest=80, shortest=int(not device), pattern=ASCII, hint=_("照 scanimage -L 显示的写。")
        ),
    )


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
    usb, sane, cups = settings.usb or UsbSettings(), settings.sane or SaneSettings(), settings.cups or CupsSettings()
    known = port in tuple(ports)
    return {
        "name": name,
        "way": str(settings.ways[0] if settings.ways else WAYS[kind][0]),
        "host": settings.host or "",
        "tcp_port": str(settings.tcp_port),
        "port": port if known else OTHER,
        "port_other": "" if known else port,
        "baud": str(settings.baud or DEFAULT_BAUD.get(kind, 9600)),
        "usb_path": usb.path,
        "usb_serial": usb.serial,
        "usb_ids": " ".join(usb.ids),
        "file": settings.file or "",
        "keyboard": settings.keyboard or "",
        "pcsc": "" if settings.pcsc == "*" else settings.pcsc or "",
        "sane_device": sane.device,
        "sane_vendor": sane.vendor,
        "sane_model": sane.model,
        "cups_queue": cups.queue,
        "cups_server": "" if cups == CupsSettings(queue=cups.queue) else cups.server,
        "framing": settings.framing,
        "model": settings.model,
        "columns": str(settings.columns or BY_MODEL),
        "encoding": settings.encoding or BY_MODEL,
    }
