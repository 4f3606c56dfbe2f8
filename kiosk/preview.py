# SPDX-License-Identifier: Apache-2.0
"""States that show a given release: what a publisher sees before it is signed."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from contract.content import Release
from kiosk.domain.offer import key_of, offered
from kiosk.domain.places import Guide, Home, Notices, Place, ReadNotice, Services, ShowService
from kiosk.domain.state import State
from kiosk.samples import BASE


def states(release: Release, wall: datetime) -> Mapping[str, Callable[[], State]]:
    """By name: start, guide, notices, category:ID, service:CODE, notice:TENANT:ID."""
    offer = offered(release, wall)
    guide = Guide(offer)

    def at(*trail: Place) -> Callable[[], State]:
        return lambda: replace(BASE, trail=(Home(), *trail), session=None, offer=offer)

    found = {"start": at(), "guide": at(guide), "notices": at(Notices(offer))}
    for category in offer.categories:
        found[f"category:{category.category_id}"] = at(guide, Services(offer, category.category_id))
    for service in offer.services:
        found[f"service:{service.task_code}"] = at(guide, Services(offer, service.category_id), ShowService(service))
    for released in release.notices:  # also those whose time has not come
        found[f"notice:{key_of(released)}"] = at(Notices(offer), ReadNotice(released))
    return found
