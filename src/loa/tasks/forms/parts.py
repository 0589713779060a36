"""Giving parts to bodies, judging them, passing work on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from loa.lib.text import squeeze
from loa.tasks.models import Assignment, Task
from loa.tasks.queries.choices import RULE_WORDS, Rule, assignable_bodies, bodies_by_rule, officers_of
from loa.tasks.queries.sides import givers_of, takers_of
from loa.tasks.rules.words import Part
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.naming import bodies_named
from loa.web.fields import DayField, NamedChoice, choose_from
from loa.web.forms import Form


class AssignForm(Form):
    """Which bodies get which part."""

    part = forms.ChoiceField(label=_("Vai trò"), choices=Part.choices, initial=Part.LEAD)
    rule = forms.ChoiceField(
        label=_("Giao cho"),
        choices=[(rule.value, words) for rule, words in RULE_WORDS.items()],
        widget=forms.RadioSelect,
        initial=Rule.HAND,
    )
    names = forms.CharField(
        label=_("Tên hoặc mã đơn vị"),
        help_text=_("Khi chọn từng đơn vị: mỗi dòng một đơn vị, dán được cả danh sách; không cần gõ dấu."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    due_on = DayField(label=_("Hạn riêng"), help_text=_("Để trống: theo hạn của nhiệm vụ."), required=False)
    confirmed = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.task = actor, task
        self.bodies: list[Body] = []

    def clean(self) -> dict[str, Any]:
        """Find the bodies; every line that names none, or several, is shown."""
        data: dict[str, Any] = super().clean() or {}
        rule = Rule(data.get("rule") or Rule.HAND)
        if rule == Rule.HAND:
            found = bodies_named(assignable_bodies(self.actor), data.get("names", "").splitlines())
            for line in found.unknown:
                self.add_error("names", line)
            self.bodies = found.bodies
        else:
            self.bodies = list(bodies_by_rule(self.actor, rule, self.task.holder))
        if not self.bodies and not self.errors:
            self.add_error("names", _g("Chưa có đơn vị nào. Hãy ghi tên đơn vị hoặc chọn một nhóm đơn vị."))
        return data


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)

    def clean_reason(self) -> str:
        """Return the reason in one line."""
        return squeeze(self.cleaned_data["reason"])


class AcceptForm(Form):
    """Which evidence was seen, and a word that goes with acceptance."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Ý kiến"), required=False, max_length=500)


class OfficerForm(Form):
    """Who at the body does the work."""

    officer = NamedChoice(label=_("Cán bộ thực hiện"), required=False, empty_label=_("– Chưa phân công –"))

    def __init__(self, *args: Any, part: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["officer"], officers_of(part.holder))


class PartForm(Form):
    """A body's part and its own limit."""

    part = forms.ChoiceField(label=_("Vai trò"), choices=Part.choices)
    due_on = DayField(label=_("Hạn riêng"), help_text=_("Để trống: theo hạn của nhiệm vụ."), required=False)


class HandOverForm(Form):
    """What one body of a task passes to another."""

    giver = NamedChoice(label=_("Đơn vị chuyển"))
    taker = NamedChoice(label=_("Đơn vị nhận"))
    what = forms.CharField(label=_("Việc cần làm"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)
    due = forms.TypedChoiceField(label=_("Làm xong trong"), coerce=int)

    def __init__(self, *args: Any, actor: Actor, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self.fields["giver"], givers_of(actor, task))
        choose_from(self.fields["taker"], takers_of(actor, task))
        days = [(n, _g("%(n)d ngày làm việc") % {"n": n}) for n in (1, 2, 3, 5, 10)]
        self.fields["due"].choices = days  # type: ignore[attr-defined]
        self.fields["due"].initial = 3


class Yes(Form):
    """An act that only needs a yes."""
