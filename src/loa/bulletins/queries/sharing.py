"""What a person takes along by hand: the text for a chat group, and what sheets and cards say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loa.bulletins.errors import NoLongerInForce, NotOut
from loa.bulletins.models import Bulletin, GroupShare, Issued, Release
from loa.bulletins.queries.issued import find_wording
from loa.bulletins.queries.outgoing import url_of
from loa.bulletins.rules import sharing as rules
from loa.bulletins.rules.forms import chat_text, cut, with_mark
from loa.bulletins.rules.release import mark_needed
from loa.bulletins.rules.words import Mode, Priority, Relation, State
from loa.bulletins.sheets import Picture, Sheet
from loa.files.queries import open_file
from loa.lib import clock
from loa.units.models import Body, BodyVersion, DocumentForm
from loa.units.queries import area_names, area_version, body_name, body_names, body_version, superiors
from loa.units.rules import signing_titles

CARD_LONGEST = 420
_LAST_PADDED_MONTH = 2  # Decree 30/2020/NĐ-CP, annex I: days under 10 and months 1 and 2 get a zero


@dataclass(frozen=True, slots=True)
class SharePage:
    """What the screen for passing on by hand shows: the text, or why there is none and what stands in its place."""

    language: str
    text: str
    newer: Bulletin | None
    shares: Sequence[tuple[str, GroupShare]]


def take_out(bulletin: Bulletin) -> Bulletin:
    """Return a bulletin that may be printed, drawn or copied: out and in force.

    Raises:
        NotOut: when it was not sent.
        NoLongerInForce: when it was corrected, withdrawn, superseded, or has ended.

    """
    if not rules.is_out(State(bulletin.state)):
        raise NotOut
    if not _is_in_force(bulletin):
        raise NoLongerInForce
    return bulletin


def share_page(bulletin: Bulletin, language: str, body: Body) -> SharePage:
    """Return the screen for passing on by hand; of what no longer holds only where the newest form is.

    Raises:
        NotOut: when it was not sent.

    """
    if not rules.is_out(State(bulletin.state)):
        raise NotOut
    newer = bulletin.corrections.select_related("bulletin").first()
    text = chat_text_of(bulletin, language, body) if _is_in_force(bulletin) else ""
    rows = list(GroupShare.objects.filter(bulletin=bulletin).select_related("person"))
    names = body_names({row.body_id for row in rows})
    shares = [(names.get(row.body_id, ""), row) for row in rows]
    return SharePage(language, text, newer.bulletin if newer else None, shares)


def _is_in_force(bulletin: Bulletin) -> bool:
    return rules.is_in_force(State(bulletin.state), bulletin.valid_until, clock.now(), bulletin.embargo_until)


def chat_text_of(bulletin: Bulletin, language: str = "vi", body: Body | None = None) -> str:
    """Return the text to paste into a chat group: at most 2,000 characters, with issuer, approver, code and link.

    `body` is whose wording is meant: a ward passes on its own, where it was released.
    """
    said = wording_for(bulletin, language, body)
    with translation.override(said.language):
        return chat_text(
            title=with_mark(mark_needed(Mode(bulletin.mode)), said.title),
            text=said.text,
            issuer=said.issuer,
            approver=_("Người duyệt: %(approver)s") % {"approver": said.approver},
            source=_("Nguồn: %(source)s") % {"source": bulletin.source},
            code=bulletin.code,
            url=url_of(bulletin.code),
            verify_word=_("Mã bản tin"),
        )


def sheet_of(bulletin: Bulletin, language: str = "vi", body: Body | None = None) -> Sheet:
    """Return what the notice sheet and the cards of a bulletin say, in the look of the body whose wording it is."""
    said = wording_for(bulletin, language, body)
    version = body_version(said.body_id)
    mark = mark_needed(Mode(bulletin.mode))
    text = said.text.removeprefix(mark).strip()
    with translation.override(said.language):
        return Sheet(
            title=said.title.removeprefix(mark).strip(),
            text=text,
            summary=cut(text, CARD_LONGEST),
            form=version.form if version else DocumentForm.STATE,
            superior=body_name(version.superior_id) if version and version.superior_id else "",
            head=body_name(said.body_id),
            issuer=said.issuer,
            approver=said.approver,
            signer=_signer(said.release),
            source=bulletin.source,
            code=bulletin.code,
            url=url_of(bulletin.code),
            language=said.language,
            dated=_dated(bulletin, version),
            until=_moment(bulletin),
            kind=_heading(bulletin),
            theirs=said.issuer if said.body_id != bulletin.body_id else "",
            mark=mark,
            urgent=bulletin.priority == Priority.EMERGENCY,
            words=_labels(),
            picture=_picture(bulletin),
        )


def _signer(given: Release) -> str:
    """Return titles and name under a notice as on paper, in lines: by delegation with "TM.", "TL." or "TUQ."."""
    post, lent = given.approver_post, given.on_behalf_of
    titles = signing_titles(
        post.title,
        kind=lent.kind if lent else None,
        giver_title=lent.giver.title if lent else "",
        is_acting_deputy=post.is_acting_deputy,
    )
    return "\n".join([*titles, given.approver.full_name])


def wording_for(bulletin: Bulletin, language: str, body: Body | None) -> Issued:
    """Return the released wording that a body passes on: its own, its superiors', else the core message.

    Raises:
        NotOut: when nothing was released.

    """
    bodies = [body.pk, *(above.pk for above in superiors(body))] if body else []
    found = find_wording(bulletin, language, bodies)
    if found is None:
        raise NotOut
    return found


def _labels() -> dict[str, str]:
    return {
        "code": _("Mã bản tin"),
        "check": _("Kiểm tra tại"),
        "source": _("Nguồn"),
        "approver": _("Người duyệt"),
        "until": _("Có hiệu lực đến"),
        "scan": _("Quét để kiểm tra"),
    }


def _picture(bulletin: Bulletin) -> Picture | None:
    first = bulletin.pictures.select_related("file").first()
    if first is None:
        return None
    return Picture(open_file(first.file), first.alt_text, _("Ảnh: %(source)s") % {"source": first.source})


def lines_beside(rows: Sequence[Issued]) -> dict[int, list[str]]:
    """Return what channels and paper print beside each wording: issuer, approver, source, areas, heading, dates."""
    areas = {row.pk: [area.pk for area in row.bulletin.areas.all()] for row in rows}
    names = area_names({pk for found in areas.values() for pk in found})
    return {row.pk: [*_lines_of(row), *(names.get(pk, "") for pk in areas[row.pk])] for row in rows}


def _lines_of(row: Issued) -> list[str]:
    with translation.override(row.language):
        day = _("Ngày %(day)s tháng %(month)s năm %(year)s") % _day(row.bulletin)
        dates = [_heading(row.bulletin), day, _moment(row.bulletin)]
    return [row.issuer, row.approver, row.bulletin.source, *dates]


def _day(bulletin: Bulletin) -> dict[str, object]:
    day = timezone.localtime(bulletin.sent_at or clock.now(), clock.HANOI)
    month = f"{day:%m}" if day.month <= _LAST_PADDED_MONTH else day.month
    return {"day": f"{day:%d}", "month": month, "year": day.year}


def _dated(bulletin: Bulletin, version: BodyVersion | None) -> str:
    seat = area_version(version.seat_area_id) if version else None
    if seat is None:
        return _("Ngày %(day)s tháng %(month)s năm %(year)s") % _day(bulletin)
    return _("%(place)s, ngày %(day)s tháng %(month)s năm %(year)s") % {"place": seat.name, **_day(bulletin)}


def _moment(bulletin: Bulletin) -> str:
    if bulletin.valid_until is None:
        return ""
    return date_format(timezone.localtime(bulletin.valid_until, clock.HANOI), "H:i d/m/Y")


def _heading(bulletin: Bulletin) -> str:
    if bulletin.relation == Relation.CORRECTION:
        return _("ĐÍNH CHÍNH")
    if bulletin.relation == Relation.WITHDRAWAL:
        return _("THÔNG BÁO THU HỒI")
    return _("THÔNG BÁO KHẨN") if bulletin.priority == Priority.EMERGENCY else _("THÔNG BÁO")
