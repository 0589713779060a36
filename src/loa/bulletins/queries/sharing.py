"""What a person takes along by hand: the text for a chat group, and what sheets and cards say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loa.bulletins.errors import NoLongerInForce, NotOut
from loa.bulletins.models import Bulletin, GroupShare, Issued, Text
from loa.bulletins.queries.desk import current_release
from loa.bulletins.queries.outgoing import url_of
from loa.bulletins.queries.texts import current_texts
from loa.bulletins.rules import sharing as rules
from loa.bulletins.rules.forms import chat_text, cut, with_mark
from loa.bulletins.rules.release import mark_needed
from loa.bulletins.rules.words import Mode, Priority, Relation, State
from loa.bulletins.sheets import Sheet
from loa.lib import clock
from loa.units.queries import area_names, body_name, body_names

CARD_LONGEST = 420


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


def share_page(bulletin: Bulletin, language: str) -> SharePage:
    """Return the screen for passing on by hand; of what no longer holds only where the newest form is.

    Raises:
        NotOut: when it was not sent.

    """
    if not rules.is_out(State(bulletin.state)):
        raise NotOut
    newer = bulletin.corrections.select_related("bulletin").first()
    text = chat_text_of(bulletin, language) if _is_in_force(bulletin) else ""
    rows = list(GroupShare.objects.filter(bulletin=bulletin).select_related("person"))
    names = body_names({row.body_id for row in rows})
    shares = [(names.get(row.body_id, ""), row) for row in rows]
    return SharePage(language, text, newer.bulletin if newer else None, shares)


def _is_in_force(bulletin: Bulletin) -> bool:
    return rules.is_in_force(State(bulletin.state), bulletin.valid_until, clock.now())


def chat_text_of(bulletin: Bulletin, language: str = "vi") -> str:
    """Return the text to paste into a chat group: at most 2,000 characters, with issuer, code and link."""
    text = _text(bulletin, language)
    with translation.override(text.language):
        return chat_text(
            title=with_mark(mark_needed(Mode(bulletin.mode)), text.title),
            text=text.body,
            issuer=body_name(bulletin.body),
            source=_("Nguồn: %(source)s") % {"source": bulletin.source},
            code=bulletin.code,
            url=url_of(bulletin.code),
            verify_word=_("Mã bản tin"),
        )


def sheet_of(bulletin: Bulletin, language: str = "vi") -> Sheet:
    """Return what the notice sheet and the cards of a bulletin say."""
    text = _text(bulletin, language)
    given = current_release(bulletin)
    with translation.override(text.language):
        return Sheet(
            title=text.title,
            text=text.body,
            summary=cut(text.body, CARD_LONGEST),
            issuer=body_name(bulletin.body),
            signer=f"{given.approver_post.title}\n{given.approver.full_name}" if given else "",
            source=bulletin.source,
            code=bulletin.code,
            url=url_of(bulletin.code),
            language=text.language,
            dated=_day(bulletin),
            until=_moment(bulletin),
            kind=_heading(bulletin),
            mark=mark_needed(Mode(bulletin.mode)),
            urgent=bulletin.priority == Priority.EMERGENCY,
            words={
                "code": _("Mã bản tin"),
                "check": _("Kiểm tra tại"),
                "source": _("Nguồn"),
                "until": _("Có hiệu lực đến"),
            },
        )


def lines_beside(rows: Sequence[Issued]) -> dict[int, list[str]]:
    """Return what channels and paper print beside each wording: issuer, approver, source, areas, heading, dates."""
    areas = {row.pk: [area.pk for area in row.bulletin.areas.all()] for row in rows}
    names = area_names({pk for found in areas.values() for pk in found})
    return {row.pk: [*_lines_of(row), *(names.get(pk, "") for pk in areas[row.pk])] for row in rows}


def _lines_of(row: Issued) -> list[str]:
    with translation.override(row.language):
        dates = [_heading(row.bulletin), _day(row.bulletin), _moment(row.bulletin)]
    return [row.issuer, row.approver, row.bulletin.source, *dates]


def _text(bulletin: Bulletin, language: str) -> Text:
    texts = current_texts(bulletin)
    return texts.get(language) or next(iter(texts.values()))


def _day(bulletin: Bulletin) -> str:
    day = timezone.localtime(bulletin.sent_at or clock.now(), clock.HANOI)
    return _("Ngày %(day)s tháng %(month)s năm %(year)s") % {
        "day": f"{day:%d}",
        "month": day.month,
        "year": day.year,
    }


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
