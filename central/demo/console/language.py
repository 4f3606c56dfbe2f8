# SPDX-License-Identifier: Apache-2.0
"""The console's language: what its switch chose (a cookie); before that the browser's first; Chinese otherwise."""

from flask import Blueprint, Flask, Response, abort, redirect, request, url_for

from contract.text import Language, LocalText

COOKIE = "linli-console-language"
KEPT_S = 365 * 24 * 3600


def language() -> Language:
    """Within a request."""
    try:
        return Language(request.cookies.get(COOKIE, ""))
    except ValueError:
        return Language(request.accept_languages.best_match(list(Language), Language.ZH) or Language.ZH)


def told(text: LocalText) -> str:
    return text.in_(language())


def say(zh: str, en: str) -> str:
    """Both languages stand side by side where they are used: a text without its translation cannot be written."""
    return en if language() is Language.EN else zh


def speak(app: Flask) -> None:
    app.context_processor(lambda: {"language": language(), "say": say, "told": told})
    app.register_blueprint(_switch())


def _switch() -> Blueprint:
    switch = Blueprint("language", __name__)

    @switch.post("/language")
    def choose() -> Response:
        try:
            chosen = Language(request.form.get("to", ""))
        except ValueError:
            abort(400)
        answer = redirect(url_for("page"), 303)
        assert isinstance(answer, Response)
        answer.set_cookie(COOKIE, chosen, max_age=KEPT_S, httponly=True, samesite="Strict")
        return answer

    return switch
