"""The feeds that a page names to feed readers (autodiscovery) and to people."""

from __future__ import annotations

from dataclasses import dataclass

from loa.channels.models import Account
from loa.kinds.cap import feeds as cap
from loa.kinds.rss.queries import list_feeds
from loa.kinds.rss.writing import FORMS, address_of


@dataclass(frozen=True)
class FeedLink:
    """One form of one feed."""

    address: str
    media_type: str
    title: str
    label: str


def feed_links(body_id: int | None = None) -> list[FeedLink]:
    """Return the feeds of a body, else the one of the whole site, in every form; none where no account keeps one."""
    accounts = list_feeds(body_id)
    found = [link for account in accounts if body_id for link in forms_of(account.pk, account.name)]
    return found or (forms_of(None, "") if accounts and not body_id else [])


def feeds_of(account: Account) -> list[FeedLink]:
    """Return the feeds that an account keeps on this site; most kinds keep none."""
    if account.kind == "rss":
        return forms_of(account.pk, account.name)
    if account.kind == "cap":
        return [
            FeedLink(
                cap.address_of(name, account.pk),
                form.media_type,
                f"{account.name} ({form.label})",
                form.label,
            )
            for name, form in cap.FORMS.items()
        ]
    return []


def forms_of(account_id: int | None, title: str) -> list[FeedLink]:
    """Return every form of an account's feed, or of the feed of the whole site."""
    return [
        FeedLink(address_of(name, account_id), form.media_type, f"{title} ({form.label})".strip(), form.label)
        for name, form in FORMS.items()
    ]
