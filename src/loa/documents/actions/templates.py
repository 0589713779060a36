"""The docx files that a body uses for its papers instead of the common layout."""

from __future__ import annotations

from django.db import transaction

from loa.documents import making
from loa.documents.models import OfficeTemplate
from loa.files.actions import store_file
from loa.journal import actions as journal
from loa.lib import clock
from loa.units import access
from loa.units.actor import Actor
from loa.units.models import Body
from loa.units.permissions import Permission

TEMPLATE = "documents.template"


@transaction.atomic
def set_template(*, actor: Actor, body: Body, kind: str, name: str, data: bytes) -> OfficeTemplate:
    """Use a docx of the body's own for a kind ("" for every kind), once it has been filled on trial.

    Raises:
        Invalid: from the safe door, or with the place of the template that cannot be filled.

    """
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=body)
    stored = store_file(actor=actor, name=name, data=data, purpose=TEMPLATE, body=body)
    making.try_template(body, data)
    row, _is_new = OfficeTemplate.objects.update_or_create(
        body=body, kind=kind, defaults={"file": stored, "set_by": actor.person, "set_at": clock.now()}
    )
    facts = {"kind": kind, "file": str(stored.pk)}
    journal.write(
        actor=actor, verb="documents.template_set", thing=f"documents.officetemplate:{row.pk}", facts=facts
    )
    return row


@transaction.atomic
def remove_template(*, actor: Actor, template: OfficeTemplate) -> None:
    """Go back to the common layout for a kind; the stored file stays."""
    access.require(actor, Permission.DOCUMENTS_ISSUE, body=template.body)
    thing, facts = f"documents.officetemplate:{template.pk}", {"kind": template.kind}
    template.delete()
    journal.write(actor=actor, verb="documents.template_removed", thing=thing, facts=facts)
