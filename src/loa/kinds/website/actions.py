"""Publishing a version of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from loa.kinds.website.models import Page, PageVersion
from loa.lib import clock
from loa.lib.text import fold


@transaction.atomic
def publish(*, account_id: int, mode: str, key: str, payload: Mapping[str, Any]) -> PageVersion:
    """Add a version to the bulletin's page, making the page with the first; the same key or text publishes once.

    The release that stands behind it has its journal row already; the ledger settles the delivery.
    """
    now = clock.now()
    page, _made = Page.objects.select_for_update().get_or_create(
        code=payload["code"],
        language=payload["language"],
        mode=mode,
        account_id=account_id,
        defaults={"is_local": bool(payload["extra"].get("is_local")), "published_at": now, "updated_at": now},
    )
    if known := page.versions.filter(key=key).first():
        return known
    newest = page.versions.order_by("-number").first()
    if (
        newest and newest.payload == payload
    ):  # also for who read the first in a language that a correction lacks
        return newest
    Page.objects.filter(pk=page.pk).update(updated_at=now)
    return PageVersion.objects.create(
        page=page,
        number=page.versions.count() + 1,
        key=key,
        title=payload["title"][:300],
        folded=fold(payload["title"])[:300],
        payload=dict(payload),
        relation=payload.get("relation", ""),
        corrects=payload.get("corrects", ""),
        published_at=now,
    )
