# SPDX-License-Identifier: Apache-2.0
"""Why a look brought nothing, or not all. `code` is stable and goes into ContentHealth.trouble.

SyncError
├── ContentUnreachable    no connection, no answer within the limits, HTTP 5xx
├── ContentForeign        somebody else answers: a captive portal, another server
├── ContentUntrusted      signatures or digests do not fit
│   └── WrongBytes        a file that came whole and is not the one that was signed
├── ContentExpired        the signatures have run out
│   └── ClockWrong        by this machine's clock alone
├── ContentRolledBack     older than what was seen before
├── ContentTooLarge       over a limit of ours, or over the quota
├── ContentInvalid        signed, and still not what it should be
├── ContentIncomplete     signed, and not there
├── DiskFull              the disk does not take what is written
└── NoRoot                no trusted root to begin with
Interrupted
├── Stopping              the process is asked to end
└── SliceOver             the time for this look is over; the next one goes on
"""


class SyncError(Exception):
    code = "sync"


class ContentUnreachable(SyncError):
    code = "contentUnreachable"


class ContentForeign(SyncError):
    code = "contentForeign"


class ContentUntrusted(SyncError):
    code = "contentUntrusted"


class WrongBytes(ContentUntrusted):
    pass


class ContentExpired(SyncError):
    code = "contentExpired"


class ClockWrong(ContentExpired):
    code = "clockWrong"


class ContentRolledBack(SyncError):
    code = "contentRolledBack"


class ContentTooLarge(SyncError):
    code = "contentTooLarge"


class ContentInvalid(SyncError):
    code = "contentInvalid"


class ContentIncomplete(SyncError):
    code = "contentIncomplete"


class DiskFull(SyncError):
    code = "diskFull"


class NoRoot(SyncError):
    code = "noRoot"


class Interrupted(Exception):  # nothing is wrong: it must pass whatever handles errors
    pass


class Stopping(Interrupted):
    pass


class SliceOver(Interrupted):
    pass


def of_disk(error: OSError) -> DiskFull:
    return DiskFull(error.strerror or type(error).__name__)
