"""What a person takes along by hand: the text for a chat group, and what sheets and cards say."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from loa.bulletins.models import Bulletin, Release, Text
from loa.bulletins.queries.desk import current_release
from loa.bulletins.queries.outgoing import url_of
from loa.bulletins.queries.texts import current_texts
from loa.bulletins.rules.forms import chat_text, cut, with_mark
from loa.bulletins.rules.release import mark_needed
from loa.bulletins.rules.words import Mode, Priority, Relation
from loa.bulletins.sheets import Sheet
from loa.lib import clock
from loa.units.queries import body_name
from loa.units.rules import signing_titles

CARD_LONGEST = 420


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
            signer=_signer(given) if given else "",
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
