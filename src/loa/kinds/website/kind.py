"""The body's public web page as a channel: publishing is proven by the row that the portal reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.base import Core, Kind, Message, Outlet, Result
from loa.channels.marks import marked_title
from loa.channels.places import OwnPlace
from loa.kinds.website import actions, queries

P = ParamSpec("P")
T = TypeVar("T")

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
    takes_markup = True
    Config = WebsiteConfig

    def render(self, core: Core) -> dict[str, Any]:
        """Return what the page shows; times as ISO text."""
        return {
            "title": marked_title(core),
            "text": core.text,
            "html": core.html,
            "summary": core.summary,
            "issuer": core.issuer,
            "approver": core.approver,
            "source": core.source,
            "code": core.code,
            "language": core.language,
            "priority": core.priority,
            "areas": list(core.areas),
            "valid_from": core.valid_from.isoformat() if core.valid_from else "",
            "valid_until": core.valid_until.isoformat() if core.valid_until else "",
            "relation": core.relation,
            "corrects": core.corrects,
            "extra": dict(core.extra),
        }

    async def send(self, outlet: Outlet[WebsiteConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Publish each message as a version of its page."""
        for message in messages:
            version = await asyncio.to_thread(
                _and_hang_up,
                actions.publish,
                account_id=outlet.id,
                mode=outlet.mode,
                key=message.key,
                payload=message.content,
            )
            yield Result.delivered(message, f"{version.page_id}/{version.number}")

    async def ask(self, outlet: Outlet[WebsiteConfig], message: Message) -> Result:
        """Look whether the version stands."""
        version = await asyncio.to_thread(_and_hang_up, queries.find_by_key, outlet.id, message.key)
        if version is None:
            return Result.failed(message, "not_published", _("Trang chưa có bản tin này."), temporary=True)
        return Result.delivered(message, f"{version.page_id}/{version.number}")


def _and_hang_up(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do database work in a borrowed thread and leave no connection behind in it."""
    try:
        return work(*args, **kwargs)
    finally:
        connection.close()
