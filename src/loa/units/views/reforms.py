"""Reforms of both trees on screen: a form, a check page made by trying the reform out, then the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.lib import clock
from loa.units import actions, queries, trees
from loa.units.access import access, require
from loa.units.doors import DeskRequest, desk_view
from loa.units.errors import UnknownThing
from loa.units.forms import areas as forms
from loa.units.models import Area, Body
from loa.units.permissions import Permission
from loa.units.rehearsal import rehearse_area, rehearse_body
from loa.web.acts import attempt, form_page, posted


@dataclass(frozen=True)
class Reform:
    """One act of reform: its form, the action, what its page is called, and under which name the unit is handed in."""

    title: str | Promise
    form: type[forms.ReformForm]
    act: Callable[..., Any]
    unit: str = ""  # the action's argument for the unit; empty where the form hands it in
    needs: str = ""  # the form's argument for the unit


AREA_REFORMS: Mapping[str, Reform] = {
    "new": Reform(gettext_lazy("Thêm địa bàn trực thuộc"), forms.NewAreaForm, actions.create_area, "parent"),
    "rename": Reform(gettext_lazy("Đổi tên"), forms.RenameAreaForm, actions.rename_area, "area"),
    "move": Reform(gettext_lazy("Chuyển về cấp trên khác"), forms.MoveAreaForm, actions.move_area, "area"),
    "merge": Reform(gettext_lazy("Sáp nhập"), forms.MergeAreasForm, actions.merge_areas, needs="area"),
    "split": Reform(gettext_lazy("Chia tách"), forms.SplitAreaForm, actions.split_area, "area", "area"),
    "abolish": Reform(gettext_lazy("Giải thể"), forms.AbolishAreaForm, actions.abolish_area, "area"),
}
BODY_REFORMS: Mapping[str, Reform] = {
    "new": Reform(
        gettext_lazy("Thêm cơ quan trực thuộc"), forms.NewBodyForm, actions.create_body, "superior"
    ),
    "committee": Reform(
        gettext_lazy("Lập ban chỉ đạo, tổ công tác"),
        forms.CommitteeForm,
        actions.create_committee,
        "superior",
    ),
    "rename": Reform(gettext_lazy("Đổi tên"), forms.RenameBodyForm, actions.rename_body, "body"),
    "move": Reform(gettext_lazy("Chuyển về cấp trên khác"), forms.MoveBodyForm, actions.move_body, "body"),
    "merge": Reform(gettext_lazy("Sáp nhập"), forms.MergeBodiesForm, actions.merge_bodies, needs="body"),
    "split": Reform(gettext_lazy("Chia tách"), forms.SplitBodyForm, actions.split_body, "body", "version"),
    "abolish": Reform(gettext_lazy("Giải thể"), forms.AbolishBodyForm, actions.abolish_body, "body"),
}


@desk_view
def reform_area(request: DeskRequest, area_id: int, act: str) -> HttpResponse:
    """Change the territory by one act."""
    area: Area = access(trees.areas_visible_to(request.actor), request.actor, id=area_id, to=None)
    require(request.actor, Permission.UNITS_MANAGE, area=area)
    reform = _known(AREA_REFORMS, act)
    version = queries.area_version(area)
    initial = {"kind": version.kind, "name": version.name} if version and act in {"rename", "merge"} else {}
    form = _form(request, reform, {"area": area}, initial)
    page = _Page(str(version or area), reverse("units:area", args=[area.pk]), "areas")
    return _carry_out(request, reform, form, rehearse_area, area, page)


@desk_view
def reform_body(request: DeskRequest, body_id: int, act: str) -> HttpResponse:
    """Change the organisation by one act."""
    body: Body = access(
        trees.bodies_visible_to(request.actor),
        request.actor,
        id=body_id,
        to=Permission.UNITS_MANAGE,
        body_field="pk",
    )
    reform = _known(BODY_REFORMS, act)
    version = queries.body_version(body)
    named = ("name", "short_name", "system", "form")
    keep = {"rename": named[:2], "merge": named, "new": named[2:]}.get(act, ())
    initial = {name: getattr(version, name) for name in keep} if version else {}
    form = _form(request, reform, {"body": body, "version": version}, initial)
    page = _Page(str(version or body), reverse("units:body", args=[body.pk]), "bodies")
    return _carry_out(request, reform, form, rehearse_body, body, page)


@dataclass(frozen=True)
class _Page:
    name: str
    url: str
    nav_key: str


def _known(reforms: Mapping[str, Reform], act: str) -> Reform:
    if act not in reforms:
        raise UnknownThing
    return reforms[act]


def _form(
    request: DeskRequest, reform: Reform, units: Mapping[str, Any], initial: Mapping[str, Any]
) -> forms.ReformForm:
    needed = {reform.needs: units[reform.needs]} if reform.needs else {}
    sent = None if request.POST.get("step") == "edit" else posted(request)
    kept = {name: request.POST.get(name) for name in request.POST} if sent is None else {}
    many = {name: values for name, values in request.POST.lists() if len(values) > 1} if kept else {}
    start = {"on": clock.today()} | dict(initial) | kept | many
    return reform.form(sent, actor=request.actor, initial=start, **needed)


def _carry_out(
    request: DeskRequest,
    reform: Reform,
    form: forms.ReformForm,
    rehearse: Callable[..., Any],
    unit: Area | Body,
    page: _Page,
) -> HttpResponse:
    given = {"actor": request.actor} | ({reform.unit: unit} if reform.unit else {})
    if request.POST.get("step") == "commit":
        if attempt(form, reform.act, **given):
            messages.success(request, _("Đã ghi nhận thay đổi."))
            return redirect(page.url)
    elif tried := attempt(form, partial(rehearse, reform.act), **given):
        return render(
            request,
            "units/check.html",
            {
                "title": reform.title,
                "page": page,
                "found": tried.value,
                "form": form,
                "kept": [(k, v) for k, vs in request.POST.lists() for v in vs if k not in _OWN],
                "nav_key": page.nav_key,
            },
        )
    return form_page(
        request,
        form,
        title=reform.title,
        lead=page.name,
        submit=_("Xem trước thay đổi"),
        back=page.url,
        nav_key=page.nav_key,
    )


_OWN = {"csrfmiddlewaretoken", "step"}
