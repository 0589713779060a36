"""Sentences that say why an act is allowed or refused; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from loa.units.models import Area, AreaVersion, Body, BodyVersion, Grant, Role
from loa.units.permissions import Permission
from loa.units.reach import Reach
from loa.units.rules.roles import roles_with


def system() -> str:
    """Say that the software itself acts."""
    return _("Hệ thống tự thực hiện theo quy trình đã đặt sẵn.")


def granted(reach: Reach, permission: Permission) -> str:
    """Say which grant, over what, until when, and on whose behalf."""
    words = {
        "permission": permission.label,
        "role": Role(reach.grant.role).label,
        "body": body_name(reach.grant.body_id),
        "area": area_name(reach.grant.area_id),
        "until": _until(reach.until),
    }
    if reach.delegation is None:
        return (
            _(
                "Có quyền “%(permission)s” nhờ vai trò %(role)s tại %(body)s và cấp dưới, địa bàn %(area)s, %(until)s."
            )
            % words
        )
    giver = reach.delegation.giver
    words |= {
        "kind": reach.delegation.get_kind_display(),
        "giver": giver.person.full_name,
        "title": giver.title,
        "document": reach.delegation.source_document,
    }
    return (
        _(
            "Có quyền “%(permission)s” do %(kind)s %(giver)s (%(title)s) theo %(document)s, tại %(body)s và cấp dưới, "
            "địa bàn %(area)s, %(until)s."
        )
        % words
    )


def refused(
    permission: Permission,
    held: Sequence[Reach],
    usable: Sequence[Reach],
    givers: Sequence[Grant],
    body: Body | None,
    area: Area | None,
) -> tuple[str, ...]:
    """Say what is missing, what could be used instead, and who can give the right."""
    reasons = [_outside(permission, held, body, area) if held else _no_role(permission)]
    reasons += [_switch(item) for item in usable[:1]]
    reasons.append(_who_can_give(givers))
    return tuple(reasons)


def body_name(body_id: int) -> str:
    """Return the last known name of a body."""
    rows = BodyVersion.objects.filter(body=body_id).order_by("-valid_from")
    return rows.values_list("name", flat=True).first() or _("cơ quan chưa đặt tên")


def area_name(area_id: int) -> str:
    """Return the last known kind and name of an area."""
    version = AreaVersion.objects.filter(area=area_id).order_by("-valid_from").first()
    return str(version) if version else _("địa bàn chưa đặt tên")


def _no_role(permission: Permission) -> str:
    roles = ", ".join(str(Role(role).label) for role in roles_with(permission))
    return _("Chưa có quyền “%(permission)s”. Quyền này thuộc vai trò: %(roles)s.") % {
        "permission": permission.label,
        "roles": roles or _("(chưa vai trò nào)"),
    }


def _outside(permission: Permission, held: Sequence[Reach], body: Body | None, area: Area | None) -> str:
    where = [body_name(body.pk)] if body else []
    where += [area_name(area.pk)] if area else []
    mine = sorted({f"{body_name(item.grant.body_id)} – {area_name(item.grant.area_id)}" for item in held})
    return _("Có quyền “%(permission)s” nhưng chỉ trong phạm vi: %(mine)s; không gồm %(where)s.") % {
        "permission": permission.label,
        "mine": "; ".join(mine),
        "where": ", ".join(where),
    }


def _switch(item: Reach) -> str:
    assert item.delegation is not None
    giver = item.delegation.giver
    return _(
        "Đang được %(giver)s (%(title)s) giao quyền này, %(until)s: hãy chọn làm việc “%(kind)s” ở đầu trang."
    ) % {
        "giver": giver.person.full_name,
        "title": giver.title,
        "until": _until(item.until),
        "kind": item.delegation.get_kind_display(),
    }


def _who_can_give(givers: Sequence[Grant]) -> str:
    if not givers:
        return _("Hiện chưa có người quản trị nào giao được quyền này; hãy báo cơ quan cấp trên.")
    names = ", ".join(f"{grant.post.person.full_name} ({grant.post.title})" for grant in givers)
    return _("Người giao được quyền: %(names)s.") % {"names": names}


def _until(day: date | None) -> str:
    if day is None:
        return _("không thời hạn")
    return _("đến hết ngày %(day)s") % {"day": (day - timedelta(days=1)).strftime("%d/%m/%Y")}
