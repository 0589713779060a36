"""What a body or a committee is set to: form of address and of papers, a standing approver, members and an end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from loa.journal import actions as journal
from loa.lib import clock
from loa.units import access, queries
from loa.units.access import Who
from loa.units.actions import trees
from loa.units.actor import Actor
from loa.units.errors import CommitteeNeedsEnd, NotAbove, NotACommittee, NotForOneself
from loa.units.models import AddressForm, Body, BodyMember, BodyVersion, DocumentForm, Person, System
from loa.units.permissions import Permission


def set_body(
    *,
    actor: Who,
    body: Body,
    address_form: AddressForm,
    system: System,
    form: DocumentForm,
    standing_approver: Person | None,
) -> Body:
    """Say how a body addresses its officers, which papers it writes from today on, and who approves where it cannot.

    Raises:
        NotForOneself: nobody names himself standing approver.
        NotAbove: when the person holds no post at a level above.

    """
    access.require(actor, Permission.UNITS_MANAGE, body=body)
    with transaction.atomic():
        kept = Body.objects.select_for_update().get(pk=body.pk)
        if standing_approver is not None and standing_approver.pk != kept.standing_approver_id:
            access.require(actor, Permission.PEOPLE_MANAGE, body=body)
            _check_standing(actor, body, standing_approver)
        Body.objects.filter(pk=body.pk).update(address_form=address_form, standing_approver=standing_approver)
        _set_papers(body, system, form)
        facts = {
            "address_form": str(address_form),
            "system": str(system),
            "form": str(form),
            "standing_approver": standing_approver.pk if standing_approver else None,
        }
        journal.write(
            actor=access.author(actor), verb="units.body_set", thing=f"units.body:{body.pk}", facts=facts
        )
    body.refresh_from_db()
    return body


def change_committee(*, actor: Who, committee: Body, members: Sequence[Body], until: date) -> Body:
    """Say who sits in a committee from today on and on which day it ends; seats of before stay on record.

    Raises:
        NotACommittee: for any other body.
        CommitteeNeedsEnd: when the end is not after today.

    """
    access.require(actor, Permission.UNITS_MANAGE, body=committee)
    today = clock.today()
    if until <= today:
        raise CommitteeNeedsEnd
    with transaction.atomic():
        trees.lock(BodyVersion)
        version = trees.standing(BodyVersion, committee, today)
        if not version.is_committee:
            raise NotACommittee
        BodyVersion.objects.filter(pk=version.pk).update(valid_until=until)
        _seat_members(committee, list(dict.fromkeys(members)), today, until)
        facts = {"members": [member.code for member in members], "until": until.isoformat()}
        journal.write(
            actor=access.author(actor),
            verb="units.committee_changed",
            thing=f"units.body:{committee.pk}",
            facts=facts,
        )
    return committee


def _check_standing(actor: Who, body: Body, person: Person) -> None:
    if isinstance(actor, Actor) and actor.person.pk == person.pk:
        raise NotForOneself
    if not queries.possible_standing_approvers(body).filter(pk=person.pk).exists():
        raise NotAbove


def _set_papers(body: Body, system: System, form: DocumentForm) -> None:
    trees.lock(BodyVersion)
    version = trees.standing(BodyVersion, body, clock.today())
    if (version.system, version.form) != (system, form):
        trees.revise(version, clock.today(), system=system, form=form)


def _seat_members(committee: Body, members: Sequence[Body], today: date, until: date) -> None:
    seats = BodyMember.objects.filter(committee=committee)
    current = seats.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today))
    leaving = current.exclude(member__in=members)
    leaving.filter(valid_from__gte=today).delete()
    leaving.update(valid_until=today)
    current.update(valid_until=until)
    seated = set(current.values_list("member_id", flat=True))
    for member in members:
        if member.pk not in seated:
            trees.standing(BodyVersion, member, today)
            BodyMember.objects.create(committee=committee, member=member, valid_from=today, valid_until=until)
