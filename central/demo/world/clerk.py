# SPDX-License-Identifier: Apache-2.0
"""A clerk of the community at the demo's county: publishes notices, and raises and ends an emergency."""

import secrets
import shlex
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Self

from central.publish import alerting
from central.publish.county import County
from central.publish.demo import demo_keys, publish_demo_county
from contract import durable
from contract.alerts import end_of
from contract.clock import Clock, FileClock
from contract.content import Alert, Line, MessageType, Notice, NoticeItem, Programme, Prose, Severity

COMMUNITY = "330106/001/012"
IN_FRONT = "just-published"
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
    """May be asked by several threads: one thing after the other, each whole."""

    def __init__(self, county: County, root_file: Path, clock_file: Path) -> None:
        self._county = county
        self._root_file = root_file
        self._clock_file = clock_file
        self._desk = threading.RLock()

    @classmethod
    def at_work(cls, folder: Path, root_file: Path, clock_file: Path) -> Self:
        """At the demo county, made if it is not there yet; `root_file` gets what enrolment would bring."""
        clock: Clock = FileClock(clock_file)
        if (folder / "county.json").exists():
            county = County(folder, clock, keys=demo_keys(folder))
            county.refresh()
        else:
            county = publish_demo_county(folder, clock)
        if not root_file.exists():
            shutil.copy(county.root_file, root_file)
        return cls(county, root_file, clock_file)

    @property
    def site(self) -> Path:
        return self._county.site

    def command(self, linli: str) -> str:
        """To be typed beside the running demo; `linli publish --help` knows the others."""
        county, clock = (shlex.quote(str(path)) for path in (self._county.folder, self._clock_file))
        return f"{linli} publish --county {county} --clock-offset {clock} notice list --tenant {COMMUNITY}"

    def publish_notice(self, title: str, body: str, in_front: timedelta = timedelta(minutes=1)) -> Notice:
        """The newest on all screens of the community, and in the ticker. The lobby display plays it before anything
        else for so long: in turn it would come up within minutes only."""
        now = self._county.now()
        notice = Notice(
            notice_id=f"n-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",  # a clock may stand still
            title=Line(zh=title),
            body=Prose(zh=body),
            issuer=ISSUER,
            published_at=now,
            ticker=True,
        )
        programme = Programme(
            programme_id=IN_FRONT,
            name=Line(zh="刚发布的通知", en="Just published"),
            items=(NoticeItem(notice_id=notice.notice_id),),
            priority=100,
            valid_until=now + in_front,
        )
        with self._desk:
            self._county.put(COMMUNITY, "notice", notice)
            self._county.put(COMMUNITY, "programme", programme)
            self._county.publish(COMMUNITY)
        return notice

    def clear_front(self) -> None:
        """Nothing is played before anything else any more; the notices stay."""
        with self._desk:
            if any(programme.programme_id == IN_FRONT for programme in self._county.draft(COMMUNITY).programmes):
                self._county.withdraw(COMMUNITY, "programme", IN_FRONT)
                self._county.publish(COMMUNITY)

    def keep_fresh(self) -> None:
        """As the county's job does every day: no signature runs out."""
        with self._desk:
            self._county.refresh()

    def enrols_terminal_anew(self) -> None:
        """With the county's root as it is now. A terminal keeps the latest time and the highest versions that it has
        seen for each root that it was ever given; what is other bytes is another root, though it says the same."""
        given = self._root_file.read_bytes()
        fresh = self._county.root_file.read_bytes()
        durable.write(self._root_file, fresh + b"\n" * (1 + len(given) - len(given.rstrip())))

    def raise_alert(self) -> Alert:
        with self._desk:
            return self._county.raise_alert(COMMUNITY, self._alert(HEADLINE, INSTRUCTION))

    def update_alert(self) -> Alert | None:
        """None when there is none to update."""
        with self._desk:
            current = self.current()
            if current is None:
                return None
            later = self._alert(HEADLINE_LATER, INSTRUCTION_LATER)
            return self._county.update_alert(COMMUNITY, later, current.alert_id)

    def cancel_alert(self) -> Alert | None:
        """None when there is none to end."""
        with self._desk:
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
