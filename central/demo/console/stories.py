# SPDX-License-Identifier: Apache-2.0
"""Begin a story, follow it, end it."""

from flask import Blueprint, Response, abort, current_app, render_template, request

from central.demo.console.card import remembered
from central.demo.console.hands import answer
from central.demo.stories.teller import Ending, Progress, Teller
from contract.text import LocalText

EXTENSION = "linli-teller"
ENDINGS = {
    Ending.AS_IT_SAYS: LocalText(zh="讲完了：每一步都和说的一样。", en="The end: every step went as it says."),
    Ending.OTHERWISE: LocalText(
        zh="有一步和说的不一样，故事讲到那里为止；一切已放回原位。",
        en="One step did not go as it says, and the story ended there. Everything is put right.",
    ),
    Ending.NOT_BEGUN: LocalText(
        zh="故事没能开始：还有东西没放回原位。过一会儿再点一次。",
        en="The story could not begin: not everything was in its place. Try again in a moment.",
    ),
    Ending.STOPPED: LocalText(
        zh="停下了，外面都已恢复正常，自助机正回首页。",
        en="Stopped. All outside is put right, and the kiosk goes back to its start page.",
    ),
}
NOTHING_TOLD = LocalText(zh="现在没有在讲故事。", en="No story is being told.")


def stories(teller: Teller) -> Blueprint:
    told = Blueprint("stories", __name__)
    told.record(lambda setup: setup.app.extensions.update({EXTENSION: teller}))

    @told.post("/story")
    def begin() -> Response:
        name = request.form.get("name", "")
        story = next((story for story in teller.stories if story.name == name), None)
        if story is None:
            abort(400)
        remembered().value = ""
        teller.begin(name)
        title = story.title
        return answer(LocalText(zh=f"故事开始：{title.zh}。", en=f"The story begins: {title.en}."))

    @told.post("/story/end")
    def end() -> Response:
        if not is_told():
            return answer(NOTHING_TOLD)
        teller.end()
        return answer(ENDINGS[Ending.STOPPED])

    return told


def is_told() -> bool:
    """Within a request: whether one is being told just now."""
    teller: Teller = current_app.extensions[EXTENSION]
    progress = teller.progress()
    return progress is not None and progress.ending is None


def story_part() -> str:
    """The account's part `story`, within a request: "" before the first story. See templates/story.html."""
    teller: Teller = current_app.extensions[EXTENSION]
    progress = teller.progress()
    return "" if progress is None else _told(progress)


def _told(progress: Progress) -> str:
    ending = ENDINGS[progress.ending] if progress.ending is not None else None
    return render_template("story.html", progress=progress, ending=ending)
