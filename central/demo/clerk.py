# SPDX-License-Identifier: Apache-2.0
"""A clerk of the community at the demo's county: publishes notices, and raises and ends an emergency."""

import shlex
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Self

from central.publish import alerting
from central.publish.county import County
from central.publish.demo import publish_demo_county
from contract.alerts import end_of
from contract.clock import Clock, OffsetClock
from contract.content import Alert, Line, MessageType, Notice, NoticeItem, Programme, Prose, Severity

COMMUNITY = "330106/001/012"
ISSUER = Line(zh="振兴社区居委会", en="Zhenxing Community Committee")
EVENT = Line(zh="暴雨红色预警", en="Red rainstorm warning")
HEADLINE = Line(zh="暴雨红色预警，请留在室内", en="Red rainstorm warning: stay indoors")
HEADLINE_LATER = Line(zh="雨势未减，请到二楼以上避险", en="Rain goes on: move to the second floor or higher")
DESCRIPTION = Prose(
    zh="未来3小时降雨量将达100毫米以上，桂花苑地下车库可能进水。",
    en="More than 100 mm of rain within 3 hours; the Guihua garage may flood.",
)
INSTRUCTION = Prose(
    zh="请不要前往地下车库，远离低洼处。需要帮助请拨0571-8888 0012。",
    en="Keep out of the underground garage and off low ground. For help call 0571-8888 0012.",
)

INSTRUCTION_LATER = Prose(
    zh="请到二楼以上避险，关好门窗。需要帮助请拨0571-8888 0012。",
    en="Move to the second floor or higher and close doors and windows. For help call 0571-8888 0012.",
)


class Clerk:
    def __init__(self, county: County) -> None:
        self._county = county

    @classmethod
    def at_work(cls, folder: Path, root_file: Path, clock_offset: Path) -> Self:
        """At the demo county, made if it is not there yet; `root_file` gets what enrolment would bring."""
        clock: Clock = OffsetClock(clock_offset)
        if (folder / "county.json").exists():
            county = County(folder, clock)
            county.refresh()
        else:
            county = publish_demo_county(folder, clock)
        if not root_file.exists():
            shutil.copy(county.root_file, root_file)
        return cls(county)

    @property
    def site(self) -> Path:
        return self._county.site

    def commands(self, linli: str) -> tuple[str, ...]:
        """To be typed beside the running demo."""
        publish = f"{linli} publish --county {shlex.quote(str(self._county.folder))}"
        told = {
            "tenant": COMMUNITY,
            "event": EVENT.zh,
            "headline": HEADLINE.zh,
            "issuer": ISSUER.zh,
            "description": DESCRIPTION.zh,
            "instruction": INSTRUCTION.zh,
        }
        words = " ".join(f"--{name} {shlex.quote(text)}" for name, text in told.items())
        return (
            f"{publish} alert raise {words}",
            f"{publish} alert list --tenant {COMMUNITY}",
            f"{publish} notice list --tenant {COMMUNITY}",
            f"{publish} --help",
        )

    def publish_notice(self, title: str, body: str, in_front: timedelta = timedelta(minutes=1)) -> Notice:
        """The newest on all screens of the community, and in the ticker. The lobby display plays it before anything
        else for so long: in turn it would come up within minutes only."""
        now = self._county.now()
        notice = Notice(
            notice_id=f"n-{now:%Y%m%d-%H%M%S-%f}",
            title=Line(zh=title),
            body=Prose(zh=body),
            issuer=ISSUER,
            published_at=now,
            ticker=True,
        )
        programme = Programme(
            programme_id="just-published",
            name=Line(zh="刚发布的通知", en="Just published"),
            items=(NoticeItem(notice_id=notice.notice_id),),
            priority=100,
            valid_until=now + in_front,
        )
        self._county.put(COMMUNITY, "notice", notice)
        self._county.put(COMMUNITY, "programme", programme)
        self._county.publish(COMMUNITY)
        return notice

    def raise_alert(self) -> Alert:
        return self._county.raise_alert(COMMUNITY, self._alert(HEADLINE, INSTRUCTION))

    def update_alert(self) -> Alert | None:
        """None when there is none to update."""
        current = self.current()
        if current is None:
            return None
        return self._county.update_alert(COMMUNITY, self._alert(HEADLINE_LATER, INSTRUCTION_LATER), current.alert_id)

    def cancel_alert(self) -> Alert | None:
        """None when there is none to end."""
        current = self.current()
        return None if current is None else self._county.cancel_alert(COMMUNITY, current.alert_id)

    def current(self) -> Alert | None:
        """The newest of the community's messages that nothing has ended yet."""
        messages = self._county.alerts(COMMUNITY).messages
        ended = {reference for message in messages for reference in message.references}
        for message in reversed(messages):
            stands = message.msg_type is not MessageType.CANCEL and end_of(message) > self._county.now()
            if stands and message.alert_id not in ended:
                return message
        return None

    def _alert(self, headline: Line, instruction: Prose) -> Alert:
        return alerting.new_alert(
            self._county.now(),
            event=EVENT,
            headline=headline,
            description=DESCRIPTION,
            instruction=instruction,
            issuer=ISSUER,
            life=timedelta(hours=3),
            severity=Severity.EXTREME,
        )
