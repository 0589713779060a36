"""The figures above the register: each says what it counts and opens exactly those rows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from loa.kinds.press import rules
from loa.kinds.press.forms import QuestionFilter
from loa.kinds.press.models import QuestionState
from loa.kinds.press.queries.questions import Tally
from loa.web.formats import number_text, percent_text


@dataclass(frozen=True)
class Figure:
    """One figure with the address of its rows."""

    label: str | Promise
    value: str
    url: str
    note: str = ""


def figures_of(tally: Tally, form: QuestionFilter) -> list[Figure]:
    """Return the figures of the span that the form asks for; the rate and the median stand over all that came in."""
    span = {
        name: form.cleaned_data[name].isoformat()
        for name in ("since", "until")
        if form.cleaned_data.get(name)
    }

    def rows(state: str = "") -> str:
        return "?" + urlencode(span | ({"state": state} if state else {}))

    replied = tally.answered + tally.refused
    share = _("%(n)s trên %(all)s câu hỏi") % {
        "n": number_text(tally.answered),
        "all": number_text(tally.total),
    }
    over = _("trên %(n)s câu đã trả lời hoặc từ chối") % {"n": number_text(replied)}
    median = rules.working_words(tally.median) if tally.median is not None else "–"
    return [
        Figure(
            _("Tỷ lệ trả lời"), percent_text(tally.answered, tally.total), rows(QuestionState.ANSWERED), share
        ),
        Figure(_("Giờ làm việc đến khi trả lời (trung vị)"), median, rows("replied"), over),
        Figure(_("Chờ trả lời"), number_text(tally.waiting), rows(QuestionState.OPEN)),
        Figure(_("Từ chối, có căn cứ"), number_text(tally.refused), rows(QuestionState.REFUSED)),
        Figure(_("Trễ hạn"), number_text(tally.late), rows("late"), _("cả câu đã trả lời muộn")),
    ]
