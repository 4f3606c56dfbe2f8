# SPDX-License-Identifier: Apache-2.0
"""Both screens as the page shows them, and the visitor's finger and keyboard on the kiosk's.

The page sends one pointer or key request at a time and waits for its answer, so that none overtakes another.
In windows of a person's own desktop nobody is watched and no pointer is moved: all of this then answers 409."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from flask import Blueprint, Flask, Response, abort, request
from flask.blueprints import BlueprintSetupState

from central.demo.console.hands import answer
from central.demo.console.language import say
from central.demo.console.live import Live
from central.demo.world.eyes import Camera, Finger
from central.demo.world.keys import UnknownKey
from contract.text import LocalText

WAIT_S = 5.0
"""Longest time that a request waits for a picture."""
KIOSK_APART_S = 0.05
LOBBY_APART_S = 0.1
"""Its ticker always moves; nobody plays on it."""
NAME = "linli-pictures"

Move = TypeVar("Move")


class Screens(Protocol):
    """Of the world around the terminal, what this page of it needs."""

    @property
    def camera(self) -> Camera: ...
    @property
    def finger(self) -> Finger: ...
    @property
    def lobby(self) -> Camera: ...


def pictures(around: Screens, wait_s: float = WAIT_S) -> Blueprint:
    """Whoever serves it calls `let_go` before it stops its threads."""
    shown = Blueprint("pictures", __name__)
    kiosk, lobby = Live(around.camera, KIOSK_APART_S), Live(around.lobby, LOBBY_APART_S)
    finger = around.finger

    @shown.record_once
    def remember(state: BlueprintSetupState) -> None:
        state.app.extensions[NAME] = (kiosk, lobby)

    @shown.before_request
    def leave_a_persons_desktop_alone() -> Response | None:
        if around.camera.screen.is_own:
            return None
        text = say(
            "两块屏幕是这台电脑上的窗口，请直接看、直接点。",
            "Both screens are windows on this computer: look at them and touch them there.",
        )
        return Response(text, 409, mimetype="text/plain")

    @shown.get("/kiosk.jpg")
    def kiosk_picture() -> Response:
        return _picture(kiosk, wait_s)

    @shown.get("/lobby.jpg")
    def lobby_picture() -> Response:
        return _picture(lobby, wait_s)

    @shown.post("/touch")
    def touch() -> Response:
        finger.touch(*_place(around.camera.screen.size))
        return answer(LocalText(zh="已点屏幕", en="Screen touched"))

    @shown.post("/pointer")
    def pointer() -> Response:
        """Says nothing when it is done: moves come many times a second."""
        moves = {"press": finger.press, "move": finger.move, "release": finger.release}
        _chosen(moves)(*_place(around.camera.screen.size))
        return Response(status=204)

    @shown.post("/key")
    def key() -> Response:
        moves = {"press": finger.press_key, "release": finger.release_key}
        try:
            _chosen(moves)(request.form.get("key", ""))
        except UnknownKey:
            text = say("终端的键盘没有这个键", "The kiosk’s keyboard has no such key")
            return Response(text, 400, mimetype="text/plain")
        return Response(status=204)

    return shown


def let_go(app: Flask) -> None:
    """Whoever waits for a picture is answered at once, and no more pictures are taken."""
    for live in app.extensions[NAME]:
        live.close()


def _picture(live: Live, wait_s: float) -> Response:
    after = request.args.get("after", "").strip('"')
    found = live.picture(after, wait_s)
    if found is None:
        return Response(status=204)
    answer = Response(found.jpeg, mimetype="image/jpeg")
    answer.set_etag(found.mark)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _place(size: tuple[int, int]) -> tuple[int, int]:
    """In pixels, of parts of width and height."""
    parts = [request.form.get(name, type=float) for name in ("across", "down")]
    place = [
        min(int(part * length), length - 1)
        for part, length in zip(parts, size, strict=True)
        if part is not None and 0 <= part <= 1
    ]
    if len(place) != len(parts):
        text = say("请点在屏幕上", "Please touch the screen, not beside it")
        abort(Response(text, 400, mimetype="text/plain"))
    return place[0], place[1]


def _chosen(moves: Mapping[str, Move]) -> Move:
    move = moves.get(request.form.get("do", ""))
    if move is None:
        text = say(f"要写明做什么：{'、'.join(moves)}", f"Say what to do: {', '.join(moves)}")
        abort(Response(text, 400, mimetype="text/plain"))
    return move
