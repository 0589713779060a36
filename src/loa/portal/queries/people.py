"""Whose list a public subscription joins."""

from __future__ import annotations

from loa.channels.models import AccountState, Mode
from loa.channels.queries import public_register
from loa.portal.errors import NotOpenYet
from loa.units.models import Body


def publishing_body() -> Body:
    """Return the body that writes e-mail to the public: the owner of the first live e-mail account.

    Raises: NotOpenYet where there is none.
    """
    accounts = public_register().filter(kind="email", mode=Mode.LIVE, state=AccountState.ACTIVE)
    first = accounts.order_by("pk").first()
    if first is None:
        raise NotOpenYet
    return first.body
