# SPDX-License-Identifier: Apache-2.0
"""Every refusal of the platform, with the code and status that the contract names.

PlatformError
├── InvalidRequest 400
├── Unauthorized 401
├── IdentityMismatch 403
├── NotFound 404
│   ├── OrderNotFound
│   ├── CaseNotFound
│   └── SettlementNotReady
├── MethodNotAllowed 405
├── Conflict 409
│   ├── IdempotencyConflict, AmountChanged, OrderClosed, OrderNotPayable, NoRefundDue
│   └── BillNotFound, BillNamedTwice, BillAlreadyPaid, BillInOtherOrder
├── TooLarge 413
├── UnsupportedMediaType 415
└── InternalError 500
"""

from collections.abc import Iterator
from typing import ClassVar

from contract.platform import Problem


class PlatformError(Exception):
    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]

    def problem(self) -> Problem:
        return Problem(code=self.code, title=self.title, status=self.status, detail=str(self) or None)


class InvalidRequest(PlatformError):
    status, code, title = 400, "invalid_document", "The request does not fit its schema."


class Unauthorized(PlatformError):
    status, code, title = 401, "unauthorized", "No terminal has this token."


class IdentityMismatch(PlatformError):
    status, code, title = 403, "identity_mismatch", "The name does not belong to the number."


class NotFound(PlatformError):
    status, code, title = 404, "not_found", "Nothing lives at this address."


class OrderNotFound(NotFound):
    code, title = "order_not_found", "This terminal has no such order."


class CaseNotFound(NotFound):
    code, title = "case_not_found", "There is no case with this number."


class SettlementNotReady(NotFound):
    code, title = "settlement_not_ready", "The day is not over."


class MethodNotAllowed(PlatformError):
    status, code, title = 405, "method_not_allowed", "This address does not know the method."


class Conflict(PlatformError):
    status, code, title = 409, "conflict", "The request does not fit the present state."


class IdempotencyConflict(Conflict):
    code, title = "idempotency_conflict", "The key or the order number was used for other content."


class AmountChanged(Conflict):
    code, title = "amount_changed", "The amount is not the sum of the bills."


class OrderClosed(Conflict):
    code, title = "order_closed", "The order was closed before it was made."


class OrderNotPayable(Conflict):
    code, title = "order_not_payable", "The order cannot take money."


class NoRefundDue(Conflict):
    code, title = "no_refund_due", "The order owes no refund."


class BillNotFound(Conflict):
    code, title = "bill_not_found", "There is no such bill."


class BillNamedTwice(Conflict):
    code, title = "bill_named_twice", "The same bill is named more than once."


class BillAlreadyPaid(Conflict):
    code, title = "bill_already_paid", "A bill has been paid."


class BillInOtherOrder(Conflict):
    code, title = "bill_in_other_order", "A bill is in another order that can still be paid."


class TooLarge(PlatformError):
    status, code, title = 413, "too_large", "The body is too large."


class UnsupportedMediaType(PlatformError):
    status, code, title = 415, "unsupported_media_type", "Bodies are application/json."


class InternalError(PlatformError):
    status, code, title = 500, "internal_error", "A failure here; whether the request was carried out is open."


def every_error(root: type[PlatformError] = PlatformError) -> Iterator[type[PlatformError]]:
    """All that can be answered: the groups Conflict and PlatformError are never raised themselves."""
    for kind in root.__subclasses__():
        if kind is not Conflict:
            yield kind
        yield from every_error(kind)
