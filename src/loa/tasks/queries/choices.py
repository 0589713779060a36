"""What the room's forms offer: bodies to give parts to, by rule or by name; tasks to wait for; officers."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.lib import clock
from loa.units import access, reach
from loa.units.lists import bodies_to_choose, labelled_posts
from loa.units.models import AreaLevel, AreaVersion, Body, BodyVersion, Post
from loa.units.permissions import Permission
from loa.units.versions import in_force


class Rule(StrEnum):
    """Which bodies get a part."""

    HAND = "hand"
    BELOW = "below"
    COMMUNES = "communes"


RULE_WORDS: dict[Rule, str | Promise] = {
    Rule.HAND: _("Chọn từng đơn vị"),
    Rule.BELOW: _("Tất cả đơn vị trực thuộc trực tiếp"),
    Rule.COMMUNES: _("Tất cả Ủy ban, cơ quan chính quyền cấp xã"),
}


def assignable_bodies(actor: access.Who) -> QuerySet[Body]:
    """Return the standing bodies to which the actor may give a part, each with `label`, in Vietnamese order."""
    return bodies_to_choose(actor, Permission.TASKS_ASSIGN)


def bodies_by_rule(actor: access.Who, rule: Rule, giver: Body) -> QuerySet[Body]:
    """Return the bodies that a rule means for an assigning body; none for those that are chosen by hand."""
    today = clock.today()
    rows = in_force(BodyVersion, today).filter(is_committee=False)
    if rule == Rule.BELOW:
        rows = rows.filter(superior=giver)
    elif rule == Rule.COMMUNES:
        place = in_force(AreaVersion, today).filter(area=OuterRef("seat_area"), level=AreaLevel.COMMUNE)
        above = in_force(BodyVersion, today).filter(body=OuterRef("superior"))
        in_commune = in_force(AreaVersion, today).filter(
            area=OuterRef("superior_seat"), level=AreaLevel.COMMUNE
        )
        rows = rows.filter(Exists(place), system="state").annotate(
            superior_seat=above.values("seat_area")[:1]
        )
        rows = rows.filter(~Exists(in_commune))  # what stands under a commune's own authority is no commune
    else:
        rows = rows.none()
    return assignable_bodies(actor).filter(pk__in=rows.values("body")).exclude(pk=giver.pk)


def officers_of(body: Body) -> QuerySet[Post]:
    """Return the posts held now at a body, each with `label`."""
    return labelled_posts(reach.active_posts().filter(Q(body=body)))
