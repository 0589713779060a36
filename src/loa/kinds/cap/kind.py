"""Alerts in CAP 1.2 as a channel: what is delivered is the row whose document the public reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.channels.base import Core, Kind, Message, Outlet, Reported, Result, Wording
from loa.channels.marks import marked_title
from loa.channels.places import OwnPlace
from loa.channels.threads import in_thread
from loa.kinds.cap import actions, queries
from loa.kinds.cap.canary import canary
from loa.kinds.cap.config import CapConfig, check
from loa.lib.errors import Invalid

ALERTS = OwnPlace("cap.alerts", "cap", gettext_lazy("Cảnh báo CAP"))
_UNKNOWN = {
    "category": "Other",
    "event": "",
    **dict.fromkeys(("urgency", "severity", "certainty"), "Unknown"),
}


class CapKind(Kind[CapConfig]):
    """The protocol of `loa.channels.base.Kind` over our own table; it calls nobody outside."""

    key = "cap"
    label = gettext_lazy("Cảnh báo CAP")
    legal_kinds = ("portal",)
    has_idempotency_key = True
    can_be_asked = True
    can_report = True
    one_for_all_languages = True
    canary_modes = ("live",)  # others stand on no public address
    Config = CapConfig

    def check_config(self, config: CapConfig) -> None:
        """Refuse what would make every alert of the account invalid."""
        check(config)

    def render(self, core: Core) -> dict[str, Any]:
        """Return what the alert is written from; only its moment and what it refers to are not known yet."""
        wordings = core.wordings or (Wording(core.language, core.title, core.text),)
        return {
            "title": marked_title(core),
            "text": core.text,
            "language": core.language,
            "wordings": [_wording(core, wording) for wording in wordings],
            "issuer": core.issuer,
            "approver": core.approver,
            "source": core.source,
            "code": core.code,
            "url": core.url,
            "areas": list(core.areas),
            "area_codes": list(core.extra.get("area_codes", ())),
            "valid_from": core.valid_from.isoformat() if core.valid_from else "",
            "valid_until": core.valid_until.isoformat() if core.valid_until else "",
            "relation": core.relation,
            "corrects": core.corrects,
            "reason": core.extra.get("reason", ""),
            "cap": dict(core.extra.get("cap", _UNKNOWN)),
            "attachments": list(core.extra.get("attachments", ())),
            "is_local": bool(core.extra.get("is_local")),
        }

    async def send(self, outlet: Outlet[CapConfig], messages: Sequence[Message]) -> AsyncIterator[Result]:
        """Issue each message; from the commit on it is read at its address and in the feeds."""
        for message in messages:
            try:
                alert = await in_thread(
                    actions.publish,
                    account_id=outlet.id,
                    config=outlet.config,
                    key=message.key,
                    payload=message.content,
                )
            except Invalid as refusal:
                yield Result.failed(message, refusal.code, refusal.text)
                continue
            yield Result.delivered(message, alert.identifier)

    async def ask(self, outlet: Outlet[CapConfig], message: Message) -> Result:
        """Look whether the alert stands."""
        alert = await in_thread(queries.find_by_key, outlet.id, message.key)
        if alert is None:
            return Result.failed(message, "not_published", _("Chưa phát cảnh báo này."), temporary=True)
        return Result.delivered(message, alert.identifier)

    async def report(self, outlet: Outlet[CapConfig], since: datetime) -> AsyncIterator[Reported]:
        """List the alerts that stand under the account."""
        del since
        for key, name, at in await in_thread(queries.list_published, outlet.id):
            yield Reported(key, name, at)

    async def canary(self, outlet: Outlet[CapConfig], token: str) -> Result:
        """Read the account's feed and newest alert through the public address."""
        return await canary(outlet, token)


def _wording(core: Core, wording: Wording) -> dict[str, str]:
    title = marked_title(replace(core, title=wording.title))
    return {"language": wording.language, "title": title, "text": wording.text}
