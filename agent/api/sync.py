# SPDX-License-Identifier: Apache-2.0
"""What sync may ask for: it reports, and orders nothing."""

from agent.api.route import Route
from agent.api.web import TERMINAL
from agent.house import House
from contract import local


def report_content(house: House, request: local.ContentHealth) -> local.Done:
    """How current the content is; told anew after every look"""
    house.content.report(request)
    return local.Done()


ROUTES = (TERMINAL, Route("PUT", "/v1/content", report_content))
