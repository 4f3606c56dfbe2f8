# SPDX-License-Identifier: Apache-2.0
"""All that the kiosk holds in memory: one immutable value, of which the screen is a function."""

import uuid
from dataclasses import dataclass, field, replace

from contract.content import BoardedAlert
from contract.local import Commissioning, Resident, Terminal
from contract.text import Language
from kiosk.domain.offer import Offer
from kiosk.domain.pages import RULES, Page, page_of
from kiosk.domain.places import Guide, Help, Home, Notices, Paying, Place


@dataclass(frozen=True)
class Limits:
    idle_s: float = 60.0
    warning_s: float = 20.0
    attract_s: float = 90.0


@dataclass(frozen=True)
class Comfort:
    """How this resident likes it; back to the default at the session's end."""

    language: Language = Language.ZH
    elder: bool = False
    high_contrast: bool = False


@dataclass(frozen=True)
class Session:
    session_id: str
    open: bool = False
    resident: Resident | None = None
    renew_at: float = 0.0
    lease_until: float = 0.0
    """Not renewed until then, it is over, whether the agent can be asked or not."""


@dataclass(frozen=True)
class Alarm:
    """Several alerts take turns."""

    turn: int = 0
    turned_at: float = 0.0


@dataclass(frozen=True)
class State:
    seed: str
    """A random UUID of this process; every id the machine makes comes from it, so that a step stays a function."""
    limits: Limits = Limits()
    made_ids: int = 0
    connected: bool = False
    terminal: Terminal | None = None
    terminal_ask_at: float = 0.0
    """A terminal that does not take payments is asked again then: no event says that a ledger is writable again."""
    comfort: Comfort = Comfort()
    trail: tuple[Place, ...] = (Home(),)
    """The way here, the start page first; its last place is on the screen."""
    session: Session | None = None
    touched_at: float = 0.0
    warned_at: float | None = None
    left: frozenset[str] = field(default=frozenset())
    """Payments that somebody has seen and left: not shown again by themselves."""
    offer: Offer = field(default=Offer())
    alerts: tuple[BoardedAlert, ...] = ()
    """In force now, the most severe first."""
    alarm: Alarm | None = None
    """They fill the screen. None while there are none, or somebody has read them and goes on."""
    resting_since: float | None = None
    """None while somebody is here."""
    attracting: bool = False
    commissioning_put_off: bool = False
    start_anew: bool = False
    """Settings have changed: as soon as nobody is here."""

    @property
    def place(self) -> Place:
        return self.trail[-1]

    @property
    def page(self) -> Page:
        """What is on the screen."""
        if self.alarm is not None:
            return Page.EMERGENCY
        return Page.ATTRACT if self.attracting else self.page_beneath

    @property
    def page_beneath(self) -> Page:
        """Of the place itself, whatever covers it."""
        if self.commissioning is not None:
            return Page.COMMISSIONING
        page = page_of(self.place)
        known = RULES[page].alone or (self.paying is not None and self.paying.decided)
        return page if self.connected or known else Page.MOMENT

    @property
    def commissioning(self) -> Commissioning | None:
        """What the technician is shown, where no resident is."""
        free = self.trail == (Home(),) and self.session is None and not self.commissioning_put_off
        return self.terminal.commissioning if free and self.connected and self.terminal else None

    @property
    def reading(self) -> bool:
        """In the guide or at the notices, which need no agent and keep nothing of anybody."""
        return len(self.trail) > 1 and isinstance(self.trail[1], Guide | Notices)

    @property
    def beneath(self) -> Place:
        """The place that counts: asking for help does not leave it."""
        return next(place for place in reversed(self.trail) if not isinstance(place, Help))

    @property
    def paying(self) -> Paying | None:
        return next((place for place in reversed(self.trail) if isinstance(place, Paying)), None)

    @property
    def money_undecided(self) -> bool:
        return self.paying is not None and not self.paying.decided

    @property
    def at_rest(self) -> bool:
        """Nobody is here, and nothing of anybody."""
        return self.trail == (Home(),) and self.session is None and self.comfort == Comfort()

    @property
    def settled(self) -> bool:
        """At rest, and shown as to a room with nobody in front: an emergency fills the screen again."""
        shown = (self.alarm is None) == (not self.alerts)
        return self.at_rest and shown and not self.commissioning_put_off

    def new_id(self) -> tuple["State", str]:
        made = uuid.uuid5(uuid.UUID(self.seed), str(self.made_ids)).hex
        return replace(self, made_ids=self.made_ids + 1), made

    def at(self, place: Place) -> "State":
        """The same way here, its last place as it is now."""
        return replace(self, trail=(*self.trail[:-1], place))

    def with_paying(self, paying: Paying) -> "State":
        return replace(self, trail=tuple(paying if isinstance(place, Paying) else place for place in self.trail))
