"""Turning notifications on for one browser; the audience keeps who asked for what."""

from __future__ import annotations

from loa.audience import actions as audience
from loa.audience.models import Contact, ContactKind
from loa.kinds.webpush.errors import BadSubscription
from loa.kinds.webpush.queries import offered_key
from loa.kinds.webpush.subscriptions import Subscription, check
from loa.units.models import Body


def join(*, body: Body, given: Subscription, choice: audience.Choice) -> Contact:
    """Take in a browser whose owner turned notifications on there, or its new choice.

    Raises: ForeignService, BadSubscription (also under a key that is not ours), NothingChosen.
    """
    check(given)
    if given.key != offered_key():
        raise BadSubscription
    kind = ContactKind.WEBPUSH
    return audience.join(body=body, kind=kind, value=given.text(), known_by=given.endpoint, choice=choice)
