"""Reads of public pages; only live ones are public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from loa.channels.canaries import find_open
from loa.channels.errors import NoSuchCanary
from loa.channels.models import Mode
from loa.kinds.website.models import Page, PageVersion


def public_pages() -> QuerySet[Page]:
    """Return the issuers' own live pages, newest first, each with its present version as `version_id`."""
    newest = PageVersion.objects.filter(page=OuterRef("pk")).order_by("-number").values("pk")[:1]
    pages = Page.objects.filter(mode=Mode.LIVE, is_local=False).annotate(version_id=Subquery(newest))
    return pages.select_related("account").order_by("-published_at", "-pk")


def find_page(code: str, language: str = "vi") -> Page | None:
    """Return the live page of a bulletin in the language, else in any."""
    pages = {page.language: page for page in public_pages().filter(code=code)}
    return pages.get(language) or next(iter(pages.values()), None)


def find_local_page(code: str, account_id: int, language: str = "vi") -> Page | None:
    """Return the live page on which another body passes the bulletin on."""
    pages = Page.objects.filter(code=code, account=account_id, mode=Mode.LIVE, is_local=True)
    by_language = {page.language: page for page in pages.select_related("account")}
    return by_language.get(language) or next(iter(by_language.values()), None)


def local_pages(code: str, language: str = "vi") -> list[Page]:
    """Return the live pages on which other bodies pass the bulletin on."""
    pages = Page.objects.filter(code=code, language=language, mode=Mode.LIVE, is_local=True)
    return list(pages.select_related("account").order_by("account__name"))


def list_versions(page: Page) -> list[PageVersion]:
    """Return every version, the present one first."""
    return list(page.versions.order_by("-number"))


def current_versions(pages: Iterable[Page]) -> dict[int, PageVersion]:
    """Return the present version of each page, by page id, in one query."""
    ids = [page.pk for page in pages]
    newest = PageVersion.objects.filter(page__in=ids).order_by("page", "-number").distinct("page")
    return {version.page_id: version for version in newest}


def corrections_of(code: str) -> list[PageVersion]:
    """Return the live versions of other pages that correct, withdraw or supersede this bulletin, newest first."""
    live = PageVersion.objects.filter(corrects=code, page__mode=Mode.LIVE, page__is_local=False)
    newest = live.order_by("page", "-number").distinct("page").select_related("page")
    return sorted(newest, key=lambda version: version.published_at, reverse=True)


def find_by_key(account_id: int, key: str) -> PageVersion | None:
    """Return the version that a delivery published through the account, if it did."""
    return PageVersion.objects.filter(page__account_id=account_id, key=key).first()


def list_published(account_id: int) -> list[tuple[str, str, datetime]]:
    """Return key, name and moment of every version that stands on the account's pages."""
    rows = PageVersion.objects.filter(page__account_id=account_id)
    found = rows.values_list("key", "page_id", "number", "published_at")
    return [(key, f"{page_id}/{number}", at) for key, page_id, number, at in found]


def newest_code(account_id: int) -> str:
    """Return the code of the account's own newest public page; empty where it has none."""
    return public_pages().filter(account=account_id).values_list("code", flat=True).first() or ""


def canary_word(account_id: int, token: str) -> str:
    """Return what the page of a test says."""
    return f"loa canary {account_id} {token}\n"


def get_canary(account_id: int, token: str) -> str:
    """Return the word of a test that is under way. Raises: NoSuchCanary."""
    if find_open(account_id, token) is None:
        raise NoSuchCanary
    return canary_word(account_id, token)
