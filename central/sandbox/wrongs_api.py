# SPDX-License-Identifier: Apache-2.0
"""The operations under /test that put the platform itself in the wrong: its clock and its settlements."""

from typing import Annotated

import msgspec
from flask import Blueprint, Response

from central.sandbox.clock import SkewedClock
from central.sandbox.desk import Desk
from central.sandbox.documents import answer, body, nothing
from central.sandbox.rig_api import refuse_foreign_pages
from contract.platform import ClockSkew, PlantedDifference

Differences = Annotated[tuple[PlantedDifference, ...], msgspec.Meta(max_length=20)]


def wrongs_api(desk: Desk, clock: SkewedClock) -> Blueprint:
    api = Blueprint("wrongs_api", __name__, url_prefix="/test")
    api.before_request(refuse_foreign_pages)

    @api.get("/clock")
    def get_clock() -> Response:
        return answer(clock.skew)

    @api.put("/clock")
    def put_clock() -> Response:
        clock.skew = body(ClockSkew)
        return answer(clock.skew)

    @api.get("/settlement")
    def get_planted() -> Response:
        return answer(desk.planted)

    @api.put("/settlement")
    def put_planted() -> Response:
        desk.planted[:] = body(Differences)
        return answer(desk.planted)

    @api.delete("/settlement")
    def delete_planted() -> Response:
        desk.planted.clear()
        return nothing()

    return api
