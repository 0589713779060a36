"""A body's feed as a channel: what is delivered is the row that every form of the feed is written from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.base import Core, Kind, Message, Outlet, Reported, Result
from loa.channels.payloads import whole
from loa.channels.places import OwnPlace
from loa.channels.threads import in_thread
from loa.kinds.rss import actions, queries
from loa.kinds.rss.canary import canary

FEED = OwnPlace("rss.feed", "rss", gettext_lazy("Nguồn tin RSS"))


@dataclass(frozen=True, slots=True)
class RssConfig:
    """Nothing to set: the feed stands on this very site."""


class RssKind(Kind[RssConfig]):
    """The protocol of `loa.channels.base.Kind` over our own table; it calls nobody outside."""

    key = "rss"
    label = gettext_lazy("Nguồn tin RSS, Atom, JSON")
    legal_kinds = ("portal",)
    has_idempotency_key = True
    can_be_asked = True
    can_report = True
    takes_markup = True
    canary_modes = ("live",)  # others have no public feed
    Config = RssConfig

    def render(self, core: Core) -> dict[str, Any]:
        """Return what an entry of the feed is written from."""
        return whole(core)

    async def send(self, outlet: Outlet[RssConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Put each message into the feed; from the commit on it is read there."""
        for message in messages:
            entry = await in_thread(
                actions.publish, account_id=outlet.id, key=message.key, payload=message.content
            )
            yield Result.delivered(message, entry.uid)

    async def ask(self, outlet: Outlet[RssConfig], message: Message) -> Result:
        """Look whether the entry stands."""
        entry = await in_thread(queries.find_by_key, outlet.id, message.key)
        if entry is None:
            return Result.failed(
                message, "not_published", _("Nguồn tin chưa có bản tin này."), temporary=True
            )
        return Result.delivered(message, entry.uid)

    async def report(self, outlet: Outlet[RssConfig], since: datetime) -> AsyncIterator[Reported]:
        """List the entries that stand in the account's feed."""
        del since
        for key, name, at in await in_thread(queries.list_published, outlet.id):
            yield Reported(key, name, at)

    async def canary(self, outlet: Outlet[RssConfig], token: str) -> Result:
        """Read the account's feed through the public address."""
        return await canary(outlet, token)
