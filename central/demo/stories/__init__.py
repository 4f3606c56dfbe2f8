# SPDX-License-Identifier: Apache-2.0
"""The stories, in the order in which a stranger should hear them."""

from central.demo.stories import crash, cut_line, lost_answer, night_emergency, paper, pay
from central.demo.stories.story import Story

STORIES: tuple[Story, ...] = (
    pay.STORY,
    paper.STORY,
    lost_answer.STORY,
    night_emergency.STORY,
    cut_line.STORY,
    crash.STORY,
)
