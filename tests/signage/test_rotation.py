# SPDX-License-Identifier: Apache-2.0
"""The rotation in worlds where items are ready late, break, stall or never answer."""

from dataclasses import dataclass, field
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from contract.content import Line, Media, MediaItem, MediaType, Release
from signage.rotation import FADE_S, STALL_S, Rotation, is_film
from signage.schedule import Planned, showing_at
from tests.signage.content import T0, notice, programme, release

STEP = 0.25


@dataclass
class Fate:
    """What becomes of an item: ready after so long (None: never), or broken; a film's length, and when it stalls."""

    delay: float | None = 0.0
    breaks: bool = False
    length: float = 6.0
    stalls_after: float | None = None


@dataclass
class World:
    """A stage, and the books."""

    fates: dict[str, Fate]
    now: float = 0.0
    filled: dict[int, Planned] = field(default_factory=dict)
    due: dict[int, float] = field(default_factory=dict)
    ready: set[int] = field(default_factory=set)
    front: int | None = None
    playing: dict[int, float] = field(default_factory=dict)
    faded: float = 0.0
    log: list[tuple[float, str]] = field(default_factory=list)
    plays: list[tuple[str, float, bool]] = field(default_factory=list)
    begun: tuple[str, float] | None = None
    prepared: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rotation = Rotation(self, self)

    # -- the stage

    def prepare(self, pane: int, item: Planned) -> None:
        assert pane not in self.filled, "an empty pane"
        assert pane != self.front
        if is_film(item):
            others = [p for p in self.playing if is_film(self.filled[p])]
            assert not others, "one film at a time"
        self.filled[pane] = item
        self.prepared.append(item.key)
        fate = self.fates.get(item.key, Fate())
        if fate.breaks and fate.delay == 0.0:
            self.rotation.failed(pane, "broken", self.now)
        elif fate.delay is not None:
            self.due[pane] = self.now + fate.delay

    def bring_forward(self, pane: int | None) -> None:
        if pane is not None:
            assert pane in self.ready, "decoded and ready before the last one leaves"
        self.front, self.faded = pane, self.now + FADE_S
        self.log.append((self.now, self.filled[pane].key if pane is not None else "standby"))

    def play(self, pane: int) -> None:
        self.playing[pane] = self.now

    def pause(self, pane: int) -> None:
        self.playing.pop(pane, None)

    def clear(self, pane: int) -> None:
        assert pane != self.front, "what is in front stays"
        if pane in self.ready:
            assert self.now >= self.faded - 1e-9, "what leaves stays until the new one has come"
        self.filled.pop(pane, None)
        self.due.pop(pane, None)
        self.ready.discard(pane)
        self.playing.pop(pane, None)

    # -- the record

    def begin(self, item: str, programme_id: str) -> None:
        assert self.begun is None
        self.begun = (item, self.now)

    def end(self, *, interrupted: bool) -> None:
        if self.begun is not None:
            self.plays.append((self.begun[0], self.now - self.begun[1], interrupted))
            self.begun = None

    # -- time

    def show(self, made: Release) -> None:
        self.rotation.follow(showing_at(made, None, T0, "lobby"), made.release_id, self.now)

    def run(self, seconds: float) -> None:
        ends = self.now + seconds
        while self.now < ends:
            self.now += STEP
            for pane, moment in tuple(self.due.items()):
                if moment <= self.now:
                    del self.due[pane]
                    self.answer(pane)
            for pane, since in tuple(self.playing.items()):
                self.film(pane, self.now - since)
            self.rotation.tick(self.now)

    def answer(self, pane: int) -> None:
        if self.fates.get(self.filled[pane].key, Fate()).breaks:
            self.rotation.failed(pane, "broken", self.now)
        else:
            self.ready.add(pane)
            self.rotation.ready(pane, self.now)

    def film(self, pane: int, played: float) -> None:
        item = self.filled[pane]
        fate = self.fates.get(item.key, Fate())
        if not is_film(item) or (fate.stalls_after is not None and played > fate.stalls_after):
            return
        if played >= fate.length:
            self.rotation.ended(pane, self.now)
        else:
            self.rotation.moved(pane, self.now)


def media(number: int, kind: MediaType = MediaType.PNG) -> Media:
    return Media(sha256=f"{number:064x}", size=1, media_type=kind, name=Line(zh="图"), width=1, height=1)


def loop(*all_media: Media, seconds: int = 10, **more: Any) -> Release:
    items = (MediaItem(sha256=each.sha256, seconds=seconds) for each in all_media)
    return release(programme("loop", *items, **more), *all_media)


def key(each: Media) -> str:
    return f"media:{each.sha256}"


PICTURES = [media(number) for number in range(3)]
FILMS = [media(number, MediaType.MP4) for number in range(10, 12)]
fates = st.builds(
    Fate,
    delay=st.sampled_from([0.0, 0.0, 1.0, 4.0, None]),
    breaks=st.booleans(),
    length=st.sampled_from([2.0, 6.0, 60.0]),
    stalls_after=st.sampled_from([None, None, 1.0]),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PICTURES + FILMS), min_size=1, max_size=5),
    st.dictionaries(st.sampled_from([key(each) for each in PICTURES + FILMS]), fates),
    st.lists(st.sampled_from(["hold", "go_on", "other", "back", "wait"]), max_size=6),
)
def test_whatever_breaks_what_can_be_shown_is_shown(
    chosen: list[Media], fated: dict[str, Fate], acts: list[str]
) -> None:
    world = World(fated)
    first, other = loop(*dict.fromkeys(chosen)), loop(PICTURES[0], FILMS[0])
    world.show(first)
    for act in acts:
        match act:
            case "hold":
                world.rotation.hold(world.now)
            case "go_on":
                world.rotation.go_on(world.now)
            case "other" | "back":
                world.show(other if act == "other" else first)
            case _:
                pass
        world.run(7.0)
    world.rotation.go_on(world.now)
    world.run(60.0)
    shown = world.rotation.shown
    release_now = other if [a for a in acts if a in {"other", "back"}][-1:] == ["other"] else first
    sound = [each for each in release_now.media if key(each) not in fated]
    if sound:
        assert shown is not None, "the standby card only when nothing can be shown"
        later = {item for moment, item in world.log if moment > world.now - 60}
        assert key(sound[0]) in later or shown.key == key(sound[0])
    lengths = {key(film): fated.get(key(film), Fate()).length for film in FILMS}
    for item, seconds, interrupted in world.plays if "hold" not in acts else ():
        assert interrupted or seconds >= min(10.0, lengths.get(item, 10.0)) - STEP


def test_items_take_turns_for_their_seconds() -> None:
    world = World({})
    world.show(loop(PICTURES[0], PICTURES[1]))
    world.run(25.0)
    assert [item for _, item in world.log] == [key(PICTURES[0]), key(PICTURES[1]), key(PICTURES[0])]
    assert [(item, round(seconds), cut) for item, seconds, cut in world.plays] == [
        (key(PICTURES[0]), 10, False),
        (key(PICTURES[1]), 10, False),
    ]


def test_a_broken_one_is_tried_once_a_release_and_named() -> None:
    world = World({key(PICTURES[1]): Fate(breaks=True)})
    first = loop(PICTURES[0], PICTURES[1])
    world.show(first)
    world.run(60.0)
    assert world.prepared.count(key(PICTURES[1])) == 1
    assert world.rotation.broken == {key(PICTURES[1]): "broken"}
    world.show(loop(PICTURES[1], PICTURES[0]))
    world.run(20.0)
    assert world.prepared.count(key(PICTURES[1])) == 2


def test_a_film_that_stalls_is_left_after_five_seconds() -> None:
    world = World({key(FILMS[0]): Fate(length=60.0, stalls_after=2.0)})
    world.show(loop(FILMS[0], PICTURES[0], seconds=60))
    world.run(20.0)
    moments = {item: moment for moment, item in world.log}
    gone = moments[key(PICTURES[0])] - moments[key(FILMS[0])]
    assert STALL_S + 2.0 <= gone <= STALL_S + 3.0


def test_when_nothing_works_the_standby_card_stands() -> None:
    world = World({key(each): Fate(delay=None) for each in PICTURES})
    world.show(loop(PICTURES[0], PICTURES[1]))
    world.run(20.0)
    assert world.log == []
    assert set(world.rotation.broken) == {key(PICTURES[0]), key(PICTURES[1])}


def test_a_new_release_waits_for_the_items_end_unless_the_item_is_gone() -> None:
    world = World({})
    world.show(loop(PICTURES[0], PICTURES[1]))
    world.run(3.0)
    world.show(loop(PICTURES[2], PICTURES[0]))
    world.run(5.0)
    assert [item for _, item in world.log] == [key(PICTURES[0])]
    world.run(4.0)
    assert [item for _, item in world.log] == [key(PICTURES[0]), key(PICTURES[2])]
    world.show(loop(PICTURES[1]))
    world.run(1.0)
    assert world.log[-1][1] == key(PICTURES[1])
    world.show(release())
    world.run(1.0)
    assert world.log[-1][1] == "standby"


def test_a_corrected_notice_takes_the_place_of_the_old_one() -> None:
    world = World({})
    world.show(release(notice("n", "八点停水")))
    world.run(2.0)
    world.show(release(notice("n", "九点停水")))
    world.run(1.0)
    assert world.rotation.shown is not None
    assert world.rotation.shown.content.notice.title.zh == "九点停水"  # type: ignore[union-attr]


def test_an_emergency_stops_the_time_and_gives_it_back() -> None:
    world = World({key(FILMS[0]): Fate(length=60.0)})
    world.show(loop(FILMS[0], PICTURES[0], seconds=20))
    world.run(6.0)
    world.rotation.hold(world.now)
    assert world.playing == {}
    world.run(100.0)
    assert [item for _, item in world.log] == [key(FILMS[0])]
    world.rotation.go_on(world.now)
    world.run(10.0)
    assert [item for _, item in world.log] == [key(FILMS[0])]
    world.run(6.0)
    assert [item for _, item in world.log] == [key(FILMS[0]), key(PICTURES[0])]
    assert [cut for _, _, cut in world.plays] == [True, False]
