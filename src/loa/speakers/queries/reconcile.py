"""What was ordered beside what sounded: sums by body, cluster or airing, the rows behind each sum, files of any length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from loa.lib.clock import HANOI
from loa.lib.tables import csv_lines, stream_xlsx
from loa.speakers.models import Airing, Cluster, Play, Proof
from loa.speakers.queries import visible
from loa.speakers.rules import proving
from loa.speakers.rules.foreign import SAID_SOUNDED
from loa.speakers.rules.reconcile import COLUMNS, SOUNDED, Sums
from loa.speakers.rules.words import PlayState, why_text
from loa.speakers.status import told_text
from loa.units.access import Who
from loa.units.lists import body_name_of
from loa.units.models import Body
from loa.web.formats import clock_text, day_text, moment_text

LINES = 50  # on one page
AT_ONCE = 2000
LATE = Q(state__in=SOUNDED, late_ms__gt=proving.LATE_AFTER_MS)
_TOLD = Q(told__in=SAID_SOUNDED)
NARROWED: Mapping[str, Q] = {word: Q(state__in=states) for word, states in COLUMNS.items()} | {
    "unknown": Q(state=PlayState.UNKNOWN) & ~_TOLD,
    "told": Q(state=PlayState.UNKNOWN) & _TOLD,
    "late": LATE,
}
"""What a sum narrows plays to, by its word in the address."""
_COUNTS: Mapping[str, Count] = {"ordered": Count("pk")} | {
    word: Count("pk", filter=meant) for word, meant in NARROWED.items()
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plays: of which days, of which body, summed by what."""

    since: date
    until: date  # included
    body: Body | None = None
    by: str = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """One body, cluster or airing with its sums."""

    id: int
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One page of sums under the sums of all, and why plays did not sound."""

    sums: Sums
    reasons: Sequence[tuple[str, str, int]]  # word, in words, how many
    lines: Sequence[Line]
    page: Page[Any]


def plays_of(actor: Who, wanted: Wanted) -> QuerySet[Play]:
    """Return the plays in reach whose promised moment lies in the days."""
    first = datetime.combine(wanted.since, time.min, HANOI)
    end = datetime.combine(wanted.until + timedelta(days=1), time.min, HANOI)
    plays = visible.plays(actor).filter(moment__gte=first, moment__lt=end)
    return plays.filter(body=wanted.body) if wanted.body else plays


def reconcile(actor: Who, wanted: Wanted, page: str = "") -> Reconciliation:
    """Return the sums; as many queries whatever their number."""
    plays = plays_of(actor, wanted)
    sums = Sums(**plays.aggregate(**_COUNTS))
    why = plays.filter(NARROWED["not_played"]).values("why").annotate(n=Count("pk")).order_by("-n", "why")
    reasons = [(row["why"], why_text(row["why"]) or _("không ghi lý do"), row["n"]) for row in why]
    key = {"cluster": "cluster_id", "airing": "airing_id"}.get(wanted.by, "body_id")
    rows = plays.values(key).annotate(**_COUNTS).order_by("-unknown", "-not_played", "-ordered", key)
    shown = Paginator(rows, LINES).get_page(page)
    found = list(shown.object_list)
    names = _names(wanted.by, [row[key] for row in found])
    lines = [Line(row[key], names[row[key]], Sums(**{word: row[word] for word in _COUNTS})) for row in found]
    return Reconciliation(sums, reasons, lines, shown)


def _names(by: str, ids: list[int]) -> dict[int, str]:
    if by == "cluster":
        clusters = Cluster.objects.filter(pk__in=ids).values_list("pk", "code", "place")
        return {key: f"{code}, {place}" for key, code, place in clusters}
    if by == "airing":
        airings = Airing.objects.filter(pk__in=ids)
        return {each.pk: f"{clock_text(each.starts_at)} {each.title}" for each in airings}
    return dict(Body.objects.filter(pk__in=ids).annotate(name=body_name_of("pk")).values_list("pk", "name"))


def narrowed(plays: QuerySet[Play], given: Mapping[str, str]) -> QuerySet[Play]:
    """Return the plays of the cluster or airing that an address names; a value that is no number narrows nothing."""
    named = {name: given.get(name, "") for name in ("cluster", "airing")}
    return plays.filter(
        **{
            name: int(value)
            for name, value in named.items()
            if value.isascii() and value.isdigit() and len(value) < 19
        }
    )


def rows_of(plays: QuerySet[Play]) -> QuerySet[Play]:
    """Return plays with what their lists show."""
    return plays.select_related("airing", "cluster").annotate(body_name=body_name_of("body"))


def proofs_visible_to(actor: Who) -> QuerySet[Proof]:
    """Return the proofs of clusters in reach."""
    seen = Proof.objects.filter(cluster__in=visible.clusters(actor))
    return seen.select_related("play__airing", "device", "cluster")


def proofs_of(cluster: Cluster) -> QuerySet[Proof]:
    """Return everything that the devices of a cluster proved, the newest first; what nobody ordered, too."""
    return cluster.proofs.select_related("play__airing", "device", "cluster").order_by("-started_at", "-pk")


# -- files ---------------------------------------------------------------------------------------------------


def heads() -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Ngày"),
        _("Giờ hẹn"),
        _("Cụm loa"),
        _("Địa điểm"),
        _("Cơ quan quản lý"),
        _("Nội dung"),
        _("Mã bản tin"),
        _("Kết quả"),
        _("Lý do"),
        _("Bắt đầu"),
        _("Kết thúc"),
        _("Nghe được (giây)"),
        _("Chậm (giây)"),
        _("Âm lượng"),
    ]


def as_csv(plays: QuerySet[Play], last_line: str) -> Iterator[bytes]:
    """Yield a CSV of the plays, then one line on who took it when; memory stays the same for any number."""
    return csv_lines(heads(), _texts(plays), last_line)


def as_xlsx(plays: QuerySet[Play], title: str) -> Iterator[bytes]:
    """Yield an .xlsx of the plays under a line on who took it when."""
    return stream_xlsx(heads(), _texts(plays), title=title, sheet=_("Đối soát phát thanh"))


_FIELDS = (
    "moment",
    "cluster__code",
    "cluster__place",
    "body_name",
    "airing__title",
    "airing__code",
    "state",
    "why",
    "told",
    "started_at",
    "ended_at",
    "heard_ms",
    "late_ms",
    "volume",
)


def _texts(plays: QuerySet[Play]) -> Iterator[Sequence[str]]:
    rows = rows_of(plays).order_by("moment", "cluster__code").values_list(*_FIELDS)
    for moment, code, place, body, title, bulletin, state, why, told, *sounded in rows.iterator(AT_ONCE):
        day = day_text(moment.astimezone(HANOI).date())
        outcome = str(PlayState(state).label)
        yield [
            day,
            clock_text(moment),
            code,
            place,
            body or "",
            title,
            bulletin,
            outcome,
            why_text(why) or told_text(state, told),
            *_sounded(*sounded),
        ]


def _sounded(
    start: datetime | None, end: datetime | None, heard_ms: int, late_ms: int, volume: int | None
) -> list[str]:
    return [
        moment_text(start) if start else "",
        moment_text(end) if end else "",
        str(round(heard_ms / 1000)),
        str(round(late_ms / 1000)) if start else "",
        "" if volume is None else str(volume),
    ]
