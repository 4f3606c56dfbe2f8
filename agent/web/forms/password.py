# SPDX-License-Identifier: Apache-2.0
"""A new password, typed twice."""

from flask_babel import gettext as _

from agent.web.forms.fields import Fields
from agent.web.passwords import MAX_LENGTH, MIN_LENGTH, as_password, as_secret


def new_password(fields: Fields, *, not_like: str) -> str:
    """`not_like` is the one-time secret or the old password."""
    new = fields.secret("password", longest=MAX_LENGTH)
    again = fields.secret("again", longest=MAX_LENGTH)
    if new and len(as_password(new)) < MIN_LENGTH:
        fields.refuse("password", _("太短了，至少 %(n)s 个字。", n=MIN_LENGTH))
    elif new and (new == not_like or (as_secret(new) and as_secret(new) == as_secret(not_like))):
        fields.refuse("password", _("不能和原来的一样，请换一个。"))
    elif len(set(new)) == 1:
        fields.refuse("password", _("太容易猜到，请换一个。"))
    if new and again and new != again:
        fields.refuse("again", _("两次输入的不一样。"))
    return new
