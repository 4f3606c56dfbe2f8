# SPDX-License-Identifier: Apache-2.0
"""The page's language: what the cookie says; before there is one, the browser's first; Chinese otherwise."""

from flask import Flask, request
from flask_babel import Babel

from contract.text import Language

COOKIE = "linli-language"


def language() -> Language:
    """Within a request."""
    try:
        return Language(request.cookies.get(COOKIE, ""))
    except ValueError:
        return Language(request.accept_languages.best_match(list(Language), Language.ZH) or Language.ZH)


def speak(app: Flask) -> None:
    Babel(app, default_locale=Language.ZH, locale_selector=language)
    app.context_processor(lambda: {"language": language()})
