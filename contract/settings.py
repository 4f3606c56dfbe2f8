# SPDX-License-Identifier: Apache-2.0
"""The terminal's configuration: one typed model, which is also the schema.

Precedence: shipped defaults (config/terminal.toml) < /etc/linli/terminal.toml < the technician's settings, which the
agent alone writes and every process may read. Secrets are files named here, never values.
"""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from contract.device_settings import DeviceSettings, Framing, UsbSettings, Way
from contract.document import convert
from contract.errors import InvalidDocument, InvalidSettings
from contract.tenant import Tenant
from contract.text import LocalText, whole

__all__ = ["DeviceSettings", "Framing", "UsbSettings", "Way"]
"""Of a module of their own."""

SHIPPED = Path(__file__).resolve().parent.parent / "config" / "terminal.toml"
SITE = Path("/etc/linli/terminal.toml")
TECHNICIAN_FILE = "technician.toml"

DeviceName = Annotated[str, Meta(pattern=whole(r"[a-z][a-z0-9-]{0,31}"), description="Name of a device or a screen.")]


Hours = Annotated[
    str,
    Meta(
        pattern=whole(r"([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]"),
        description="From, and to before; over midnight if it ends before it begins. The community's own time.",
    ),
]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Profile(StrEnum):
    PRODUCTION = "production"
    SANDBOX = "sandbox"


class TerminalSettings(Section, frozen=True, kw_only=True):
    number: Annotated[str, Meta(pattern=whole(r"[0-9A-Z-]{4,32}"), description="Terminal number, as on slips.")]
    tenant: Tenant
    place: Annotated[LocalText, Meta(description="Name of the place, as residents call it.")]
    help_phone: Annotated[str, Meta(description="Whom a resident may call.")]
    profile: Profile = Profile.PRODUCTION


class PathSettings(Section, frozen=True, kw_only=True):
    state: Annotated[str, Meta(description="Directory of the ledger; survives everything.")] = "/var/lib/linli"
    run: Annotated[str, Meta(description="Directory of the sockets.")] = "/run/linli"
    settings: Annotated[str, Meta(description="Directory of the technician's settings; every process reads it.")] = (
        "/var/lib/linli-settings"
    )
    content: Annotated[str, Meta(description="Directory of the current content; every screen reads it.")] = (
        "/var/lib/linli-content"
    )
    sync: Annotated[str, Meta(description="Sync's own state: versions seen, time floor.")] = "/var/lib/linli-sync"
    web: Annotated[str, Meta(description="The technician site's own state: password, certificate.")] = (
        "/var/lib/linli-web"
    )
    signage: Annotated[str, Meta(description="The players' own state: play records not yet told.")] = (
        "/var/lib/linli-signage"
    )
    clock_offset: Annotated[
        str | None,
        Meta(
            description="File with seconds to add to the clock, or the moment at which it stands still. "
            "Sandbox profile only."
        ),
    ] = None


class PlatformSettings(Section, frozen=True, kw_only=True):
    url: Annotated[str, Meta(pattern=r"^https?://", description="Base address of the platform's API.")]
    token_file: Annotated[str | None, Meta(description="File with the terminal's bearer token.")] = None
    connect_s: Annotated[float, Meta(gt=0, le=12, description="Limit for connecting.")] = 3.0
    read_s: Annotated[float, Meta(gt=0, le=12, description="Limit for each wait for data.")] = 5.0
    total_s: Annotated[float, Meta(gt=0, le=12, description="Limit for a whole call; less than the kiosk waits.")] = 8.0


class ContentSettings(Section, frozen=True, kw_only=True):
    url: Annotated[str, Meta(pattern=r"^https?://", description="Where the county's signed folder is served.")]
    root_file: Annotated[str, Meta(description="The county's trusted root.json, brought by enrolment.")] = (
        "/etc/linli/content-root.json"
    )
    poll_s: Annotated[float, Meta(ge=1, le=3600, description="Pause between two looks.")] = 10.0
    quota_mb: Annotated[int, Meta(ge=50, le=1_000_000, description="Most that media may take on the disk.")] = 4_000
    rate_kbit_s: Annotated[
        int, Meta(ge=0, le=10_000_000, description="Most that media may take of the line; 0: no limit. Never alerts.")
    ] = 0
    large_media_hours: Annotated[
        tuple[Hours, ...],
        Meta(max_length=6, description="When media over 5 MB are fetched, such as 22:00-06:00; none: at any time."),
    ] = ()
    proxy: Annotated[
        str,
        Meta(
            pattern=whole(r"(http://[A-Za-z0-9._-]{1,253}:[0-9]{1,5})?"),
            description="HTTP proxy on the way to the content host.",
        ),
    ] = ""


class PaymentSettings(Section, frozen=True, kw_only=True):
    code_valid_s: Annotated[int, Meta(ge=30, le=7200, description="How long a payment code can be paid.")] = 300
    poll_s: Annotated[float, Meta(ge=0.2, le=60, description="Pause between two looks at an open order.")] = 1.0


class PanelSettings(Section, frozen=True, kw_only=True):
    """A screen. Never what the display says of itself: that is often zero."""

    width_mm: Annotated[float, Meta(gt=50, lt=3000, description="Width of the picture as mounted.")] = 267.8
    width_px: Annotated[int, Meta(ge=320, le=8192, description="As mounted: after the rotation.")] = 1080
    height_px: Annotated[int, Meta(ge=320, le=8192)] = 1920
    output: Annotated[str, Meta(pattern=whole(r"[A-Za-z0-9-]{0,32}"), description="Connector, such as HDMI-A-1.")] = ""
    rotation: Annotated[Literal[0, 90, 180, 270], Meta(description="Clockwise, in degrees.")] = 0

    @property
    def px_per_mm(self) -> float:
        return self.width_px / self.width_mm


class KioskSettings(Section, frozen=True, kw_only=True):
    idle_s: Annotated[int, Meta(ge=10, le=600, description="Without a touch this long, the warning comes.")] = 60
    warning_s: Annotated[int, Meta(ge=20, le=120, description="Time to answer it (WCAG 2.2.1: 20 s or more).")] = 20
    attract_s: Annotated[
        int, Meta(ge=10, le=3600, description="With nobody here this long, notices and posters are shown.")
    ] = 90
    panel: PanelSettings = PanelSettings()


LOBBY_PANEL = PanelSettings(width_mm=1210, width_px=1920, height_px=1080)
"""55 inch, landscape."""


class SignageSettings(Section, frozen=True, kw_only=True):
    """One lobby display: a player of its own."""

    panel: PanelSettings = LOBBY_PANEL
    renderer: Annotated[
        Literal["auto", "software", "gpu"], Meta(description="auto: with the GPU where there is one.")
    ] = "auto"


class WebSettings(Section, frozen=True, kw_only=True):
    """The technician's site."""

    port: Annotated[int, Meta(ge=1, le=65535)] = 8443
    lan: Annotated[
        Literal["commissioning", "always", "never"],
        Meta(description="When it listens beyond this machine: until the hand-over only, always, never."),
    ] = "commissioning"
    address: Annotated[str, Meta(description="Address to listen on beyond this machine.")] = "0.0.0.0"
    names: Annotated[tuple[str, ...], Meta(description="Further host names that a browser may call it by.")] = ()
    logs: Annotated[str, Meta(description="`journal`, or a directory of .log files.")] = "journal"


class Settings(Section, frozen=True, kw_only=True):
    terminal: TerminalSettings
    platform: PlatformSettings
    paths: PathSettings = PathSettings()
    payment: PaymentSettings = PaymentSettings()
    content: ContentSettings
    kiosk: KioskSettings = KioskSettings()
    signage: Annotated[dict[DeviceName, SignageSettings], Meta(description="Lobby displays by name.")] = {}
    web: WebSettings = WebSettings()
    device: Annotated[dict[DeviceName, DeviceSettings], Meta(description="Devices by name.")] = {}


def load(paths: Iterable[Path]) -> Settings:
    """Merges the files in order, later ones over earlier ones, and the technician's settings over all. Only the
    site's own file may be absent: one that somebody has named must be there. Raises InvalidSettings naming file, key
    and what would be right."""
    merged = read_files(paths)
    technician = technician_file(_typed(merged))
    if technician.exists():
        merged = _merge(merged, parse(_read(technician), str(technician)))
    return _typed(merged)


def read_files(paths: Iterable[Path]) -> dict[str, Any]:
    """The files merged, without the technician's settings. Raises InvalidSettings."""
    merged: dict[str, Any] = {}
    for path in paths:
        if path != SITE or path.exists():
            merged = _merge(merged, parse(_read(path), str(path)))
    return merged


def technician_file(settings: Settings) -> Path:
    return Path(settings.paths.settings) / TECHNICIAN_FILE


def laid_over(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> Settings:
    """Raises InvalidSettings."""
    return _typed(_merge(lower, upper))


def _typed(merged: Mapping[str, Any]) -> Settings:
    try:
        settings = convert(merged, Settings)
    except InvalidDocument as error:
        raise InvalidSettings(f"configuration: {error}") from None
    if settings.paths.clock_offset and settings.terminal.profile is not Profile.SANDBOX:
        raise InvalidSettings("configuration: paths.clock_offset is for the sandbox profile only")
    return settings


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSettings(f"{path}: {error.strerror if isinstance(error, OSError) else 'not UTF-8 text'}") from None


def parse(text: str, source: str) -> dict[str, Any]:
    """One layer, its keys checked against the model. Raises InvalidSettings."""
    try:
        layer = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSettings(f"{source}: not valid TOML: {error}") from None
    _check_keys(layer, Settings, source, "")
    return layer


def _merge(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(lower)
    for key, value in upper.items():
        below = merged.get(key)
        merged[key] = _merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _check_keys(layer: Mapping[str, Any], model: type, source: str, prefix: str) -> None:
    known = {field.name: field.type for field in msgspec.structs.fields(model)}
    for key, value in layer.items():
        place = f"{prefix}{key}"
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            others = ", ".join(sorted(known))
            hint = f"; did you mean {prefix}{close[0]}?" if close else f"; known here: {others}"
            raise InvalidSettings(f"{source}: unknown key {place}{hint}")
        inner = msgspec.inspect.type_info(known[key])
        if isinstance(inner, msgspec.inspect.Metadata):
            inner = inner.type
        if isinstance(inner, msgspec.inspect.UnionType):
            inner = next((one for one in inner.types if isinstance(one, msgspec.inspect.StructType)), inner)
        if isinstance(inner, msgspec.inspect.StructType) and isinstance(value, dict):
            _check_keys(value, inner.cls, source, f"{place}.")
        elif isinstance(inner, msgspec.inspect.DictType) and isinstance(value, dict):
            for name, entry in value.items():
                if isinstance(inner.value_type, msgspec.inspect.StructType) and isinstance(entry, dict):
                    _check_keys(entry, inner.value_type.cls, source, f"{place}.{name}.")
