# SPDX-License-Identifier: Apache-2.0
"""What a county publishes: one `feed.json` and one `alerts.json` for each level, and what a terminal makes of them.

Fields that follow the national schema of service items (GB/T 39554) keep its names. Every text has a limit, and no
control or direction-changing characters: whatever a clerk pastes, a screen can lay it out.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from contract.document import Document
from contract.search import Spelling
from contract.tenant import Level, Tenant
from contract.text import LocalText, whole

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Sha256 = Annotated[str, msgspec.Meta(pattern=whole(r"[0-9a-f]{64}"))]
ContentId = Annotated[str, msgspec.Meta(pattern=whole(r"[a-z0-9][a-z0-9-]{0,39}"))]
TaskCode = Annotated[
    str, msgspec.Meta(pattern=whole(r"[0-9A-Z]{8,36}"), description="Code of a service item (事项编码).")
]

_LINE = whole(r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*")
_PROSE = whole(r"[^\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*")

LineText = Annotated[str, msgspec.Meta(min_length=1, max_length=80, pattern=_LINE)]
ProseText = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000, pattern=_PROSE)]
Link = Annotated[str, msgspec.Meta(pattern=whole(r"(https://[\x21-\x7e]{1,290})?"))]


class Line(LocalText, frozen=True, kw_only=True):
    """One line: a title, a name, an address."""

    zh: LineText
    en: Annotated[str, msgspec.Meta(min_length=1, max_length=160, pattern=_LINE)] | None = None


class Prose(LocalText, frozen=True, kw_only=True):
    """Some paragraphs; a newline ends one."""

    zh: ProseText
    en: Annotated[str, msgspec.Meta(min_length=1, max_length=4_000, pattern=_PROSE)] | None = None


# ---- notices and media


class Fact(Document, frozen=True, kw_only=True):
    """Such as 登记时间 8:30—17:00."""

    name: Line
    value: Line


class Audience(StrEnum):
    """Where a notice shows."""

    KIOSK = "kiosk"
    DISPLAY = "display"
    LED = "led"


class Notice(Document, frozen=True, kw_only=True):
    notice_id: ContentId
    title: Line
    body: Prose
    issuer: Line
    published_at: Moment
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    """Half-open: at this moment it is gone."""
    facts: Annotated[tuple[Fact, ...], msgspec.Meta(max_length=4)] = ()
    link: Link = ""
    """Shown as a QR code."""
    image: Sha256 | None = None
    ticker: bool = False
    """Its title also runs along the bottom of the lobby display."""
    audience: Annotated[tuple[Audience, ...], msgspec.Meta(max_length=3)] = ()
    """None named means every screen."""
    priority: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50
    """Those with more stand first; of equal ones the newest does."""

    def is_for(self, audience: Audience) -> bool:
        return not self.audience or audience in self.audience


class MediaType(StrEnum):
    PNG = "image/png"
    JPEG = "image/jpeg"
    MP4 = "video/mp4"
    WEBM = "video/webm"

    @property
    def is_video(self) -> bool:
        return self in {MediaType.MP4, MediaType.WEBM}


class Media(Document, frozen=True, kw_only=True):
    sha256: Sha256
    size: Annotated[int, msgspec.Meta(ge=1, le=500_000_000, description="Bytes.")]
    media_type: MediaType
    name: Line
    """What people call it, such as its file's name: never a path."""
    width: Annotated[int, msgspec.Meta(ge=1, le=8192)]
    height: Annotated[int, msgspec.Meta(ge=1, le=8192)]
    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] | None = None
    """A video's length."""


# ---- programmes

Seconds = Annotated[int, msgspec.Meta(ge=3, le=3600)]
StartOfPart = Annotated[str, msgspec.Meta(pattern=whole(r"([01][0-9]|2[0-3]):[0-5][0-9]"))]
TimeOfDay = Annotated[str, msgspec.Meta(pattern=whole(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"))]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7, description="ISO 8601: 1 is Monday.")]


class MediaItem(Document, frozen=True, kw_only=True, tag_field="item", tag="media"):
    """A video plays to its end, but never longer than `seconds`."""

    sha256: Sha256
    seconds: Seconds = 10


class NoticeItem(Document, frozen=True, kw_only=True, tag_field="item", tag="notice"):
    notice_id: ContentId
    seconds: Seconds = 12


class AllNoticesItem(Document, frozen=True, kw_only=True, tag_field="item", tag="all_notices"):
    """Every valid notice of every level, one after the other."""

    seconds: Seconds = 12


Item = MediaItem | NoticeItem | AllNoticesItem


class DayPart(Document, frozen=True, kw_only=True):
    """From `start` to before `end`, in the community's own time (Asia/Shanghai). An end that is not after the start
    is on the next day; the weekday is the one on which the part begins."""

    days: tuple[Weekday, ...] = ()
    """None named means every day."""
    start: StartOfPart = "00:00"
    end: TimeOfDay = "24:00"


class Programme(Document, frozen=True, kw_only=True):
    programme_id: ContentId
    name: Line
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=1, max_length=100)]
    priority: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50
    """Of the programmes that are due, those with the highest play, in turn."""
    default: bool = False
    """Plays when no other is due."""
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    day_parts: Annotated[tuple[DayPart, ...], msgspec.Meta(max_length=20)] = ()
    """None means all day."""


# ---- the service guide


class Category(Document, frozen=True, kw_only=True):
    category_id: ContentId
    name: Line
    note: Line | None = None
    order_num: int = 0


class DayType(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"


class Material(Document, frozen=True, kw_only=True):
    material_name: Line
    is_need: bool = True
    source_type: Line | None = None
    page_num: Annotated[int, msgspec.Meta(ge=0, le=99)] = 1
    page_format: Line | None = None
    fill_explain: Line | None = None
    order_num: int = 0


class HandleStep(Document, frozen=True, kw_only=True):
    process_name: Line
    handle_explain: Prose


class Fee(Document, frozen=True, kw_only=True):
    fee_name: Line
    fee_stand: Line
    fee_basis: Line | None = None


class Service(Document, frozen=True, kw_only=True):
    """One service item (事项)."""

    task_code: TaskCode
    catalog_code: str = ""
    task_version: int = 1
    task_name: Line
    aliases: Annotated[tuple[LineText, ...], msgspec.Meta(max_length=8)] = ()
    """What people call it: 水费 for 城镇供水缴费."""
    category_id: ContentId
    initials: Annotated[tuple[str, ...], msgspec.Meta(max_length=64)] = ()
    """Pinyin initials of its name and aliases, A to Z, every reading of characters with several; made when it is
    published, and so is `pinyin`."""
    pinyin: Annotated[tuple[str, ...], msgspec.Meta(max_length=9)] = ()
    """Its name and aliases in full, A to Z, without tones: SHUIFEI."""
    task_type: Line
    project_type: Line
    server_type: Line
    use_level: Line | None = None
    dept_code: str = ""
    dept_name: Line
    accept_condition: Prose
    """Who may."""
    handle_flow: Annotated[tuple[HandleStep, ...], msgspec.Meta(min_length=1, max_length=12)]
    materials: Annotated[tuple[Material, ...], msgspec.Meta(max_length=20)] = ()
    anticipate_day: Annotated[int, msgspec.Meta(ge=0, le=999)]
    anticipate_type: DayType = DayType.WORKING
    promise_day: Annotated[int, msgspec.Meta(ge=0, le=999)]
    """0: at once."""
    promise_type: DayType = DayType.WORKING
    is_fee: bool = False
    fees: Annotated[tuple[Fee, ...], msgspec.Meta(max_length=8)] = ()
    transact_addr: Line | None = None
    transact_time: Line | None = None
    link_way: Line | None = None
    supervise_way: Line | None = None
    limit_scene_num: Annotated[int, msgspec.Meta(ge=0, le=9)] = 1
    """How often one has to come."""
    is_service_terminals: bool = False
    is_schedule: bool = False
    is_pay_online: bool = False
    is_online: bool = False
    online_handle_url: Link = ""
    user_topic_type: Line | None = None
    plan_effective_date: date | None = None
    plan_cancel_date: date | None = None


class ServicePlace(Document, frozen=True, kw_only=True):
    """What a nearer level fills in of an item from above."""

    task_code: TaskCode
    transact_addr: Line | None = None
    transact_time: Line | None = None
    link_way: Line | None = None


class Feed(Document, frozen=True, kw_only=True):
    """All that one level publishes, but for alerts. What it does not list is withdrawn."""

    tenant: Tenant
    name: Line
    published_at: Moment
    categories: Annotated[tuple[Category, ...], msgspec.Meta(max_length=24)] = ()
    services: Annotated[tuple[Service, ...], msgspec.Meta(max_length=500)] = ()
    service_places: Annotated[tuple[ServicePlace, ...], msgspec.Meta(max_length=500)] = ()
    notices: Annotated[tuple[Notice, ...], msgspec.Meta(max_length=200)] = ()
    programmes: Annotated[tuple[Programme, ...], msgspec.Meta(max_length=50)] = ()
    media: Annotated[tuple[Media, ...], msgspec.Meta(max_length=500)] = ()


MAX_FEED_BYTES = 2_000_000
MAX_ALERTS_BYTES = 200_000


# ---- alerts: the meaning is CAP 1.2's


class MessageType(StrEnum):
    ALERT = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class AlertStatus(StrEnum):
    ACTUAL = "actual"
    EXERCISE = "exercise"
    """Shown, with the word 演练."""
    TEST = "test"
    """Never shown."""


class Severity(StrEnum):
    """The most severe first."""

    EXTREME = "extreme"
    SEVERE = "severe"
    MODERATE = "moderate"
    MINOR = "minor"


class Alert(Document, frozen=True, kw_only=True):
    """One message. An update replaces, a cancel ends, the messages it refers to."""

    alert_id: ContentId
    sent: Moment
    msg_type: MessageType = MessageType.ALERT
    status: AlertStatus = AlertStatus.ACTUAL
    references: Annotated[tuple[ContentId, ...], msgspec.Meta(max_length=50)] = ()
    severity: Severity = Severity.SEVERE
    event: Line
    """Such as 暴雨红色预警."""
    headline: Line
    description: Prose
    instruction: Prose
    issuer: Line
    effective: Moment
    expires: Moment


class Alerts(Document, frozen=True, kw_only=True):
    """All messages of one level that still matter. What it does not list is over."""

    tenant: Tenant
    published_at: Moment
    messages: Annotated[tuple[Alert, ...], msgspec.Meta(max_length=100)] = ()


# ---- on the terminal's disk, written by sync (see contract.release)


class Source(Document, frozen=True, kw_only=True):
    """Which level says so."""

    tenant: Tenant
    level: Level
    name: Line


class ReleasedNotice(Document, frozen=True, kw_only=True):
    source: Source
    notice: Notice


class ReleasedProgramme(Document, frozen=True, kw_only=True):
    source: Source
    programme: Programme


class Release(Document, frozen=True, kw_only=True):
    """The four levels merged: everything that screens show but alerts, each file of it in the store."""

    release_id: Annotated[str, msgspec.Meta(pattern=whole(r"[0-9a-f]{16}"), description="Digest of all the rest.")]
    tenant: Tenant
    made_at: Moment
    sources: tuple[Source, ...]
    categories: tuple[Category, ...] = ()
    services: tuple[Service, ...] = ()
    """The nearer level's address, hours and phone filled in; how they are spelled stands in `spellings`."""
    spellings: tuple[Spelling, ...] = ()
    """The index of the guide's search."""
    notices: tuple[ReleasedNotice, ...] = ()
    """Those of higher priority first, then the newest."""
    programmes: tuple[ReleasedProgramme, ...] = ()
    media: tuple[Media, ...] = ()

    def media_of(self, sha256: str) -> Media | None:
        return next((media for media in self.media if media.sha256 == sha256), None)


class BoardedAlert(Document, frozen=True, kw_only=True):
    source: Source
    message: Alert


class AlertBoard(Document, frozen=True, kw_only=True):
    """All messages of all levels, as last received."""

    received_at: Moment
    time_floor: Moment
    """Signed by the county: it was no earlier than this. A clock that is behind is read as this."""
    alerts: tuple[BoardedAlert, ...] = ()


Verdict = Literal["shown", "waiting", "expired", "cancelled", "replaced", "test"]
