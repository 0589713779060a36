"""The body's public web page as a channel: publishing is proven by the row that the portal reads."""

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
from loa.kinds.website import actions, queries
from loa.kinds.website.canary import canary

SITE = OwnPlace("website.site", "website", gettext_lazy("Trang thông tin điện tử"))


@dataclass(frozen=True, slots=True)
class WebsiteConfig:
    """Nothing to set: the page stands on this very site."""


class WebsiteKind(Kind[WebsiteConfig]):
    """The protocol of `loa.channels.base.Kind` over our own tables; it calls nobody outside."""

    key = "website"
    label = gettext_lazy("Trang thông tin điện tử")
    legal_kinds = ("portal",)
    has_idempotency_key = True
    can_be_asked = True
    can_report = True
    takes_markup = True
    canary_modes = ("live", "exercise", "test")
    Config = WebsiteConfig

    def render(self, core: Core) -> dict[str, Any]:
        """Return what the page shows."""
        return whole(core)

    async def send(self, outlet: Outlet[WebsiteConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Publish each message as a version of its page."""
        for message in messages:
            version = await in_thread(
                actions.publish,
                account_id=outlet.id,
                mode=outlet.mode,
                key=message.key,
                payload=message.content,
            )
            yield Result.delivered(message, f"{version.page_id}/{version.number}")

    async def ask(self, outlet: Outlet[WebsiteConfig], message: Message) -> Result:
        """Look whether the version stands."""
        version = await in_thread(queries.find_by_key, outlet.id, message.key)
        if version is None:
            return Result.failed(message, "not_published", _("Trang chưa có bản tin này."), temporary=True)
        return Result.delivered(message, f"{version.page_id}/{version.number}")

    async def report(self, outlet: Outlet[WebsiteConfig], since: datetime) -> AsyncIterator[Reported]:
        """List the versions that stand on the account's pages."""
        del since
        for key, name, at in await in_thread(queries.list_published, outlet.id):
            yield Reported(key, name, at)

    async def canary(self, outlet: Outlet[WebsiteConfig], token: str) -> Result:
        """Read a page of the account through the public address."""
        return await canary(outlet, token)
