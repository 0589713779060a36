"""The few forms of the public site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from loa.audience.models import Language, SubscriberKind
from loa.audience.queries import list_topics
from loa.kinds.webpush.subscriptions import Subscription
from loa.units.forms.places import PlaceSearch
from loa.units.models import Area, AreaLevel
from loa.units.queries import area_versions


class VerifyForm(forms.Form):
    """A code or a text to compare."""

    text = forms.CharField(
        label=_("Mã kiểm tra hoặc nội dung nhận được"),
        help_text=_("Dán cả tin nhắn, hoặc nhập mã 8 ký tự in cuối bản tin."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
    )


class FrontForm(forms.Form):
    """What a reader looks for on the front page; all of it stands in the address."""

    q = forms.CharField(
        label=_("Tìm trong tiêu đề (gõ có dấu hoặc không dấu)"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "data-search": True}),
    )
    area = forms.ChoiceField(label=_("Địa bàn"), required=False)
    topic = forms.ChoiceField(label=_("Chủ đề"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = area_versions().filter(level__in=[AreaLevel.CITY, AreaLevel.COMMUNE])
        rows = versions.order_by("level", "sort_key").values_list("area__code", "kind", "name")
        areas = [(code, f"{kind} {name}") for code, kind, name in rows]
        topics = [(topic.code, topic.name) for topic in list_topics()]
        self.fields["area"].choices = [("", _("Mọi địa bàn")), *areas]  # type: ignore[attr-defined]
        self.fields["topic"].choices = [("", _("Mọi chủ đề")), *topics]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """Return what was asked, without what does not fit."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ChoiceForm(PlaceSearch):
    """What a subscriber picks."""

    areas = forms.ModelMultipleChoiceField(
        label=_("Địa bàn muốn nhận tin"),
        help_text=_("Chọn một hoặc nhiều xã, phường. Trên máy tính, giữ phím Ctrl để chọn thêm."),
        queryset=Area.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        error_messages={"required": _("Hãy chọn ít nhất một địa bàn.")},
    )
    topics = forms.MultipleChoiceField(
        label=_("Chủ đề"),
        help_text=_("Không chọn chủ đề nào nghĩa là nhận mọi chủ đề."),
        choices=list,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=Language.choices, initial=Language.VI)
    kind = forms.ChoiceField(
        label=_("Đăng ký cho"), choices=SubscriberKind.choices, initial=SubscriberKind.PERSON
    )

    field_order: tuple[str, ...] = ("place", "areas", "topics", "language", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = area_versions().filter(level__in=[AreaLevel.CITY, AreaLevel.COMMUNE])
        rows = list(versions.order_by("level", "sort_key"))
        names = {row.area_id: str(row) for row in rows}
        field = self.fields["areas"]
        field.queryset = Area.objects.filter(pk__in=names)  # type: ignore[attr-defined]
        field.choices = list(names.items())  # type: ignore[attr-defined]
        topics = [(topic.code, topic.name) for topic in list_topics()]
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.look_up(rows)


class SubscribeForm(ChoiceForm):
    """A request from the public page: address, choice, consent."""

    address = forms.EmailField(
        label=_("Địa chỉ thư điện tử"),
        error_messages={
            "required": _("Hãy nhập địa chỉ thư điện tử."),
            "invalid": _("Địa chỉ thư chưa đúng. Hãy nhập dạng ten@nhacungcap.vn."),
        },
    )
    agreed = forms.BooleanField(
        label=_(
            "Tôi đồng ý để địa chỉ này chỉ dùng cho việc gửi bản tin theo lựa chọn trên; tôi có thể ngừng bất cứ lúc nào."
        ),
        error_messages={"required": _("Cần đánh dấu đồng ý thì mới gửi được bản tin.")},
    )
    field_order = ("address", "place", "areas", "topics", "language", "kind", "agreed")


class HandedOver(forms.Form):
    """What a browser hands over so that it can be written to."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)
    key = forms.CharField(max_length=100)

    def subscription(self) -> Subscription:
        """Return it as one."""
        return Subscription(
            **{name: self.cleaned_data[name] for name in ("endpoint", "p256dh", "auth", "key")}
        )


class PushForm(HandedOver, ChoiceForm):
    """A browser that its owner just allowed to be written to, and the choice."""


class MoveForm(HandedOver):
    """A browser that exchanged its subscription by itself, and where it took messages before."""

    before = forms.CharField(max_length=1000)
