"""Forms of sources, publishers, topic words, lists of sources, items by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.press.models import Publisher, Source, TopicWord
from loa.press.queries import sources as reads
from loa.press.rules.words import Habit, PublisherKind, SourceKind, SourceState
from loa.units.access import Who
from loa.units.lists import areas_to_choose, bodies_to_choose
from loa.units.models import AreaLevel
from loa.units.permissions import Permission
from loa.units.queries import topics
from loa.web.fields import MomentField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

PACES = [(5, _("5 phút")), (15, _("15 phút")), (30, _("30 phút")), (60, _("1 giờ")), (360, _("6 giờ")), (1440, _("1 ngày"))]  # fmt: skip
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh")), ("", _("Khác"))]


class SourceFilter(FilterForm):
    """What the list of sources is narrowed by."""

    standing = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[("", _("Tất cả")), ("odd", _("Cần xem")), *Habit.choices, *SourceState.choices[1:]],
    )
    kind = forms.ChoiceField(label=_("Cách lấy"), choices=[("", _("Tất cả")), *SourceKind.choices])

    def filter_standing(self, rows: QuerySet[Source], value: str) -> QuerySet[Source]:
        """Keep the sources that stand so."""
        if value == "odd":
            return rows.filter(reads.odd())
        if value in SourceState.values:
            return rows.filter(state=value)
        return rows.filter(state=SourceState.READ, habit=value)


class WordFilter(FilterForm):
    """What the list of wordings is narrowed by."""

    topic = forms.ChoiceField(label=_("Chủ đề"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(topic.code, topic.name) for topic in topics()]
        self.fields["topic"].choices = [("", _("Tất cả")), *names]  # type: ignore[attr-defined]

    def filter_topic(self, rows: QuerySet[TopicWord], value: str) -> QuerySet[TopicWord]:
        """Keep the wordings of a topic."""
        return rows.filter(topic__code=value)


class SourceForm(Form):
    """A source: whose it is, where it lies, how it is read."""

    publisher = NamedChoice(label=_("Cơ quan báo chí"))
    name = forms.CharField(label=_("Tên nguồn"), help_text=_("Ví dụ “Thời sự”, “Trang chủ”."), max_length=160)
    url = forms.CharField(
        label=_("Địa chỉ"),
        help_text=_(
            "Địa chỉ RSS, Atom, JSON Feed hoặc sơ đồ trang (sitemap). Để trống nếu nhập bằng tệp hoặc nhập tay."
        ),
        max_length=1000,
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    every_minutes = forms.TypedChoiceField(label=_("Lấy tin mỗi"), choices=PACES, coerce=int, initial=15)
    pages = forms.BooleanField(
        label=_("Đọc toàn văn từ trang của từng tin"),
        help_text=_("Cần cho sơ đồ trang (sitemap); tốn thêm một lượt gọi mỗi tin."),
        required=False,
    )
    topics = NamedChoices(
        label=_("Chủ đề của mọi tin từ nguồn này"),
        help_text=_("Chỉ chọn khi cả nguồn nói về một chủ đề."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["publisher"], reads.publishers_to_choose())
        choose_from(self.fields["topics"], topics())


class NewSourceForm(SourceForm):
    """The same, with who looks after it and how items come in; these never change."""

    body = NamedChoice(label=_("Cơ quan theo dõi"))
    kind = forms.ChoiceField(label=_("Cách lấy"), choices=SourceKind.choices)
    field_order = ("body", "publisher", "kind")

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.PRESS_SOURCES))


class PublisherForm(Form):
    """A publisher: what it is called, what it is, where."""

    name = forms.CharField(
        label=_("Tên cơ quan báo chí"),
        help_text=_("Tên báo, đài, trang; không ghi tên người."),
        max_length=160,
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=PublisherKind.choices)
    area = NamedChoice(
        label=_("Địa bàn"),
        help_text=_("Chỉ với báo, đài, trang của địa phương."),
        required=False,
        empty_label=_("– Cả nước –"),
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.CITY, AreaLevel.COMMUNE)
        choose_from(self.fields["area"], areas_to_choose(actor, Permission.PRESS_SOURCES, levels))


class NewPublisherForm(PublisherForm):
    """The same, with its domains."""

    domains = forms.CharField(
        label=_("Tên miền"),
        help_text=_(
            "Ví dụ bao.vn; nhiều tên miền cách nhau bằng dấu cách. Tin từ tên miền này là của cơ quan này."
        ),
        max_length=1000,
        required=False,
    )


class MergeForm(Form):
    """Which publisher another one is in truth, and how that is known."""

    kept = NamedChoice(
        label=_("Gộp vào"), help_text=_("Cơ quan này giữ lại; tên đang xem thành một tên khác của nó.")
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)

    def __init__(self, *args: Any, publisher: Publisher, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["kept"], reads.publishers_to_choose().exclude(pk=publisher.pk))


class NameForm(Form):
    """A domain or another name of a publisher."""

    value = forms.CharField(label=_("Tên miền hoặc tên khác"), max_length=200)
    is_domain = forms.TypedChoiceField(
        label=_("Là"),
        choices=[("yes", _("tên miền")), ("no", _("tên khác"))],
        coerce=lambda chosen: chosen == "yes",
    )


class WordForm(Form):
    """A wording that names a topic."""

    topic = NamedChoice(label=_("Chủ đề"))
    value = forms.CharField(
        label=_("Từ khóa"),
        help_text=_("Từ chỉ vấn đề, có dấu, ví dụ “xe buýt”. Không được là tên người."),
        max_length=80,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["topic"], topics())


class OutlinesForm(Form):
    """A list of sources in a file."""

    body = NamedChoice(label=_("Cơ quan theo dõi"))
    file = forms.FileField(label=_("Tệp OPML"), help_text=_("Tối đa 4 MB, xuất từ phần mềm đọc tin khác."))

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.PRESS_SOURCES))


class ClipForm(Form):
    """An item that a person enters: from print, broadcast, or a page without a feed."""

    source = NamedChoice(
        label=_("Nguồn nhập tay"), help_text=_("Chưa có? Hãy thêm một nguồn với cách lấy “nhập tay”.")
    )
    publisher = NamedChoice(label=_("Cơ quan báo chí"))
    title = forms.CharField(label=_("Tiêu đề"), max_length=500)
    published_at = MomentField(label=_("Đăng, phát lúc"), initial=clock.now)
    url = forms.URLField(label=_("Địa chỉ trang"), required=False, max_length=1000, assume_scheme="https")
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Không ghi tên phóng viên; dòng ký tên được cắt tự động."),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES, required=False)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["source"], reads.hand_sources(actor))
        choose_from(self.fields["publisher"], reads.publishers_to_choose())
