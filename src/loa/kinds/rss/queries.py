"""Reads of feeds; only live accounts have public ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from loa.channels.models import Account, AccountState, Mode
from loa.kinds.rss.errors import NoSuchFeed
from loa.kinds.rss.models import Entry
from loa.lib import clock
from loa.units.models import AreaVersion, Topic
from loa.units.queries import body_name
from loa.units.versions import latest

PER_PAGE = 50
MOST = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a feed: one language, an area, a topic, a page of so many entries (from 1)."""

    language: str = "vi"
    area: str = ""
    topic: str = ""
    page: int = 1
    limit: int = PER_PAGE


@dataclass(frozen=True)
class Feed:
    """One page of a feed. `newer` are the entries that correct, withdraw or supersede a listed one, by its code.

    `account` is None for the feed of the whole site; `of` names the area and the topic it was narrowed to.
    """

    account: Account | None
    wanted: Wanted
    issuer: str
    of: tuple[str, ...]
    entries: list[Entry]
    newer: dict[str, Entry]
    is_last: bool
    updated_at: datetime

    @property
    def version(self) -> str:
        """Return a word that changes whenever anything the page says does."""
        rows = [(entry.pk, entry.updated_at) for entry in [*self.entries, *self.newer.values()]]
        name = self.account.name if self.account else ""
        said = (settings.PUBLIC_URL, self.wanted, self.issuer, name, self.of, rows, self.is_last)
        return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def live_accounts() -> QuerySet[Account]:
    """Return the accounts whose feeds the public may read: an address once given stays readable."""
    return Account.objects.filter(kind="rss", mode=Mode.LIVE).order_by("pk")


def list_feeds(body_id: int | None = None, *, most: int = 3) -> list[Account]:
    """Return the accounts in use, of one body where given, the oldest first."""
    accounts = live_accounts().filter(state=AccountState.ACTIVE)
    return list((accounts.filter(body=body_id) if body_id else accounts)[:most])


def read_feed(account_id: int | None, wanted: Wanted) -> Feed:
    """Return one page of the feed of an account, or of the whole site, the last changed entry first.

    Raises: NoSuchFeed.
    """
    account = live_accounts().filter(**({"pk": account_id} if account_id else {})).first()
    if account is None:
        raise NoSuchFeed
    rows = _of_account(account_id) if account_id else _of_site()
    rows, names = _narrowed(rows.filter(language=wanted.language), wanted)
    first = (wanted.page - 1) * wanted.limit
    listed = list(rows.order_by("-updated_at", "-pk")[first : first + wanted.limit + 1])
    newest = listed[0] if listed and wanted.page == 1 else rows.order_by("-updated_at").first()
    entries = listed[: wanted.limit]
    return Feed(
        account=account if account_id else None,
        wanted=wanted,
        issuer=body_name(account.body_id) if account_id else "",
        of=names,
        entries=entries,
        newer=_newer(entries, account_id),
        is_last=len(listed) <= wanted.limit,
        updated_at=newest.updated_at if newest else account.created_at,
    )


def find_by_key(account_id: int, key: str) -> Entry | None:
    """Return the entry that a delivery brought into the account's feed, if it did."""
    return Entry.objects.filter(account=account_id, keys__contains=[key]).first()


def list_published(account_id: int) -> list[tuple[str, str, datetime]]:
    """Return key, name and last change of every entry that stands in the account's feed, once for each delivery."""
    rows = Entry.objects.filter(account=account_id).values_list("keys", "uid", "updated_at")
    return [(key, uid, at) for keys, uid, at in rows for key in keys]


def _of_account(account_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(account=account_id, mode=Mode.LIVE)


def _of_site() -> QuerySet[Entry]:
    """Return the issuers' own entries, each bulletin once."""
    own = Entry.objects.filter(mode=Mode.LIVE, is_local=False)
    before = own.filter(code=OuterRef("code"), language=OuterRef("language"), pk__lt=OuterRef("pk"))
    return own.filter(~Exists(before))


def _narrowed(rows: QuerySet[Entry], wanted: Wanted) -> tuple[QuerySet[Entry], tuple[str, ...]]:
    """Return the rows of the area (its own, those of what lies in it and of what it lies in) and topic, and their names."""
    names = []
    if wanted.area:
        codes, name = _around(wanted.area)
        rows, names = rows.filter(area_codes__overlap=codes), [name]
    if wanted.topic:
        topic = Topic.objects.filter(code=wanted.topic).first()
        if topic is None:
            raise NoSuchFeed
        names.append(topic.name_en if wanted.language == "en" else topic.name_vi)
        rows = rows.filter(topics__contains=[wanted.topic])
    return rows, tuple(names)


def _around(code: str) -> tuple[list[str], str]:
    versions = latest(AreaVersion, clock.today())
    area = versions.filter(area__code=code).first()
    if area is None:
        raise NoSuchFeed
    below = versions.filter(path__startswith=f"{area.path}/").values_list("area__code", flat=True)
    return [*area.path.split("/"), *below], str(area)


def _newer(entries: Iterable[Entry], account_id: int | None) -> dict[str, Entry]:
    """Return by code the last entry that replaces one, in the language it is read in where there is such a text."""
    codes = [entry.code for entry in entries]
    rows = _of_account(account_id) if account_id else _of_site()
    found: dict[str, Entry] = {}
    language = next((entry.language for entry in entries), "")
    for row in sorted(
        rows.filter(corrects__in=codes), key=lambda row: (row.language == language, row.published_at)
    ):
        found[row.corrects] = row
    return found
