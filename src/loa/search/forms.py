"""What is asked, kept in the address so that a page of results can be shared; and a group of wordings."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from loa.search.models import Synonym
from loa.search.queries import Question
from loa.web.fields import DayField
from loa.web.forms import Form

CHOSEN = ("kind", "source", "topic", "year")
_LONGEST = 200
_MOST_PAGES = 100


class QuestionForm(Form):
    """The box and what stands below it; what does not fit is left out of the question and said beside the field."""

    q = forms.CharField(label=_("Từ cần tìm"), required=False, max_length=_LONGEST)
    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến hết ngày"), required=False)
    area = forms.CharField(label=_("Địa bàn"), required=False, max_length=120)
    newest = forms.BooleanField(label=_("Mới nhất trước"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối phải sau ngày đầu. Hãy chọn lại."))
        return given

    def question(self, address: QueryDict) -> Question:
        """Return what is asked."""
        given = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        page = address.get("page", "1")
        return Question(
            typed=given.get("q", ""),
            chosen={name: value[:160] for name in CHOSEN if (value := address.get(name, ""))},
            area=given.get("area", ""),
            since=given.get("since"),
            until=given.get("until"),
            newest=bool(given.get("newest")),
            page=min(int(page), _MOST_PAGES) if page.isdecimal() and len(page) < 5 and int(page) else 1,
        )


def address_of(question: Question, **changes: str) -> str:
    """Return the address of a question with some of its parts changed; an empty one is left out."""
    given = {
        "q": question.typed,
        **question.chosen,
        "area": question.area,
        "since": question.since.isoformat() if question.since else "",
        "until": question.until.isoformat() if question.until else "",
        "newest": "on" if question.newest else "",
    } | changes
    return "/search/?" + urlencode({name: value for name, value in given.items() if value})


class SynonymForm(Form):
    """One group of wordings, a line each."""

    typed = forms.CharField(
        label=_("Các cách viết, mỗi cách một dòng"),
        help_text=_(
            "Tìm một cách viết sẽ thấy cả các cách còn lại. Chỉ ghi một dòng nếu đó là từ ghép: các chữ phải đứng liền nhau."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=1200,
    )

    def __init__(self, *args: Any, synonym: Synonym | None = None, **kwargs: Any) -> None:
        if synonym is not None:
            kwargs["initial"] = {"typed": "\n".join(synonym.wordings)}
        super().__init__(*args, **kwargs)
