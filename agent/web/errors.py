# SPDX-License-Identifier: Apache-2.0
"""Everything the site refuses or fails with. `code` is stable and has words in agent.web.words; `status` is HTTP's.

WebError
├── NotSignedIn, NotFound
├── StrangeHost, Forged          a name that is not ours; a change that did not come from our own page
├── LockedOut, WrongPassword, WrongSecret
├── CommissioningOver            nobody claimed the terminal in time
├── StateUnusable                the site's own files cannot be read or written
└── LogsUnreadable
"""


class WebError(Exception):
    code = "web"
    status = 500


class NotSignedIn(WebError):
    code = "notSignedIn"
    status = 401


class NotFound(WebError):
    code = "notFound"
    status = 404


class StrangeHost(WebError):
    code = "strangeHost"
    status = 421


class Forged(WebError):
    code = "forged"
    status = 403


class LockedOut(WebError):
    code = "lockedOut"
    status = 429

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"{wait_s:.0f} s to wait")
        self.wait_s = wait_s


class WrongPassword(WebError):
    code = "wrongPassword"
    status = 403


class WrongSecret(WebError):
    code = "wrongSecret"
    status = 403


class CommissioningOver(WebError):
    code = "commissioningOver"
    status = 403


class StateUnusable(WebError):
    code = "stateUnusable"
    status = 503


class LogsUnreadable(WebError):
    code = "logsUnreadable"
    status = 503
