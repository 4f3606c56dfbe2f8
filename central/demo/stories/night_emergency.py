# SPDX-License-Identifier: Apache-2.0
"""An emergency late in the evening: on both screens within seconds, updated, read, cancelled, and all is as before."""

import re
from datetime import time

from central.demo.stories.screens import shows_the_time
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import CONTENT_S, HOME, Visit, expect
from central.demo.world.timepiece import CHINA
from contract.alerts import end_of
from contract.content import Alert
from contract.text import LocalText

LATE = time(23, 30)
STRIP = "^紧急通知：.*"


def _is_late(visit: Visit) -> None:
    visit.world.clock.jump_to(LATE)
    shows_the_time(visit, visit.reader, visit.lobby_reader)


def _raises(visit: Visit) -> None:
    _on_both(visit, visit.world.clerk.raise_alert())


def _says_all(visit: Visit) -> None:
    alert = _current(visit)
    told = (alert.event, alert.headline, alert.description, alert.instruction, alert.issuer)
    until = f"到 .*{end_of(alert).astimezone(CHINA):%H:%M} 为止"
    for pattern in (*(re.escape(text.zh) for text in told), until):
        visit.sees(pattern)
        visit.lobby_sees(pattern)


def _updates(visit: Visit) -> None:
    before = _current(visit)
    alert = visit.world.clerk.update_alert()
    assert alert is not None
    _on_both(visit, alert)
    visit.sees_no_more(re.escape(before.instruction.zh), limit_s=CONTENT_S)
    visit.lobby_sees_no_more(re.escape(before.instruction.zh))


def _somebody_goes_on(visit: Visit) -> None:
    """The button is there when somebody is."""
    visit.touches(re.escape(_current(visit).instruction.zh))
    visit.touches("^知道了，继续办事$", "push button")
    visit.sees(HOME)
    strip = STRIP + re.escape(_current(visit).headline.zh)
    visit.sees(strip)
    visit.touches("^通知公告", "push button")
    visit.sees(re.escape(visit.release().notices[0].notice.title.zh))
    visit.sees(strip)
    visit.lobby_sees(re.escape(_current(visit).instruction.zh))


def _cancels(visit: Visit) -> None:
    told = _current(visit)
    visit.world.clerk.cancel_alert()
    visit.sees_no_more(STRIP, limit_s=CONTENT_S)
    visit.sees_no_more(re.escape(told.instruction.zh), limit_s=CONTENT_S)
    visit.lobby_sees_no_more(re.escape(told.instruction.zh))


def _is_as_before(visit: Visit) -> None:
    visit.world.put_clock_right()
    expect(visit.world.clock.is_right, "the clock is not right again")
    visit.goes_home()
    visit.sees_no_more(STRIP)
    shows_the_time(visit, visit.reader, visit.lobby_reader)


def _on_both(visit: Visit, alert: Alert) -> None:
    visit.lobby_sees(re.escape(alert.instruction.zh))
    visit.sees(re.escape(alert.instruction.zh), limit_s=CONTENT_S)


def _current(visit: Visit) -> Alert:
    alert = visit.world.clerk.current()
    expect(alert is not None, "the community has no emergency any more")
    assert alert is not None
    return alert


STORY = Story(
    name="night-emergency",
    title=LocalText(zh="深夜的紧急预警", en="An emergency at night"),
    about=LocalText(
        zh="夜里十一点半，社区发出暴雨预警：几秒之内两块屏都是它，解除以后一切照旧。",
        en="At half past eleven the community warns of a rainstorm: within seconds on both screens, and gone when it "
        "is cancelled.",
    ),
    steps=(
        Step(
            LocalText(
                zh="把钟拨到夜里十一点半。大厅没有人，大屏照常播放。",
                en="We turn the clock to half past eleven at night. Nobody is in the hall; the lobby display plays on.",
            ),
            _is_late,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="社区值班员签发暴雨红色预警。几秒之内，两块屏都换成了它。",
                en="The community's clerk signs a red rainstorm warning. Seconds later it fills both screens.",
            ),
            _raises,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="看看写了什么：出了什么事、该怎么做、谁发的、到几点为止。该怎么做，两块屏上都是大字。",
                en="Look what it says: what happened, what to do, who says so, until when. "
                "What to do stands in large letters on both screens.",
            ),
            _says_all,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="雨没有停，值班员更新了预警。两块屏一起换成新的做法。",
                en="The rain goes on, the warning is updated. Both screens change to the new advice.",
            ),
            _updates,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="有人这时要用机器：点一下，再点“知道了，继续办事”。通知照样能看，红条一直在上面。",
                en="Somebody needs the machine now: two touches, and it can be used. The red strip stays above.",
            ),
            _somebody_goes_on,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="险情解除。预警从两块屏上撤了下来。",
                en="The danger is over. The warning leaves both screens.",
            ),
            _cancels,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="钟拨回现在。两块屏和先前一样，没有留下什么。",
                en="The clock is turned back. Both screens are as they were, and nothing is left of it.",
            ),
            _is_as_before,
            on_lobby=True,
        ),
    ),
)
