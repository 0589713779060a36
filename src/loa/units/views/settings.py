"""Setting up a body and a committee: form of address and of papers, standing approver, members, end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.units import actions, queries, trees
from loa.units.access import access
from loa.units.doors import DeskRequest, desk_view
from loa.units.errors import NotInForce
from loa.units.forms.settings import BodySettingsForm, ChangeCommitteeForm
from loa.units.models import Body, BodyVersion
from loa.units.permissions import Permission
from loa.web.acts import attempt, form_page, posted
from loa.web.doors import fresh_sign_in


@desk_view
@fresh_sign_in
def body_settings(request: DeskRequest, body_id: int) -> HttpResponse:
    """Say how a body addresses its officers, which papers it writes, and who approves where it cannot itself."""
    body, version = _standing(request, body_id)
    initial = {
        "address_form": body.address_form,
        "system": version.system,
        "form": version.form,
        "standing_approver": body.standing_approver_id,
    }
    form = BodySettingsForm(posted(request), body=body, initial=initial)
    if attempt(form, actions.set_body, actor=request.actor, body=body):
        messages.success(request, _("Đã lưu thiết lập của cơ quan."))
        return redirect("units:body", body_id=body.pk)
    return form_page(
        request,
        form,
        title=_("Thiết lập của %(name)s") % {"name": version.name},
        submit=_("Lưu thiết lập"),
        back=reverse("units:body", args=[body.pk]),
        nav_key="bodies",
    )


@desk_view
def change_committee(request: DeskRequest, body_id: int) -> HttpResponse:
    """Say who sits in a committee and until when."""
    body, version = _standing(request, body_id)
    members = [member.pk for member in queries.committee_members(body)]
    initial = {"members": members, "until": version.valid_until}
    form = ChangeCommitteeForm(posted(request), actor=request.actor, initial=initial)
    if attempt(form, actions.change_committee, actor=request.actor, committee=body):
        messages.success(request, _("Đã cập nhật thành viên và ngày kết thúc."))
        return redirect("units:body", body_id=body.pk)
    return form_page(
        request,
        form,
        title=_("Thành viên và thời hạn"),
        lead=version.name,
        submit=_("Lưu thay đổi"),
        back=reverse("units:body", args=[body.pk]),
        nav_key="bodies",
    )


def _standing(request: DeskRequest, body_id: int) -> tuple[Body, BodyVersion]:
    visible = trees.bodies_visible_to(request.actor)
    body: Body = access(visible, request.actor, id=body_id, to=Permission.UNITS_MANAGE, body_field="pk")
    version = queries.body_version(body)
    if version is None:
        raise NotInForce
    return body, version
