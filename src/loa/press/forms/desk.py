"""The forms of the newsroom: narrowing stories and items, asking for counts, deciding about groups and signals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.press.models import Item, Publisher, Source, Story
from loa.press.queries import newsroom
from loa.press.queries.choices import area_choices, codes_under, publishers, sources, topic_choices
from loa.press.queries.counting import ORIGINAL, REPRINT
from loa.press.queries.story import living
from loa.press.rules.days import FIRST_DAY, LAST_DAY, SEARCHED_DAYS, first_moment
from loa.press.rules.questions import Grouping, Question
from loa.press.rules.words import SignalState
from loa.units.queries import topics
from loa.web import formats
from loa.web.fields import DayField, MomentField, NamedChoice, NamedChoices, Picks, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

ANY = [("", _("Tất cả"))]
REASON = _("Lý do")
OUT_OF_RANGE = _("Chọn một ngày từ năm 1990 đến năm 2100.")


class PressDay(DayField):
    """A day on which something may have been published."""

    default_validators = [
        MinValueValidator(FIRST_DAY, OUT_OF_RANGE),
        MaxValueValidator(LAST_DAY, OUT_OF_RANGE),
    ]


class CutOff(MomentField):
    """Until when items were taken in that count; it stands in addresses alone, to the microsecond."""

    default_validators = [
        MinValueValidator(first_moment(FIRST_DAY), OUT_OF_RANGE),
        MaxValueValidator(first_moment(LAST_DAY), OUT_OF_RANGE),
    ]

    def __init__(self) -> None:
        super().__init__(label=_("Tin thu nhận đến"), required=False, widget=forms.HiddenInput)


class StoryFilter(FilterForm):
    """What the stories of a day are narrowed by; the day itself is read by the view."""

    day = PressDay(label=_("Ngày"))
    topic = forms.ChoiceField(label=_("Chủ đề"), choices=ANY)
    area = forms.ChoiceField(label=_("Địa bàn"), choices=ANY)
    publisher = NamedChoice(label=_("Cơ quan báo chí"), empty_label=_("Tất cả"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = [*ANY, *topic_choices()]  # type: ignore[attr-defined]
        self.fields["area"].choices = [*ANY, *area_choices()]  # type: ignore[attr-defined]
        choose_from(self.fields["publisher"], publishers())

    def filter_day(self, rows: QuerySet[Story], value: date) -> QuerySet[Story]:
        """Narrow nothing: the rows were fetched for the day."""
        del value
        return rows

    def filter_topic(self, rows: QuerySet[Story], value: str) -> QuerySet[Story]:
        """Keep one topic."""
        return newsroom.of_topic(rows, value)

    def filter_area(self, rows: QuerySet[Story], value: str) -> QuerySet[Story]:
        """Keep one area with all below it."""
        return newsroom.of_areas(rows, codes_under([value]))

    def filter_publisher(self, rows: QuerySet[Story], value: Publisher) -> QuerySet[Story]:
        """Keep one publisher."""
        return newsroom.of_publisher(rows, value.pk)


class ItemFilter(FilterForm):
    """What items are narrowed by; the same words as a question of counts has in its address."""

    since = PressDay(label=_("Từ ngày"))
    until = PressDay(label=_("Đến hết ngày"))
    topic = forms.MultipleChoiceField(label=_("Chủ đề"), widget=Picks)
    area = forms.MultipleChoiceField(label=_("Địa bàn"), widget=Picks)
    publisher = NamedChoices(label=_("Cơ quan báo chí"), widget=Picks)
    source = NamedChoices(label=_("Nguồn"), widget=Picks)
    story = forms.IntegerField(label=_("Chùm tin"), widget=forms.HiddenInput, min_value=1, max_value=2**62)
    originals = forms.BooleanField(label=_("Không kể tin đăng lại"))
    reprints = forms.BooleanField(label=_("Chỉ tin đăng lại"))
    no_topic = forms.BooleanField(label=_("Chưa rõ chủ đề"), widget=forms.HiddenInput)
    exact_area = forms.BooleanField(label=_("Đúng địa bàn này"), widget=forms.HiddenInput)
    taken_until = CutOff()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]
        self.fields["area"].choices = area_choices()  # type: ignore[attr-defined]
        choose_from(self.fields["publisher"], publishers())
        choose_from(self.fields["source"], sources())

    def filter_since(self, rows: QuerySet[Item], value: date) -> QuerySet[Item]:
        """Keep what was published on a day or later."""
        return rows.filter(published_at__gte=first_moment(value))

    def filter_until(self, rows: QuerySet[Item], value: date) -> QuerySet[Item]:
        """Keep what was published until the end of a day."""
        return rows.filter(published_at__lt=first_moment(value + timedelta(days=1)))

    def filter_topic(self, rows: QuerySet[Item], value: list[str]) -> QuerySet[Item]:
        """Keep what is of one of the topics."""
        return rows.filter(topics__overlap=value)

    def filter_area(self, rows: QuerySet[Item], value: list[str]) -> QuerySet[Item]:
        """Keep what names one of the areas, or what lies below one."""
        codes = value if self.cleaned_data.get("exact_area") else codes_under(value)
        return rows.filter(areas__overlap=codes)

    def filter_publisher(self, rows: QuerySet[Item], value: QuerySet[Publisher]) -> QuerySet[Item]:
        """Keep what one of the publishers published."""
        return rows.filter(publisher__in=value)

    def filter_source(self, rows: QuerySet[Item], value: QuerySet[Source]) -> QuerySet[Item]:
        """Keep what one of the sources brought."""
        return rows.filter(source__in=value)

    def filter_taken_until(self, rows: QuerySet[Item], value: datetime) -> QuerySet[Item]:
        """Keep what was taken in until a moment."""
        return rows.filter(taken_at__lte=value)

    def filter_story(self, rows: QuerySet[Item], value: int) -> QuerySet[Item]:
        """Keep one story; a number that a merge emptied means the story that it led to."""
        return rows.filter(story__in=living(Story.objects.filter(pk=value)).values())

    def filter_originals(self, rows: QuerySet[Item], value: bool) -> QuerySet[Item]:
        """Leave reprints out."""
        return rows.filter(ORIGINAL) if value else rows

    def filter_reprints(self, rows: QuerySet[Item], value: bool) -> QuerySet[Item]:
        """Keep reprints alone."""
        return rows.filter(REPRINT) if value else rows

    def searched_since(self) -> date | None:
        """Return from what day on words alone are looked for; None where the rows are few or the day was chosen."""
        self.is_valid()
        given = self.cleaned_data
        if given.get("since") or given.get("story"):
            return None
        return (given.get("until") or clock.today()) - timedelta(days=SEARCHED_DAYS - 1)

    @property
    def cut_off(self) -> datetime | None:
        """Return until when items were taken in that are shown; None for all."""
        self.is_valid()
        return self.cleaned_data.get("taken_until")

    def filter_no_topic(self, rows: QuerySet[Item], value: bool) -> QuerySet[Item]:
        """Keep what has no topic."""
        return rows.filter(topics=[]) if value else rows

    def filter_exact_area(self, rows: QuerySet[Item], value: bool) -> QuerySet[Item]:
        """Narrow nothing: `filter_area` looks at it."""
        del value
        return rows

    def _label(self, name: str, value: object) -> str:
        if name in {"publisher", "source"}:
            return ", ".join(str(one) for one in value)  # type: ignore[attr-defined]  # rows of a table
        if isinstance(value, datetime):
            return formats.moment_text(value)
        if isinstance(value, list):
            return ", ".join(super(ItemFilter, self)._label(name, one) for one in value)
        if name == "story":
            return ", ".join(map(str, living(Story.objects.filter(pk=str(value))).values()))
        return "✓" if value is True else super()._label(name, value)


class CountForm(Form):
    """A question of counts, as it stands in the address, and by what it is told in parts."""

    since = PressDay(label=_("Từ ngày"))
    until = PressDay(label=_("Đến hết ngày"), required=False, help_text=_("Để trống: đến nay."))
    topic = forms.MultipleChoiceField(label=_("Chủ đề"), required=False, widget=Picks)
    area = forms.MultipleChoiceField(label=_("Địa bàn"), required=False, widget=Picks)
    publisher = NamedChoices(label=_("Cơ quan báo chí"), required=False, widget=Picks)
    source = NamedChoices(label=_("Nguồn"), required=False, widget=Picks)
    by = forms.ChoiceField(label=_("Chia theo"), choices=Grouping.choices, required=False)
    originals = forms.BooleanField(label=_("Không kể tin đăng lại"), required=False)
    taken_until = CutOff()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topic_choices()  # type: ignore[attr-defined]
        self.fields["area"].choices = area_choices()  # type: ignore[attr-defined]
        choose_from(self.fields["publisher"], publishers())
        choose_from(self.fields["source"], sources())

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Ngày cuối đang trước ngày đầu. Hãy sửa một trong hai ngày."))
        return data

    @property
    def question(self) -> Question:
        """Return the question asked; the last 28 days where nothing fits."""
        if not self.is_bound or not self.is_valid():
            return Question(since=clock.today() - timedelta(days=27))
        data = self.cleaned_data
        return Question(
            since=data["since"],
            until=data["until"],
            topics=tuple(data["topic"]),
            areas=tuple(data["area"]),
            publishers=tuple(publisher.pk for publisher in data["publisher"]),
            sources=tuple(source.pk for source in data["source"]),
            originals=data["originals"],
            taken_until=data["taken_until"],
        )

    @property
    def grouping(self) -> Grouping:
        """Return by what the number is told in parts."""
        wanted = self.data.get("by", "") if self.is_bound else ""
        return Grouping(wanted) if wanted in Grouping.values else Grouping.DAY


class SaveForm(Form):
    """A name for a question."""

    name = forms.CharField(
        label=_("Tên để lưu"),
        max_length=160,
        help_text=_("Ví dụ: “Tin về y tế từ 27/4”. Theo dõi vấn đề, không theo dõi tên người."),
    )


class EditForm(Form):
    """Items of a story, or other stories, and why they are put together or apart."""

    items = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("Tin – bài"))
    others = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("Chùm tin"))
    reason = forms.CharField(label=REASON, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("items", "others"):
            given = self.data.getlist(name) if self.is_bound else []  # type: ignore[attr-defined]
            self.fields[name].choices = [(v, v) for v in given if v.isdecimal() and len(v) < 19]  # type: ignore[attr-defined]


class SettleForm(Form):
    """What a person makes of a signal; that nothing is to be done needs a reason."""

    state = forms.ChoiceField(
        label=_("Xử lý"),
        choices=[(s.value, s.label) for s in (SignalState.TAKEN, SignalState.DISMISSED)],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=REASON, max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask why nothing is to be done."""
        data = super().clean() or self.cleaned_data
        if data.get("state") == SignalState.DISMISSED and not data.get("reason"):
            self.add_error("reason", _("Hãy ghi vì sao không cần xử lý."))
        return data


class DigestForm(Form):
    """The topics of a person's digest."""

    topics = forms.MultipleChoiceField(
        label=_("Chủ đề muốn nhận"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [(topic.code, topic.name) for topic in topics()]  # type: ignore[attr-defined]
