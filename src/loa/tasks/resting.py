"""What the room shows beside a document: the tasks that rest on it, and the way to a new one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from loa.documents.models import Document
from loa.documents.slots import Block, Line
from loa.tasks.queries.visible import may, visible_to
from loa.tasks.status import task_status
from loa.units.actor import Actor
from loa.units.permissions import Permission

_MOST = 20


def tasks_on(actor: Actor, document: Document) -> Block | None:
    """Return the tasks that rest on a document, as far as the actor may see them; None where there is nothing to show."""
    rows = visible_to(actor).filter(document=document).order_by("due_on", "pk")[:_MOST]
    lines = [Line(row.title, f"/desk/tasks/{row.pk}/", task_status(row).text) for row in rows]
    act = None
    if document.full_number and may(actor, Permission.TASKS_ASSIGN):
        act = Line(
            _("Giao nhiệm vụ từ văn bản này"),
            f"/desk/tasks/new/?document={document.pk}",
        )
    return Block(_("Nhiệm vụ theo văn bản này"), lines, act) if lines or act else None
