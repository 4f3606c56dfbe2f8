# SPDX-License-Identifier: Apache-2.0
"""Each part of the account as a fragment of the page, in the language of the request."""

import logging
from collections.abc import Callable

from flask import render_template

from central.demo.console.account import ledger, now, plays, slips, words
from central.demo.console.account.events import Chronicle
from central.demo.console.account.glance import Glance, T, Unseen
from central.demo.console.account.sight import Sight
from central.demo.console.account.wording import local
from central.demo.console.stories import story_part
from central.demo.hall import Hall

log = logging.getLogger("central.demo.account")


class Parts:
    def __init__(self, hall: Hall, sight: Sight) -> None:
        self._hall = hall
        self._sight = sight
        self._chronicle = Chronicle(hall.world.diary)
        self._makers: dict[str, Callable[[], str]] = {
            "now": self._now,
            "events": self._events,
            "ledger": self._ledger,
            "slips": self._slips,
            "plays": self._plays,
            "words": self._words,
            "story": story_part,
        }

    def every(self) -> dict[str, str]:
        self._sight.begin()
        return {name: _made(name, maker) for name, maker in self._makers.items()}

    def _now(self) -> str:
        return render_template("account/now.html", rows=now.rows(self._hall, self._sight))

    def _events(self) -> str:
        lines = self._chronicle.told(_or_none(self._sight.agent))
        return render_template("account/events.html", lines=lines, local=local)

    def _ledger(self) -> str:
        platform = _or_none(self._sight.platform)
        entries = ledger.entries(self._sight.agent.latest().entries, platform.orders if platform else None)
        return render_template("account/ledger.html", entries=entries)

    def _slips(self) -> str:
        printer, spare = slips.piles(self._sight)
        return render_template("account/slips.html", printer=printer, spare=spare)

    def _plays(self) -> str:
        sight, clock = self._sight, self._hall.world.clock
        playing = plays.plays(sight.content.latest(), clock.now(), _or_none(sight.lobby), _or_none(sight.kiosk))
        return render_template("account/plays.html", plays=playing)

    def _words(self) -> str:
        return render_template("account/words.html", kiosk=words.words(self._sight.kiosk.latest()))


def _made(name: str, maker: Callable[[], str]) -> str:
    """A part that fails must not take the others with it."""
    try:
        return maker()
    except Unseen:
        pass
    except Exception:
        log.exception("the account's part %s failed in an unforeseen way", name)
    return render_template("account/unseen.html", part=name)


def _or_none(glance: Glance[T]) -> T | None:
    try:
        return glance.latest()
    except Unseen:
        return None
