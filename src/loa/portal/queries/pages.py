"""What stands at the address of a bulletin: the versions of its web page, or what was issued where it has none.

The address is printed on every sheet and card, whatever channels were chosen; exercises never have one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loa.bulletins.models import Bulletin, Correction, Issued
from loa.bulletins.queries import corrections, find_by_code, find_wording, issued_of
from loa.bulletins.rules.forms import to_html
from loa.kinds.website.models import Page, PageVersion
from loa.lib import clock
from loa.units.queries import area_names


@dataclass(frozen=True)
class Version:
    """What is said from one moment on; `payload` in the shape that web pages are published in."""

    number: int
    title: str
    published_at: datetime
    payload: dict[str, Any]


@dataclass(frozen=True)
class Newer:
    """What corrects, withdraws or supersedes a bulletin, from the log that cannot be deleted."""

    relation: str
    code: str
    title: str
    reason: str
    at: datetime


def version_of(row: PageVersion) -> Version:
    """Return a version of a web page."""
    return Version(row.number, row.title, row.published_at, row.payload)


def issued_version(code: str, language: str) -> Version | None:
    """Return what was issued under a code, in the language or the bulletin's first one; None where nothing was."""
    bulletin = find_by_code(code)
    said = find_wording(bulletin, language) if bulletin else None
    if bulletin is None or said is None or bulletin.sent_at is None:
        return None
    return Version(1, said.title, bulletin.sent_at, _payload(bulletin, said))


def languages_of(code: str) -> list[str]:
    """Return the languages in which a bulletin can be read at its address."""
    pages = set(Page.objects.filter(code=code, mode="live").values_list("language", flat=True))
    bulletin = find_by_code(code)
    said = (
        set(issued_of(bulletin).filter(is_core=True).values_list("language", flat=True))
        if bulletin
        else set()
    )
    return sorted(pages | said, key=lambda language: (language != "vi", language))


def newer_than(code: str) -> list[Newer]:
    """Return what was done to a bulletin, the latest first."""
    return [_newer(row) for row in corrections().filter(original__code=code)]


def last_done(codes: list[str]) -> dict[str, str]:
    """Return by code what was last done to each of these bulletins, in one query."""
    rows = corrections().filter(original__code__in=codes).order_by("at", "pk")
    return dict(rows.values_list("original__code", "kind"))


def is_over(payload: dict[str, Any]) -> bool:
    """Say whether the end that a text names has passed."""
    until: str = payload.get("valid_until") or ""
    return bool(until) and datetime.fromisoformat(until) <= clock.now()


def _newer(row: Correction) -> Newer:
    return Newer(row.kind, row.bulletin.code, row.new_title, row.reason, row.at)


def _payload(bulletin: Bulletin, said: Issued) -> dict[str, Any]:
    places = area_names(bulletin.areas.values_list("pk", flat=True))
    return {
        "title": said.title,
        "text": said.text,
        "html": to_html(said.text),
        "issuer": said.issuer,
        "approver": said.approver,
        "source": bulletin.source,
        "code": bulletin.code,
        "language": said.language,
        "areas": [places[pk] for pk in sorted(places)],
        "valid_until": bulletin.valid_until.isoformat() if bulletin.valid_until else "",
        "relation": bulletin.relation,
        "corrects": bulletin.replaces.code if bulletin.replaces else "",
        "extra": {"reason": bulletin.reason, **_files(bulletin)},
    }


def _files(bulletin: Bulletin) -> dict[str, Any]:
    return {
        "pictures": [
            {"file": str(p.file_id), "alt": p.alt_text, "source": p.source, "licence": p.licence}
            for p in bulletin.pictures.all()
        ],
        "attachments": [
            {"file": str(a.file_id), "title": a.title, "size": a.file.size}
            for a in bulletin.attachments.select_related("file")
        ],
    }
