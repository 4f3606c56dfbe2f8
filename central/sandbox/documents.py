# SPDX-License-Identifier: Apache-2.0
"""Requests in, answers out: the boundary where Flask's bytes become documents of the contract and back."""

import logging
from collections.abc import Mapping
from typing import TypeVar

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from central.sandbox.errors import (
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    PlatformError,
    TooLarge,
    Unauthorized,
    UnsupportedMediaType,
)
from contract.document import convert, decode, encode
from contract.errors import InvalidDocument

T = TypeVar("T")

MAX_BODY = 256 * 1024
_OF_STATUS = {kind.status: kind for kind in (InvalidRequest, NotFound, MethodNotAllowed, TooLarge)}
_log = logging.getLogger(__name__)


def body(kind: type[T]) -> T:
    """The request's document. Raises InvalidDocument and UnsupportedMediaType."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return decode(request.get_data(), kind)


def parameters(values: Mapping[str, str], kind: type[T]) -> T:
    """What stands in the path or in headers. Raises InvalidDocument."""
    return convert(values, kind)


def answer(document: object, status: int = 200) -> Response:
    return Response(encode(document), status, content_type="application/json")


def nothing() -> Response:
    return Response(status=204)


def speak_problems(app: Flask) -> None:
    """Every refusal and every failure leaves as a problem document; its detail never repeats personal data."""
    app.register_error_handler(PlatformError, _refused)
    app.register_error_handler(InvalidDocument, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(error: PlatformError) -> Response:
    response = Response(encode(error.problem()), error.status, content_type="application/problem+json")
    if isinstance(error, Unauthorized):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(error: InvalidDocument) -> Response:
    return _refused(InvalidRequest(str(error)))


def _http(error: HTTPException) -> Response:
    response = _refused(_OF_STATUS.get(error.code or 500, InvalidRequest)())
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _failed(error: Exception) -> Response:
    _log.error("%s in %s %s", type(error).__name__, request.method, request.endpoint, exc_info=error)
    return _refused(InternalError())
