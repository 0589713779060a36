"""Whose list a public subscription joins."""

from __future__ import annotations

from collections.abc import Collection

from loa.channels.models import AccountState, Mode
from loa.channels.queries import public_register
from loa.portal.errors import NotOpenYet
from loa.portal.rules import nearest
from loa.units.models import Area, Body
from loa.units.queries import area_versions, seat_paths


def publishing_body(areas: Collection[Area], kind: str = "email") -> Body:
    """Return the body that takes a subscription in: the nearest one that writes so to all the areas picked.

    Who sees the subscriber follows the areas, whoever took the subscription in.

    Raises: NotOpenYet where no body has such a channel.
    """
    accounts = public_register().filter(kind=kind, mode=Mode.LIVE, state=AccountState.ACTIVE)
    bodies = {account.body_id: account.body for account in accounts.order_by("pk")}
    if not bodies:
        raise NotOpenYet
    picked = area_versions().filter(area__in=areas).values_list("path", flat=True)
    seats = seat_paths(bodies)
    return bodies[nearest({body: seats.get(body, "?") for body in bodies}, list(picked))]
