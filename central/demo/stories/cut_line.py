# SPDX-License-Identifier: Apache-2.0
"""The network is cut: what needs none goes on, what needs it says so, and nobody has to repair anything afterwards."""

import re

from central.demo.stories.paying import CARD
from central.demo.stories.screens import shows_the_time
from central.demo.stories.story import Step, Story
from central.demo.visit.visit import BACK_AGAIN_S, DEVICE_S, HOME, Visit
from central.demo.world.line import LineState
from contract.search import shortest
from contract.text import LocalText

NO_NETWORK = "网络不通，现在不能缴费"
SERVICE = "居住证申领"
BY_INITIALS = "按拼音首字母找"
PROBE_S = 15.0
"""The agent looks every five seconds, and gives a look some more."""


def _is_cut(visit: Visit) -> None:
    visit.world.line.put(LineState.CUT)
    visit.sees(NO_NETWORK, limit_s=PROBE_S)


def _says_so(visit: Visit) -> None:
    visit.touches("^生活缴费", "push button")
    visit.sees("^网络不通$")
    visit.sees("连不上县里的服务平台")
    visit.sees("没有扣款，您的钱没有动")
    visit.sees("请过几分钟再来，或请工作人员帮忙")


def _finds_by_initials(visit: Visit) -> None:
    visit.goes_home()
    service = next(service for service in visit.release().services if service.task_name.zh == SERVICE)
    visit.touches("^办事指南", "push button")
    visit.touches(BY_INITIALS, "push button")
    visit.types(shortest(visit.release().spellings, service.task_code)[:3])
    visit.touches(re.escape(SERVICE), "push button")
    for material in service.materials:
        visit.sees(re.escape(material.material_name.zh))


def _reads_notices(visit: Visit) -> None:
    visit.goes_home()
    notice = visit.release().notices[0].notice
    visit.touches("^通知公告", "push button")
    visit.touches(re.escape(notice.title.zh), "push button")
    visit.sees(re.escape(notice.body.zh[:12]))
    shows_the_time(visit, visit.lobby_reader)


def _is_back(visit: Visit) -> None:
    visit.goes_home()
    visit.sees(NO_NETWORK)
    visit.world.line.put(LineState.OPEN)
    visit.sees_no_more(NO_NETWORK, limit_s=BACK_AGAIN_S)


def _pays_again(visit: Visit) -> None:
    visit.touches("^生活缴费", "push button")
    visit.sees(CARD, limit_s=DEVICE_S)


def _leaves(visit: Visit) -> None:
    visit.goes_home()
    visit.sees(HOME)


STORY = Story(
    name="cut-line",
    title=LocalText(zh="断网的一天", en="A day without network"),
    about=LocalText(
        zh="网线断了：指南、通知和大屏照常；缴费直说办不了；网一通，它自己就好。",
        en="The line is cut: guide, notices and lobby go on, paying says plainly that it cannot, and all recovers "
        "by itself.",
    ),
    steps=(
        Step(
            LocalText(
                zh="我们剪断网线。几秒钟后，首页自己写明：网络不通，现在不能缴费。",
                en="We cut the network. Seconds later the start page says by itself that bills cannot be paid now.",
            ),
            _is_cut,
        ),
        Step(
            LocalText(
                zh="还是有人去点。机器当场说清：哪里不通、钱没有动、接下来怎么办。不会让人白等。",
                en="Somebody tries all the same, and is told at once what is wrong, that no money has moved, "
                "and what to do.",
            ),
            _says_so,
        ),
        Step(
            LocalText(
                zh="办事指南不靠网络。按拼音首字母找“居住证申领”，要带的材料一样不少。",
                en="The guide needs no network: the residence permit is found by its initials, with every paper "
                "to bring.",
            ),
            _finds_by_initials,
        ),
        Step(
            LocalText(
                zh="通知也都在，大厅屏照常播放：内容早已验过签名，存在机器里。",
                en="The notices are all there, and the lobby display plays on: their content was verified and stored "
                "before.",
            ),
            _reads_notices,
            on_lobby=True,
        ),
        Step(
            LocalText(
                zh="网线接好了。没有人去碰机器，首页上的提醒自己不见了。",
                en="The line is mended. Nobody touches the machine; the warning on the start page goes by itself.",
            ),
            _is_back,
        ),
        Step(
            LocalText(
                zh="又可以缴费了：机器在等下一位的身份证。",
                en="Bills can be paid again: the machine waits for the next card.",
            ),
            _pays_again,
        ),
        Step(
            LocalText(
                zh="回到首页，像什么也没有发生过。",
                en="Back at the start page, as if nothing had happened.",
            ),
            _leaves,
        ),
    ),
)
