# SPDX-License-Identifier: Apache-2.0
"""The stories' words, and the teller with short ones in a hall that only counts how often it was put right. What the
stories say is judged with the whole terminal by `make tour STORIES=1`."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from central.demo.errors import StepFailed
from central.demo.hall import Hall
from central.demo.stories import STORIES
from central.demo.stories.scene import shows_start
from central.demo.stories.story import Step, Story
from central.demo.stories.teller import Ending, Progress, Teller
from central.demo.visit.screen_reader import Control, Look
from central.demo.visit.visit import Visit
from central.demo.world.diary import Diary, Witness
from contract.text import Language, LocalText

LIMIT_S = 20.0
"""Liveness alone."""
HAN = re.compile(r"[一-鿿]")
QUOTED = re.compile(r"“[^”]*”")
"""What the kiosk says stands in Chinese in an English sentence, too, with its meaning."""


# ---- the words


def test_there_are_six_of_different_names() -> None:
    assert len({story.name for story in STORIES}) == len(STORIES) == 6
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", story.name) for story in STORIES)


def texts(story: Story) -> list[LocalText]:
    return [story.title, story.about, *(step.says for step in story.steps)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_each_is_told_in_both_languages(story: Story) -> None:
    for text in texts(story):
        chinese, english = text.in_(Language.ZH), text.in_(Language.EN)
        assert HAN.search(chinese)
        assert english != chinese
        assert not HAN.search(QUOTED.sub("", english)), english


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_each_takes_about_a_minute_to_read(story: Story) -> None:
    assert 40 <= sum(step.reading_s for step in story.steps) <= 80


def test_nobody_reads_faster_than_a_short_glance() -> None:
    assert Step(LocalText(zh="好。", en="Good."), nothing).reading_s == 3.0
    assert Step(LocalText(zh="字" * 40, en="Good."), nothing).reading_s == 10.0
    assert Step(LocalText(zh="好。", en="x" * 150), nothing).reading_s == 10.0


# ---- the start page, as the next resident finds it


def look(*names: str) -> Look:
    return Look(tuple(Control("push button", name, 0, 0, 9, 9, is_checked=False, is_enabled=True) for name in names))


@pytest.mark.parametrize(
    ("names", "is_start"),
    [
        (("您好，想办什么事？", "生活缴费", "大字版", "高对比", "English"), True),
        (("您好，想办什么事？", "生活缴费", "标准字", "高对比", "English"), False),
        (("您好，想办什么事？", "生活缴费", "大字版", "标准对比", "English"), False),
        (("您好，想办什么事？", "我还在"), False),
        (("What would you like to do?", "中文"), False),
        (("请用手机扫码付款", "不付了，返回"), False),
        ((), False),
    ],
)
def test_the_start_page_is_told_from_all_others(names: tuple[str, ...], is_start: bool) -> None:
    assert shows_start(look(*names)) is is_start


# ---- the teller


def nothing(_visit: Visit) -> None:
    pass


def waits_for_ever(visit: Visit) -> None:
    visit.waits(LIMIT_S * 10)


def sees_something_else(_visit: Visit) -> None:
    raise StepFailed("no '缴费成功' within 5 s; what shows: 您好")


def breaks(_visit: Visit) -> None:
    raise OSError("the printer is away")


def story(name: str, *does: Callable[[Visit], None]) -> Story:
    words = LocalText(zh="故事", en="A story")
    return Story(name, words, words, tuple(Step(words, act) for act in does))


@dataclass
class FakeWorld:
    put_right_count: int = 0
    diary: Diary = field(default_factory=Diary)

    def put_right(self) -> None:
        self.put_right_count += 1


@dataclass
class Stage:
    """Scenes are noted; `noted` has all that happens in its order."""

    noted: list[str] = field(default_factory=list)
    world: FakeWorld = field(default_factory=FakeWorld)
    teller: Teller = field(init=False)

    def note(self, what: str) -> Callable[[Visit], None]:
        return lambda _visit: self.noted.append(what)

    @contextmanager
    def with_stories(self, *stories: Story, **scenes: Any) -> Iterator[Teller]:
        hall = cast("Hall", SimpleNamespace(world=self.world))
        kept = {"set_scene": self.note("set"), "clear_scene": self.note("clear"), **scenes}
        self.teller = Teller(hall, stories, pace=0.0, **kept)
        try:
            yield self.teller
        finally:
            self.teller.close()

    def waits_for(self, when: Callable[[Progress], bool]) -> Progress:
        end = time.monotonic() + LIMIT_S
        while True:
            progress = self.teller.progress()
            if progress is not None and when(progress):
                return progress
            assert time.monotonic() < end, progress
            time.sleep(0.01)

    def ended(self) -> Progress:
        return self.waits_for(lambda progress: progress.ending is not None)

    def waits_until_noted(self, *what: str) -> None:
        end = time.monotonic() + LIMIT_S
        while self.noted != list(what):
            assert time.monotonic() < end, self.noted
            time.sleep(0.01)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_nothing_is_told_at_first(stage: Stage) -> None:
    with stage.with_stories(story("one", nothing)) as teller:
        assert teller.progress() is None
        teller.end()
        assert teller.progress() is None


def test_the_steps_come_in_their_order_between_both_scenes(stage: Stage) -> None:
    told = story("one", *(stage.note(str(number)) for number in range(4)))
    with stage.with_stories(told) as teller:
        teller.begin("one")
        progress = stage.ended()
        stage.waits_until_noted("set", "0", "1", "2", "3", "clear")
    assert (progress.story, progress.step, progress.ending) == (told, 3, Ending.AS_IT_SAYS)
    assert progress.reason == ""
    assert stage.world.put_right_count == 1
    noted = [(note.what, note.witness) for note in stage.world.diary.after(0)]
    assert noted == [(step.says, Witness.STORY) for step in told.steps]


def test_a_name_that_nobody_knows(stage: Stage) -> None:
    with stage.with_stories(story("one", nothing)) as teller:
        with pytest.raises(KeyError):
            teller.begin("two")
        assert teller.progress() is None


def test_a_step_that_fails_ends_the_story_with_its_reason(stage: Stage) -> None:
    with stage.with_stories(story("one", nothing, sees_something_else, stage.note("never"))) as teller:
        teller.begin("one")
        progress = stage.ended()
        stage.waits_until_noted("set", "clear")
    assert (progress.step, progress.ending) == (1, Ending.OTHERWISE)
    assert "缴费成功" in progress.reason
    assert "您好" in progress.reason
    assert stage.world.put_right_count == 1


def test_whatever_else_breaks_is_told_as_well(stage: Stage) -> None:
    with stage.with_stories(story("one", breaks)) as teller:
        teller.begin("one")
        progress = stage.ended()
    assert progress.ending is Ending.OTHERWISE
    assert progress.reason == "OSError: the printer is away"


@pytest.mark.parametrize("fails", [sees_something_else, breaks])
def test_a_scene_that_cannot_be_set_is_no_step_that_failed(stage: Stage, fails: Callable[[Visit], None]) -> None:
    with stage.with_stories(story("one", stage.note("never")), set_scene=fails) as teller:
        teller.begin("one")
        progress = stage.ended()
        stage.waits_until_noted("clear")
    assert (progress.ending, progress.setting) == (Ending.NOT_BEGUN, False)
    assert progress.reason
    assert stage.world.put_right_count == 1


@pytest.mark.parametrize("at", [0, 1, 2])
def test_it_stops_at_any_step(stage: Stage, at: int) -> None:
    does: list[Callable[[Visit], None]] = [nothing, nothing, nothing]
    does[at] = waits_for_ever
    with stage.with_stories(story("one", *does)) as teller:
        teller.begin("one")
        stage.waits_for(lambda progress: progress.step == at and not progress.setting)
        teller.end()
        progress = teller.progress()
        assert progress is not None
        assert (progress.step, progress.ending) == (at, Ending.STOPPED)
        assert stage.world.put_right_count == 1
        stage.waits_until_noted("set", "clear")


def test_it_stops_while_the_scene_is_set_and_while_somebody_reads(stage: Stage) -> None:
    with stage.with_stories(story("one", stage.note("never")), set_scene=waits_for_ever) as teller:
        teller.begin("one")
        assert stage.waits_for(lambda progress: progress.setting).step == 0
        teller.end()
        progress = teller.progress()
        assert progress is not None
        assert (progress.ending, progress.setting) == (Ending.STOPPED, False)
    slow = Stage()
    with slow.with_stories(story("one", nothing)) as teller:
        teller._pace = 100.0  # three hundred seconds for one sentence
        teller.begin("one")
        slow.waits_for(lambda progress: not progress.setting)
        teller.end()
        progress = teller.progress()
        assert progress is not None
        assert progress.ending is Ending.STOPPED


def test_what_has_ended_stays_as_it_ended(stage: Stage) -> None:
    with stage.with_stories(story("one", nothing)) as teller:
        teller.begin("one")
        stage.ended()
        teller.end()
        progress = teller.progress()
        assert progress is not None
        assert progress.ending is Ending.AS_IT_SAYS
        assert stage.world.put_right_count == 1


def test_another_begins_when_the_first_has_ended(stage: Stage) -> None:
    """Also while the first one still clears its scene."""
    cleared = threading.Event()

    def clear(visit: Visit) -> None:
        stage.noted.append("clear")
        try:
            visit.waits(LIMIT_S * 10)
        finally:
            cleared.set()

    first, second = story("one", waits_for_ever), story("two", stage.note("second"))
    with stage.with_stories(first, second, clear_scene=clear) as teller:
        teller.begin("one")
        stage.waits_for(lambda progress: not progress.setting)
        teller.begin("two")
        progress = stage.ended()
        assert cleared.is_set()
        assert (progress.story.name, progress.ending) == ("two", Ending.AS_IT_SAYS)
        stage.waits_until_noted("set", "clear", "set", "second", "clear")
        assert stage.world.put_right_count == 2


def test_many_begin_at_once_and_one_is_told_at_a_time(stage: Stage) -> None:
    under_way, most = [0], [0]

    def alone(visit: Visit) -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        try:
            visit.waits(LIMIT_S * 10)
        finally:
            under_way[0] -= 1

    with stage.with_stories(story("one", alone), story("two", alone)) as teller:
        threads = [threading.Thread(target=teller.begin, args=(name,)) for name in ("one", "two") * 3]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT_S)
            assert not thread.is_alive()
        stage.waits_for(lambda progress: not progress.setting and under_way[0] == 1)
        teller.end()
        assert under_way == [0]
    assert most == [1]


def test_a_world_that_cannot_be_put_right_does_not_hide_the_end(stage: Stage) -> None:
    def away() -> None:
        raise OSError("the platform is away")

    stage.world.put_right = away  # type: ignore[method-assign]
    with stage.with_stories(story("one", nothing)) as teller:
        teller.begin("one")
        assert stage.ended().ending is Ending.AS_IT_SAYS
