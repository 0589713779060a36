"""Putting an entry into a feed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from loa.channels.models import Account
from loa.kinds.rss.models import Entry
from loa.lib import clock
from loa.lib.clock import HANOI


@transaction.atomic
def publish(*, account_id: int, key: str, payload: Mapping[str, Any]) -> Entry:
    """Put the bulletin into the account's feed, or its newer text into its entry; the same key publishes once.

    What it corrects moves on with it. The feed is locked meanwhile, so that moments follow the order of the commits
    and nobody who asks "since when" misses an entry. The release has its journal row already.
    """
    account = Account.objects.select_for_update(no_key=True).get(pk=account_id)
    now = clock.now()
    entry = Entry.objects.filter(
        account=account, code=payload["code"], language=payload["language"]
    ).first() or Entry(account=account, mode=account.mode, keys=[], published_at=now)
    if key in entry.keys:
        return entry
    if entry.payload == payload:
        Entry.objects.filter(pk=entry.pk).update(keys=[*entry.keys, key])
        return entry
    _fill(entry, key, payload, now)
    entry.save()
    if entry.corrects:
        Entry.objects.filter(account=account, code=entry.corrects).update(updated_at=now)
    return entry


def _fill(entry: Entry, key: str, payload: Mapping[str, Any], now: datetime) -> None:
    extra = payload["extra"]
    entry.code, entry.language = payload["code"], payload["language"]
    entry.uid = entry.uid or _uid(entry)
    entry.keys = [*entry.keys, key]
    entry.title = payload["title"][:300]
    entry.payload = dict(payload)
    entry.is_local = bool(extra.get("is_local"))
    entry.area_codes, entry.topics = list(extra.get("area_codes", ())), list(extra.get("topics", ()))
    entry.relation, entry.corrects = payload.get("relation", ""), payload.get("corrects", "")
    entry.updated_at = now


def _uid(entry: Entry) -> str:
    """Return a tag that stays true even if the site moves to another name. Source: RFC 4151."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    day = entry.published_at.astimezone(HANOI).date()
    return f"tag:{host},{day}:feeds/{entry.account_id}/{entry.code}/{entry.language}"
