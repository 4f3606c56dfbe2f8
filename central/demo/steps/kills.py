# SPDX-License-Identifier: Apache-2.0
"""The tour's last steps: programs are killed one by one, and nobody before a screen ever sees black or a stranger."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from central.demo.steps.content import BY_INITIALS, IN_FRONT, LOBBY_S, emergency_on_the_lobby
from central.demo.visit.reported import ReportedVisit
from central.demo.visit.visit import BACK_AGAIN_S, HOME, expect
from central.demo.visit.watch import Kind, Watch

LATER_NOTICE = ("周日上午小区停电通知", "11月29日8:00至10:00桂花苑停电检修，请关好电器。")


def player_killed_in_an_emergency(visit: ReportedVisit) -> None:
    with photographed(visit):
        visit.kills("signage")
        visit.waits_until_back("signage")
        emergency_on_the_lobby(visit)


def sync_killed_while_a_clerk_publishes(visit: ReportedVisit) -> None:
    """What it missed, it brings when it is back."""
    visit.goes_home()
    with photographed(visit):
        visit.kills("sync")
        visit.notice_title = visit.world.clerk.publish_notice(*LATER_NOTICE, in_front=IN_FRONT).title.zh
        visit.waits_until_back("sync")
        visit.lobby_sees(visit.notice_title, limit_s=LOBBY_S)


def agent_killed_while_a_resident_reads(visit: ReportedVisit) -> None:
    """The guide needs no agent; the rest is there again when it is."""
    visit.touches("办事指南", "push button")
    visit.sees(BY_INITIALS, "push button")
    with photographed(visit):
        visit.kills("agent")
        visit.touches(BY_INITIALS, "push button")
        visit.types("S")
        visit.waits_until_back("agent")
    visit.goes_home()
    visit.finds_case()
    visit.goes_home()


def screens_and_site_killed(visit: ReportedVisit) -> None:
    """One after the other, the next while the one before is hardly back."""
    with photographed(visit) as watches:
        for name in ("signage", "kiosk", "web", "signage", "kiosk"):
            visit.kills(name)
            visit.waits_until_back(name)
        visit.sees(HOME, limit_s=BACK_AGAIN_S)
        visit.lobby_sees(visit.notice_title, limit_s=BACK_AGAIN_S)
    for watch in watches:
        standing_by = watch.seen[Kind.STANDBY]
        expect(standing_by > 0, f"the camera before {watch.camera.screen.name} never saw that something was killed")


@contextmanager
def photographed(visit: ReportedVisit) -> Iterator[tuple[Watch, Watch]]:
    """Both screens, all the while. Raises StepFailed for a picture that must not have been."""
    kiosk = Watch(visit.world.camera, visit.standby["kiosk"])
    lobby = Watch(visit.world.lobby, visit.standby["lobby"])
    with kiosk, lobby:
        yield kiosk, lobby
    for watch in (kiosk, lobby):
        name = watch.camera.screen.name
        for number, picture in enumerate(watch.foreign):
            visit.report.keep_picture(f"foreign-{name}-{number}", picture)
        expect(watch.failure is None, f"the camera before {name} failed: {watch.failure}")
        expect(watch.seen.total() > 0, f"no picture of {name} was taken")
        told = ", ".join(f"{kind.value} {count} times" for kind, count in watch.bad().items())
        expect(not told, f"{name} showed {told}")


STEPS: tuple[Callable[[ReportedVisit], None], ...] = (
    sync_killed_while_a_clerk_publishes,
    agent_killed_while_a_resident_reads,
    screens_and_site_killed,
)
