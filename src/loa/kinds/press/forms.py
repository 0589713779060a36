"""Forms of the room: newsrooms, questions and what the lists are narrowed by."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loa.kinds.press.models import Ground, Newsroom, Question, QuestionState, Reply, Way
from loa.kinds.press.queries import newsrooms, questions
from loa.lib import clock
from loa.lib.clock import HANOI
from loa.units.access import Who
from loa.units.lists import areas_to_choose, bodies_to_choose
from loa.units.models import AreaLevel
from loa.units.permissions import Permission
from loa.units.queries import topics
from loa.web.fields import DayField, MomentField, NamedChoice, NamedChoices, choose_from
from loa.web.forms import Form
from loa.web.lists.filters import FilterForm

MASKED = _("Tên riêng, số điện thoại, địa chỉ của cá nhân được che trước khi lưu.")
_LONG = forms.Textarea(attrs={"rows": 5})


class NewsroomFilter(FilterForm):
    """What the list of newsrooms is narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[("", _("Tất cả")), ("open", _("Đang nhận")), ("stopped", _("Đã ngừng"))],
    )

    def filter_state(self, rows: QuerySet[Newsroom], value: str) -> QuerySet[Newsroom]:
        """Keep those that take releases, or those that stopped."""
        return rows.filter(stopped_at__isnull=value == "open")


class NewsroomForm(Form):
    """Which office takes what, and where."""

    name = forms.CharField(
        label=_("Cơ quan báo chí"),
        help_text=_("Tên cơ quan và ban, ví dụ “Báo Mẫu – ban Xã hội”; không ghi tên phóng viên."),
        max_length=160,
    )
    address = forms.EmailField(
        label=_("Địa chỉ thư của tòa soạn"),
        help_text=_("Hộp thư chung của tòa soạn; được mã hóa khi lưu."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Địa chỉ thư chưa đúng. Hãy nhập dạng toasoan@bao.vn.")},
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=lambda: settings.LANGUAGES)
    topics = NamedChoices(
        label=_("Chủ đề"),
        help_text=_("Không chọn: mọi chủ đề."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = NamedChoices(
        label=_("Địa bàn"),
        help_text=_("Không chọn: mọi địa bàn."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.CITY, AreaLevel.COMMUNE)
        choose_from(self.fields["areas"], areas_to_choose(actor, Permission.AUDIENCE_MANAGE, levels))
        choose_from(self.fields["topics"], topics())


class RegisterForm(NewsroomForm):
    """The same, with the account whose releases it takes; that never changes."""

    account = NamedChoice(
        label=_("Tài khoản kênh"), help_text=_("Tòa soạn nhận thông cáo phát qua tài khoản này.")
    )
    field_order = ("account",)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        choose_from(self.fields["account"], newsrooms.accounts_to_choose(actor))


class ReasonForm(Form):
    """Why sending stops, or what the newsroom asked for."""

    reason = forms.CharField(label=_("Lý do"), max_length=200, help_text=_("Được ghi vào nhật ký."))


class QuestionFilter(FilterForm):
    """What the register is narrowed by."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        choices=[
            ("", _("Tất cả")),
            (QuestionState.OPEN.value, _("Chờ trả lời (cả quá hạn)")),
            ("waiting", _("Chờ trả lời, còn hạn")),
            ("overdue", _("Chờ trả lời, quá hạn")),
            (QuestionState.ANSWERED.value, _("Đã trả lời")),
            (QuestionState.REFUSED.value, _("Từ chối, có căn cứ")),
            ("replied", _("Đã trả lời hoặc từ chối")),
            ("late", _("Trễ hạn (cả đã trả lời muộn)")),
        ],
    )
    way = forms.ChoiceField(label=_("Tiếp nhận qua"), choices=[("", _("Tất cả")), *Way.choices])
    since = DayField(label=_("Tiếp nhận từ ngày"))
    until = DayField(label=_("đến hết ngày"))

    def filter_state(self, rows: QuerySet[Question], value: str) -> QuerySet[Question]:
        """Keep the questions that stand so."""
        if value == "late":
            return rows.filter(questions.late())
        if value == "replied":
            return rows.exclude(state=QuestionState.OPEN)
        if value in {"waiting", "overdue"}:
            waiting = rows.filter(state=QuestionState.OPEN)
            return (
                waiting.filter(questions.late()) if value == "overdue" else waiting.exclude(questions.late())
            )
        return rows.filter(state=value)

    def filter_since(self, rows: QuerySet[Question], value: Any) -> QuerySet[Question]:
        """Keep what came in on the day or later."""
        return rows.filter(received_at__gte=datetime.combine(value, time(), tzinfo=HANOI))

    def filter_until(self, rows: QuerySet[Question], value: Any) -> QuerySet[Question]:
        """Keep what came in on the day or before."""
        return rows.filter(received_at__lt=datetime.combine(value, time(), tzinfo=HANOI) + timedelta(days=1))

    def in_span(self, rows: QuerySet[Question]) -> QuerySet[Question]:
        """Return the rows of the span alone, whatever else is asked for: what the figures count."""
        self.is_valid()
        for name in ("since", "until"):
            if value := self.cleaned_data.get(name):
                rows = getattr(self, f"filter_{name}")(rows, value)
        return rows


class QuestionForm(Form):
    """What a newsroom asked, when and how."""

    body = NamedChoice(label=_("Cơ quan được hỏi"))
    newsroom = forms.CharField(
        label=_("Cơ quan báo chí"),
        help_text=_("Ghi tên cơ quan báo chí; không ghi tên phóng viên."),
        max_length=160,
    )
    way = forms.ChoiceField(label=_("Tiếp nhận qua"), choices=[("", _("– Chọn –")), *Way.choices])
    received_at = MomentField(label=_("Tiếp nhận lúc"), initial=clock.now)
    subject = forms.CharField(
        label=_("Vấn đề"), help_text=_("Một dòng, ví dụ “Tiến độ sửa cầu”."), max_length=200
    )
    text = forms.CharField(label=_("Nội dung câu hỏi"), help_text=MASKED, max_length=8000, widget=_LONG)

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["body"], bodies_to_choose(actor, Permission.PRESS_ANSWER))


class AssignForm(Form):
    """Who prepares the answer."""

    assigned_body = NamedChoice(
        label=_("Đơn vị chuẩn bị trả lời"), required=False, empty_label=_("– Cơ quan được hỏi tự chuẩn bị –")
    )

    def __init__(self, *args: Any, actor: Who, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["assigned_body"], bodies_to_choose(actor, Permission.PRESS_READ))


class AnswerForm(Form):
    """How the body spoke."""

    reply = forms.ChoiceField(label=_("Hình thức"), choices=[("", _("– Chọn –")), *Reply.choices])
    replied_at = MomentField(label=_("Trả lời lúc"), initial=clock.now)
    reply_text = forms.CharField(
        label=_("Nội dung trả lời"), help_text=MASKED, max_length=8000, widget=_LONG, required=False
    )
    bulletin_code = forms.CharField(
        label=_("Mã bản tin đã trả lời"),
        help_text=_("Nếu trả lời bằng thông cáo hoặc bản tin đã phát."),
        required=False,
        max_length=20,
    )


class RefuseForm(Form):
    """Why the information is withheld."""

    ground = forms.ChoiceField(
        label=_("Căn cứ từ chối"),
        help_text=_("Theo Điều 38 Luật Báo chí 2016."),
        choices=[("", _("– Chọn –")), *Ground.choices],
    )
    reply_text = forms.CharField(
        label=_("Giải thích đã gửi báo chí"), help_text=MASKED, max_length=4000, widget=_LONG
    )
    replied_at = MomentField(label=_("Trả lời lúc"), initial=clock.now)
