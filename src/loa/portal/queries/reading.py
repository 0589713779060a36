"""Bulletins as the public reads them: pages with their state, versions and corrections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, IntegerField, Min, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from loa.bulletins.models import Bulletin
from loa.bulletins.queries import emergencies, find_wording
from loa.bulletins.rules.words import Mode, Relation, State
from loa.kinds.website import queries as website
from loa.kinds.website.models import Page, PageVersion
from loa.lib import clock
from loa.lib.text import fold
from loa.portal.queries.pages import (
    Newer,
    Version,
    is_over,
    issued_version,
    languages_of,
    last_done,
    newer_than,
    version_of,
)
from loa.units.models import AreaLevel
from loa.units.places import NOWHERE, Place, Places
from loa.units.queries import area_versions
from loa.units.versions import under
from loa.web.status import Status

EXPIRED = Status("quiet", _("Hết hiệu lực"))
VALID = Status("ok", _("Đang có hiệu lực"))
REPLACED: dict[str, Status] = {
    Relation.CORRECTION: Status("warn", _("Đã đính chính")),
    Relation.WITHDRAWAL: Status("bad", _("Đã thu hồi")),
    Relation.SUPERSEDING: Status("warn", _("Đã có bản thay")),
}
RELATION_WORDS = {
    Relation.CORRECTION: _("Đính chính"),
    Relation.WITHDRAWAL: _("Thu hồi"),
    Relation.SUPERSEDING: _("Thay thế"),
}


@dataclass(frozen=True)
class Entry:
    """One bulletin in a list."""

    page: Page
    version: PageVersion
    status: Status

    @property
    def payload(self) -> dict[str, Any]:
        """Return what the page says."""
        said: dict[str, Any] = self.version.payload
        return said


@dataclass(frozen=True)
class Reading:
    """One bulletin in full, at the address that is printed everywhere: versions, the newest first, and the one shown.

    `newer` corrected, withdrew or superseded it; `local` are the pages of wards that pass it on.
    """

    shown: Version
    versions: Sequence[Version]
    status: Status
    newer: Sequence[Newer]
    languages: Sequence[str]
    local: Sequence[Page] = ()

    @property
    def valid_until(self) -> datetime | None:
        """Return until when the shown version holds, where it says so."""
        until = self.shown.payload.get("valid_until")
        return datetime.fromisoformat(until) if until else None

    @property
    def is_withdrawn(self) -> bool:
        """Say whether the text must not be acted on any more."""
        return any(row.relation == Relation.WITHDRAWAL for row in self.newer)


@dataclass(frozen=True)
class Alert:
    """An emergency that holds now, for the top of the front page."""

    code: str
    title: str
    issuer: str
    at: datetime


def search_pages(typed: str = "", *, language: str = "vi", area: str = "", topic: str = "") -> QuerySet[Page]:
    """Return the live pages, one a bulletin, newest first, in the reader's language where there is one.

    Each typed word stands in a present or earlier title, marks or not; `area` is meant with what lies in it and
    what it lies in, since a message to the city is one to each of its wards.
    """
    rank = Case(When(language=language, then=0), default=1, output_field=IntegerField())
    better = Page.objects.filter(code=OuterRef("code"), mode=Mode.LIVE, is_local=False).annotate(rank=rank)
    nearer = Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), pk__lt=OuterRef("pk"))
    pages = website.public_pages().annotate(rank=rank).filter(~Exists(better.filter(nearer)))
    for word in fold(typed).split()[:8]:
        pages = pages.filter(versions__folded__contains=word)
    if area or topic:
        pages = pages.filter(code__in=_about(area, topic).values("code"))
    return pages.distinct()


def _about(area: str, topic: str) -> QuerySet[Bulletin]:
    rows = Bulletin.objects.filter(mode=Mode.LIVE)
    version = area_versions().filter(area__code=area).first() if area else None
    if version:
        around = area_versions().filter(Q(area__code__in=version.path.split("/")) | under([version.path]))
        rows = rows.filter(areas__in=around.values("area"))
    return rows.filter(topics__code=topic) if topic else rows


def place_meant(typed: str) -> Place:
    """Return the ward that a reader typed into the search: a name, an old name or an address."""
    offered = area_versions().filter(level__in=[AreaLevel.CITY, AreaLevel.COMMUNE])
    return Places(offered).find(typed) if typed else NOWHERE


def entries(pages: Iterable[Page]) -> list[Entry]:
    """Return the pages with their present version and state, in three queries whatever their number."""
    listed = list(pages)
    versions = website.current_versions(listed)
    done = last_done([version.payload["code"] for version in versions.values()])
    return [
        Entry(page, versions[page.pk], _status(versions[page.pk].payload, done))
        for page in listed
        if page.pk in versions
    ]


def find_reading(
    code: str, language: str, *, number: int | None = None, account: int | None = None
) -> Reading | None:
    """Return one bulletin with all its versions and what came after it, or None; a ward's form where one is asked.

    Where the bulletin has no web page, or none yet, what was issued stands there.
    """
    versions = _local_versions(code, language, account) if account else _own_versions(code, language)
    if not versions:
        return None
    shown = next((v for v in versions if v.number == number), versions[0])
    return Reading(
        shown=shown,
        versions=versions,
        status=_status(versions[0].payload, last_done([code])),
        newer=newer_than(code),
        languages=languages_of(code),
        local=website.local_pages(code, shown.payload["language"]),
    )


def _own_versions(code: str, language: str) -> list[Version]:
    page, issued = website.find_page(code, language), issued_version(code, language)
    if page and (page.language == language or issued is None or issued.payload["language"] != language):
        return [version_of(row) for row in website.list_versions(page)]
    return [issued] if issued else []


def _local_versions(code: str, language: str, account: int) -> list[Version]:
    page = website.find_local_page(code, account, language)
    return [version_of(row) for row in website.list_versions(page)] if page else []


def current_emergencies(language: str = "vi") -> list[Alert]:
    """Return the emergencies that hold at this moment, whatever channels they went out on."""
    live = emergencies().filter(state__in=[State.SENT, State.CORRECTED], valid_until__gt=clock.now())
    said = [(bulletin.sent_at, find_wording(bulletin, language)) for bulletin in live]
    return [Alert(row.bulletin.code, row.title, row.issuer, at) for at, row in said if row and at]


def next_end() -> datetime | None:
    """Return when the next bulletin that holds now ends by the clock alone, if one does."""
    holding = Bulletin.objects.filter(state__in=[State.SENT, State.CORRECTED], valid_until__gt=clock.now())
    found: datetime | None = holding.aggregate(end=Min("valid_until"))["end"]
    return found


def _status(payload: dict[str, Any], done: dict[str, str]) -> Status:
    last = done.get(payload["code"])
    if last:
        return REPLACED[Relation(last)]
    return EXPIRED if is_over(payload) else VALID
