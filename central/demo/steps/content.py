# SPDX-License-Identifier: Apache-2.0
"""The tour's steps about what the county publishes: the service guide, notices, an emergency on both screens."""

import re
from collections.abc import Callable
from datetime import timedelta

from central.demo.visit.reported import ReportedVisit
from central.demo.visit.visit import CONTENT_S, DEVICE_S, HOME, Visit, expect
from central.demo.world.phone import text_on
from contract.content import Service
from contract.search import shortest

LOBBY_S = 40.0
"""What is in front on the lobby display stays to its end first."""
IN_FRONT = timedelta(minutes=15)
"""Longer than the tour: what is published stays on the lobby display."""
BY_INITIALS = "按拼音首字母找"
IN_THE_MIDDLE = "请扫受理单上的码"
NOTICE = ("周六上午小区停水通知", "11月28日8:30至11:30桂花苑停水检修，请提前储水。")


# ---- the guide


def guide_by_initials(visit: Visit) -> None:
    """Found as people find it who cannot write on a glass: by the first letters of its syllables."""
    visit.goes_home()
    service = visit.service = _service_with_materials(visit)
    visit.touches("办事指南", "push button")
    visit.touches(BY_INITIALS, "push button")
    visit.types(shortest(visit.release().spellings, service.task_code)[:4])
    visit.touches(_words(service.task_name.zh), "push button")


def service_detail(visit: Visit) -> None:
    service = _chosen(visit)
    visit.sees(_words(service.task_name.zh))
    for material in service.materials:
        visit.sees(_words(material.material_name.zh))


def checklist_by_phone(visit: Visit) -> None:
    """The code on the screen holds the list itself, for a phone without a network too."""
    service = _chosen(visit)
    visit.touches("带走材料清单", "push button")
    text = visit.until(lambda: text_on(visit.world.camera.picture()), DEVICE_S, "code that a phone can read")
    expect(service.task_name.zh in text, "the code does not name the service")
    for material in service.materials:
        expect(material.material_name.zh in text, f"the code does not say {material.material_name.zh!r}")


def checklist_printed(visit: Visit) -> None:
    service = _chosen(visit)
    visit.touches("打印清单", "push button")
    text, _ = visit.takes_slip(_across_lines(service.task_name.zh))
    for material in service.materials:
        found = re.search(_across_lines(material.material_name.zh), text)
        expect(found is not None, f"the slip does not say {material.material_name.zh!r}")


# ---- notices


def notices_read(visit: Visit) -> None:
    visit.goes_home()
    visit.touches("通知公告", "push button")
    notice = visit.release().notices[0].notice
    visit.touches(_words(notice.title.zh), "push button")
    visit.sees(_words(notice.body.zh[:12]))


def notice_published(visit: ReportedVisit) -> None:
    """By the clerk, while a resident stands at the kiosk: on the lobby display, and in the kiosk's list."""
    visit.goes_home()
    notice = visit.world.clerk.publish_notice(*NOTICE, in_front=IN_FRONT)
    visit.notice_title = notice.title.zh
    visit.lobby_sees(visit.notice_title, limit_s=LOBBY_S)
    visit.photographs_lobby()
    visit.touches("通知公告", "push button")
    visit.sees(visit.notice_title, limit_s=CONTENT_S)


# ---- an emergency


def emergency_raised(visit: ReportedVisit) -> None:
    """Over everything on both screens; who was in the middle of something goes on where they were."""
    visit.goes_home()
    visit.touches("办件进度", "push button")
    visit.sees(IN_THE_MIDDLE)
    visit.world.clerk.raise_alert()
    emergency_on_the_lobby(visit)
    visit.photographs_lobby()
    visit.sees(_what_to_do(visit), limit_s=CONTENT_S)


def resident_goes_on(visit: Visit) -> None:
    visit.touches("知道了，继续办事", "push button")
    visit.sees(IN_THE_MIDDLE)
    visit.world.scanner.scan(visit.case.project_no)
    visit.sees_case()


def emergency_on_the_lobby(visit: Visit) -> None:
    visit.lobby_sees(_what_to_do(visit))


def emergency_cancelled(visit: ReportedVisit) -> None:
    told = _what_to_do(visit)
    visit.world.clerk.cancel_alert()
    visit.sees_no_more(told, limit_s=CONTENT_S)
    visit.lobby_sees_no_more(told)
    visit.lobby_sees(visit.notice_title)
    visit.photographs_lobby()
    visit.goes_home()
    visit.sees(HOME)


GUIDE: tuple[Callable[[ReportedVisit], None], ...] = (
    guide_by_initials,
    service_detail,
    checklist_by_phone,
    checklist_printed,
    notices_read,
    notice_published,
)


def _service_with_materials(visit: Visit) -> Service:
    return next(service for service in visit.release().services if service.materials)


def _chosen(visit: Visit) -> Service:
    assert visit.service is not None
    return visit.service


def _what_to_do(visit: Visit) -> str:
    """What must stand on every screen while the emergency lasts."""
    current = visit.world.clerk.current()
    assert current is not None
    return _words(current.instruction.zh)


def _words(text: str) -> str:
    return re.escape(text)


def _across_lines(text: str) -> str:
    """A slip breaks a long name wherever its line is full."""
    return r"\s*".join(re.escape(char) for char in text if not char.isspace())
